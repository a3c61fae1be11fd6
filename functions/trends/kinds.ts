import { articleSubject } from '../articles/public.ts'
import { postSubject } from '../posts/public.ts'
import { rankHashtags } from './hashtags.ts'
import type { Kind } from './kind.ts'
import { newestPosts } from './newest-posts.ts'
import { rankSubjects } from './ranked-subjects.ts'
import { rankTags } from './tags.ts'

/** Everything that trends, in the order in which it is ranked. A new kind is one more line here. */
export const kinds: readonly Kind[] = [
  { kind: 'articles', rank: rankSubjects(articleSubject) },
  { kind: 'tags', rank: rankTags },
  { kind: 'posts', rank: rankSubjects(postSubject, newestPosts) },
  { kind: 'hashtags', rank: rankHashtags },
]
