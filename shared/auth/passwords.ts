import { argon2, type Argon2Parameters, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

// OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane; or scrypt with N = 2^17, r = 8, p = 1.
const argon2Cost = { memory: 19_456, passes: 2, parallelism: 1 }
const scryptCost = { ln: 17, r: 8, p: 1 }
const tagLength = 32
const saltLength = 16

interface Parsed {
  readonly scheme: string
  readonly cost: (name: string) => number
  readonly salt: Buffer
  readonly tag: Buffer
}

let argon2Works: Promise<boolean> | undefined

/** A password's hash as a PHC string: Argon2id where the runtime has it, else scrypt. Takes some 40 ms, off the main thread. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltLength)
  if (await hasArgon2()) {
    const { memory: m, passes: t, parallelism: p } = argon2Cost
    return phc('argon2id$v=19', { m, t, p }, salt, await argon2Tag(password, salt, argon2Cost, tagLength))
  }
  return phc('scrypt', scryptCost, salt, await scryptTag(password, salt, scryptCost, tagLength))
}

/**
 * Whether a password is the one that was hashed. Without a hash it takes as long and is never right, so that the time
 * does not tell whether there is an account. Throws for text that is no hash of ours.
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  if (hash === undefined) {
    await hashPassword(password)
    return false
  }
  const { scheme, cost, salt, tag } = parse(hash)
  const computed =
    scheme === 'argon2id'
      ? await argon2Tag(password, salt, { memory: cost('m'), passes: cost('t'), parallelism: cost('p') }, tag.length)
      : await scryptTag(password, salt, { ln: cost('ln'), r: cost('r'), p: cost('p') }, tag.length)
  return timingSafeEqual(computed, tag)
}

/** Whether a hash was made with other parameters than new ones are, so that it should be made anew at the next login. */
export async function isOutdated(hash: string): Promise<boolean> {
  const { scheme, cost } = parse(hash)
  if (scheme !== 'argon2id') return hasArgon2()
  return cost('m') !== argon2Cost.memory || cost('t') !== argon2Cost.passes || cost('p') !== argon2Cost.parallelism
}

function hasArgon2(): Promise<boolean> {
  argon2Works ??= argon2Tag('', Buffer.alloc(saltLength), { memory: 8, passes: 1, parallelism: 1 }, tagLength).then(
    () => true,
    () => false,
  )
  return argon2Works
}

type Argon2Cost = Pick<Argon2Parameters, 'memory' | 'passes' | 'parallelism'>

async function argon2Tag(password: string, nonce: Buffer, cost: Argon2Cost, tagLength: number): Promise<Buffer> {
  return promisify(argon2)('argon2id', { ...cost, message: normalized(password), nonce, tagLength })
}

function scryptTag(password: string, salt: Buffer, { ln, r, p }: typeof scryptCost, length: number): Promise<Buffer> {
  const N = 2 ** ln
  return promisify<string, Buffer, number, object, Buffer>(scrypt)(normalized(password), salt, length, { N, r, p, maxmem: 256 * N * r })
}

// NIST SP 800-63B: the same characters however they were typed.
function normalized(password: string): string {
  return password.normalize('NFC')
}

// The PHC string format: https://github.com/P-H-C/phc-string-format
function phc(scheme: string, costs: Readonly<Record<string, number>>, salt: Buffer, tag: Buffer): string {
  const list = Object.entries(costs).map(([name, value]) => `${name}=${value}`)
  return `$${scheme}$${list.join(',')}$${unpadded(salt)}$${unpadded(tag)}`
}

function parse(hash: string): Parsed {
  const match = /^\$(argon2id|scrypt)(?:\$v=19)?\$([\w=,]+)\$([\w+/]+)\$([\w+/]+)$/.exec(hash)
  if (!match) throw new Error('This is not the hash of a password')
  const [, scheme = '', costs = '', salt = '', tag = ''] = match
  const known = new Map(costs.split(',').map((part) => part.split('=') as [string, string]))
  return {
    scheme,
    cost: (name) => Number(known.get(name) ?? 0),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
