import { hashtagSpans } from './hashtags.ts'
import { linkSpans } from './links.ts'
import { mentionSpans } from './mentions.ts'
import { inCodePoints, type Span, withoutOverlaps } from './spans.ts'

/** A part of a text that leads somewhere. Its places count code points. */
export interface Facet extends Span {
  readonly type: 'mention' | 'hashtag' | 'link'
}

/**
 * The links, mentions and hashtags of a text, in order and none over another; what stands within a link belongs to it.
 * `value` is the address, the username in lower case, or the hashtag as it is looked up.
 */
export function facetsIn(text: string): Facet[] {
  const found = [typed('link', linkSpans(text)), typed('mention', mentionSpans(text)), typed('hashtag', hashtagSpans(text))]
  return inCodePoints(text, withoutOverlaps(found.flat()))
}

function typed(type: Facet['type'], spans: readonly Span[]): Facet[] {
  return spans.map((span) => ({ type, ...span }))
}
