import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import { Binary } from 'mongodb'
import * as z from 'zod'
import { runtimeProblem } from '../../contract/problems.ts'
import { collection, date } from '../../store/collection.ts'
import type { Db } from '../../store/database.ts'
import { applicationSecret } from '../application-secret.ts'
import { canonicalJson } from './json.ts'

const lifetimeSeconds = 24 * 3600

/** Answers kept under their `Idempotency-Key`, sealed with a key that only the caller's own key yields. */
export const IdempotencyRecords = collection(
  'idempotency_records',
  { _id: z.string(), request: z.string(), answer: z.instanceof(Binary).meta({ bsonType: 'binData' }), at: date },
  {
    indexes: [{ key: { at: 1 }, expire_after_seconds: lifetimeSeconds, serves: 'expiry after 24 hours' }],
    shard_key: { _id: 'hashed' },
  },
)

/** A use case's answer before it is written as HTTP. */
export interface StoredAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

export interface IdempotentCall {
  /** The answer of the first call with this key, if there was one. Throws `idempotency_key_reused` for another request. */
  replay(db: Db): Promise<StoredAnswer | undefined>
  /** Keeps the answer, in the transaction of its effect. */
  keep(db: Db, answer: StoredAnswer): Promise<void>
}

/**
 * One call under an `Idempotency-Key` of 1–255 printable ASCII characters, told apart by `principal` (user or address)
 * and `operation` (the endpoint's id). Throws `invalid_idempotency_key`.
 */
export async function idempotentCall(
  key: string,
  { principal, operation, path, body, now }: { principal: string; operation: string; path: unknown; body: unknown; now: Date },
): Promise<IdempotentCall> {
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) throw runtimeProblem('invalid_idempotency_key')
  const { application_key } = await applicationSecret()
  const salt = `${principal}\n${operation}`
  const _id = derive(key, salt, `${application_key} record`).toString('base64url')
  const seal = derive(key, salt, `${application_key} seal`)
  const content = Buffer.isBuffer(body) ? body.toString('base64') : canonicalJson(body)
  const request = createHash('sha256').update(canonicalJson(path)).update('\0').update(content).digest('base64url')

  return {
    replay: async (db) => {
      const record = await db.get(IdempotencyRecords, _id)
      if (!record || now.getTime() - record.at.getTime() > lifetimeSeconds * 1000) return undefined
      if (record.request !== request) throw runtimeProblem('idempotency_key_reused')
      return JSON.parse(open(Buffer.from(record.answer.buffer), seal)) as StoredAnswer
    },
    keep: async (db, answer) => {
      const record = { request, answer: new Binary(close(JSON.stringify(answer), seal)), at: now }
      await db.update(IdempotencyRecords, _id, { $set: record }, { upsert: true })
    },
  }
}

function derive(key: string, salt: string, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, info.slice(0, 1024), 32))
}

// A key seals one record of one answer; a fresh random nonce keeps a record that is written again apart.
function close(text: string, key: Buffer): Buffer {
  const nonce = crypto.getRandomValues(new Uint8Array(12))
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

function open(bytes: Buffer, key: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}
