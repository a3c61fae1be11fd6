import * as fc from 'fast-check'

export const verbs = ['follow', 'unfollow', 'accept', 'refuse', 'remove', 'block', 'unblock', 'hide', 'open'] as const

export interface Step {
  readonly verb: (typeof verbs)[number]
  readonly actor: number
  readonly other: number
}

export const people = 3

/** What three people may do to one another. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc
    .record({
      verb: fc.oneof({ weight: 3, arbitrary: fc.constant('follow' as const) }, { weight: 6, arbitrary: fc.constantFrom(...verbs) }),
      actor: fc.nat({ max: people - 1 }),
      distance: fc.integer({ min: 1, max: people - 1 }),
    })
    .map(({ verb, actor, distance }) => ({ verb, actor, other: (actor + distance) % people })),
  { minLength: 5, maxLength: 25 },
)

/** The graph as sets of pairs, `<from> <to>`. */
export interface Model {
  readonly follows: Set<string>
  readonly requests: Set<string>
  readonly blocks: Set<string>
  readonly hidden: Set<number>
  readonly gained: number[]
  readonly lost: number[]
}

export function newModel(): Model {
  const zeros = () => Array.from({ length: people }, () => 0)
  return { follows: new Set(), requests: new Set(), blocks: new Set(), hidden: new Set(), gained: zeros(), lost: zeros() }
}

const pair = (from: number, to: number) => `${from} ${to}`

/** Takes a step. */
export function take(model: Model, { verb, actor, other }: Step): void {
  const { follows, requests, blocks, hidden } = model
  const apart = blocks.has(pair(actor, other)) || blocks.has(pair(other, actor))
  const begin = (from: number, to: number) => {
    if (!follows.has(pair(from, to))) model.gained[to] = (model.gained[to] ?? 0) + 1
    follows.add(pair(from, to))
  }
  const end = (from: number, to: number) => {
    if (follows.delete(pair(from, to))) model.lost[to] = (model.lost[to] ?? 0) + 1
    requests.delete(pair(from, to))
  }
  if (verb === 'follow' && !apart && !follows.has(pair(actor, other))) {
    if (hidden.has(other)) requests.add(pair(actor, other))
    else begin(actor, other)
  }
  if (verb === 'unfollow') end(actor, other)
  if (verb === 'accept' && requests.delete(pair(other, actor))) begin(other, actor)
  if (verb === 'refuse') requests.delete(pair(other, actor))
  if (verb === 'remove' && follows.has(pair(other, actor))) end(other, actor)
  if (verb === 'block') {
    blocks.add(pair(actor, other))
    end(actor, other)
    end(other, actor)
  }
  if (verb === 'unblock') blocks.delete(pair(actor, other))
  if (verb === 'hide') hidden.add(actor)
  if (verb === 'open' && hidden.delete(actor)) {
    for (let from = 0; from < people; from += 1) if (requests.delete(pair(from, actor))) begin(from, actor)
  }
}

/** How `one` stands to `other`, as `one` is told. */
export function relationship({ follows, requests, blocks }: Model, one: number, other: number) {
  return {
    following: follows.has(pair(one, other)),
    followed_by: follows.has(pair(other, one)),
    requested: requests.has(pair(one, other)),
    blocking: blocks.has(pair(one, other)),
    blocked_by: false,
    muting: false,
    is_contact: false,
  }
}

/** How many follow someone, and whom they follow. */
export function counts({ follows }: Model, someone: number) {
  const all = Array.from(follows, (follow) => follow.split(' ').map(Number))
  return {
    followers_count: all.filter(([, to]) => to === someone).length,
    following_count: all.filter(([from]) => from === someone).length,
  }
}
