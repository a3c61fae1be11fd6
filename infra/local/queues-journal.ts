import { DatabaseSync } from 'node:sqlite'

/** A message as it outlives the process. */
export interface StoredMessage {
  readonly id: string
  readonly body: string
  readonly attributes: MessageAttributes
  /** Milliseconds since 1970. */
  readonly sent_at: number
  /** When it becomes visible for the first time, milliseconds since 1970. */
  readonly visible_at: number
  readonly receives: number
}

/** As SQS has them: by name, with `DataType` and a value. */
export type MessageAttributes = Readonly<
  Record<string, { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: string }>
>

const schema = `
  CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY,
    queue TEXT NOT NULL,
    body TEXT NOT NULL,
    attributes TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    receives INTEGER NOT NULL
  );
`

/** Where messages outlive the process. What one call writes is written as a whole. */
export interface QueueJournal {
  insert(queue: string, messages: readonly StoredMessage[]): void
  received(messages: readonly StoredMessage[]): void
  remove(ids: readonly string[]): void
  move(ids: readonly string[], queue: string): void
  load(queue: string): StoredMessage[]
  /** Forgets everything. */
  clear(): void
  close(): void
}

/** The state folder belongs to another process. */
export class StateInUse extends Error {}

/**
 * Opens the journal of a state folder, and with it takes the folder: the operating system holds the lock for as long as
 * this process lives, however it ends. Throws `StateInUse` when another process has it.
 *
 * A write is with the operating system when a call returns, so it survives the end of this process, though not of the machine.
 */
export function openJournal(file: string): QueueJournal {
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    database.exec(schema)
  } catch (error) {
    database.close()
    throw isLocked(error) ? new StateInUse(`${file} is in use`) : error
  }
  const insert = database.prepare('INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?)')
  const received = database.prepare('UPDATE messages SET receives = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM messages WHERE id = ?')
  const move = database.prepare('UPDATE messages SET queue = ?, receives = 0 WHERE id = ?')
  const load = database.prepare('SELECT * FROM messages WHERE queue = ? ORDER BY rowid')
  const forEach = <Item>(items: readonly Item[], write: (item: Item) => void) => {
    const [only, ...more] = items
    // One statement is a transaction by itself.
    if (only !== undefined && more.length === 0) return write(only)
    database.exec('BEGIN')
    try {
      for (const item of items) write(item)
      database.exec('COMMIT')
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  }

  return {
    insert: (queue, messages) =>
      forEach(messages, ({ id, body, attributes, sent_at, visible_at, receives }) =>
        insert.run(id, queue, body, JSON.stringify(attributes), sent_at, visible_at, receives),
      ),
    received: (messages) => forEach(messages, ({ id, receives }) => received.run(receives, id)),
    remove: (ids) => forEach(ids, (id) => remove.run(id)),
    move: (ids, queue) => forEach(ids, (id) => move.run(queue, id)),
    load: (queue) =>
      load.all(queue).map((row) => ({
        id: String(row.id),
        body: String(row.body),
        attributes: JSON.parse(String(row.attributes)) as MessageAttributes,
        sent_at: Number(row.sent_at),
        visible_at: Number(row.visible_at),
        receives: Number(row.receives),
      })),
    clear: () => database.exec('DELETE FROM messages'),
    close: () => database.close(),
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5
}
