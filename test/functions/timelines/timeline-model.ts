import * as fc from 'fast-check'

export const people = 4

export const verbs = [
  'post',
  'post to followers',
  'post to the mentioned',
  'delete',
  'repost',
  'take back',
  'follow',
  'unfollow',
  'block',
  'unblock',
  'mute',
  'unmute',
  'read',
  'deliver',
  'deliver again',
  'count',
  'wait',
  'settle',
  'tend',
] as const

export interface Step {
  readonly verb: (typeof verbs)[number]
  readonly actor: number
  readonly other: number
  /** Which post, page size or message. */
  readonly pick: number
}

const weighted = (verb: Step['verb'], weight: number) => ({ weight, arbitrary: fc.constant(verb) })

/** What four people may do with their timelines, and what may happen meanwhile. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc
    .record({
      verb: fc.oneof(
        weighted('post', 5),
        weighted('follow', 6),
        weighted('repost', 6),
        weighted('deliver', 6),
        weighted('read', 4),
        weighted('wait', 2),
        weighted('settle', 5),
        { weight: 14, arbitrary: fc.constantFrom(...verbs) },
      ),
      actor: fc.nat({ max: people - 1 }),
      distance: fc.integer({ min: 1, max: people - 1 }),
      pick: fc.nat({ max: 100 }),
    })
    .map(({ distance, ...step }) => ({ ...step, other: (step.actor + distance) % people })),
  { minLength: 10, maxLength: 60, size: 'max' },
)

/** A post, or a repost of one, in the order of publication. */
export interface Item {
  readonly id: string
  readonly author: number
  readonly visibility: 'public' | 'followers' | 'mentioned'
  readonly mentioned: number | undefined
  readonly original: Item | undefined
}

export interface Model {
  readonly items: Item[]
  readonly follows: Set<string>
  readonly blocks: Set<string>
  readonly mutes: Set<string>
}

export function newModel(): Model {
  return { items: [], follows: new Set(), blocks: new Set(), mutes: new Set() }
}

export const pair = (from: number, to: number) => `${from} ${to}`

/** The timeline of someone, the newest first: every rule once, over everything there is. */
export function timelineOf(model: Model, owner: number): Item[] {
  const heard = model.items.filter(({ author }) => isFollowed(model, owner, author) && !model.mutes.has(pair(owner, author)))
  const shown = heard.filter((item) => {
    if (!item.original) return isSeen(model, owner, item)
    const { author } = item.original
    return !isFollowed(model, owner, author) && !model.mutes.has(pair(owner, author)) && isSeen(model, owner, item.original)
  })
  const inPlace = shown.filter((item) => !item.original || shown.find(({ original }) => original === item.original) === item)
  return inPlace.toReversed()
}

function isFollowed({ follows }: Model, owner: number, author: number): boolean {
  return owner === author || follows.has(pair(owner, author))
}

function isSeen(model: Model, viewer: number, { author, visibility, mentioned }: Item): boolean {
  if (viewer === author) return true
  if (model.blocks.has(pair(viewer, author)) || model.blocks.has(pair(author, viewer))) return false
  if (visibility === 'public') return true
  return visibility === 'followers' ? model.follows.has(pair(viewer, author)) : mentioned === viewer
}
