/** Numbers that are the same in every run. */
export interface Random {
  /** From 0 up to, and without, 1. */
  next(): number
  chance(probability: number): boolean
  between(from: number, to: number): number
  pick<Item>(items: readonly Item[]): Item
  /** One of the names, as often as its weight says. */
  weighted(weights: Readonly<Record<string, number>>): string
  shuffled<Item>(items: readonly Item[]): Item[]
  /** A wait as people have them: mostly short, sometimes long. */
  wait(mean: number): number
}

/** A generator (mulberry32, by Tommy Ettinger) for each name, so that what one part draws changes nothing for the others. */
export function seededRandom(name: string): Random {
  let state = hash(name)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item
  return {
    next,
    chance: (probability) => next() < probability,
    between: (from, to) => from + next() * (to - from),
    pick,
    weighted(weights) {
      const entries = Object.entries(weights)
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      const drawn = entries.find(([, weight]) => (left -= weight) < 0)
      return (drawn ?? pick(entries))[0]
    },
    shuffled(items) {
      const keyed = items.map((item) => ({ item, key: next() }))
      return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item)
    },
    wait: (mean) => -Math.log(1 - next()) * mean,
  }
}

// FNV-1a.
function hash(name: string): number {
  let value = 0x811c9dc5
  for (const byte of Buffer.from(name)) value = Math.imul(value ^ byte, 0x01000193)
  return value
}
