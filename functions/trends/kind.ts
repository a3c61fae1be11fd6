import type { Db } from '../../shared/store/database.ts'

export interface Entry {
  readonly key: string
  readonly score: number
  readonly people?: number | undefined
}

/** A kind of thing that trends. */
export interface Kind {
  readonly kind: string
  /** The most trending now, the first first; more than are kept are cut off. */
  rank(db: Db, now: Date): Promise<Entry[]>
}
