import { scryptSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { hashPassword, isOutdated, verifyPassword } from '../../../shared/auth/passwords.ts'
import { isWeak } from '../../../shared/auth/weak-passwords.ts'

it('a password verifies against its own hash alone, and no two hashes are alike', async () => {
  const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(one).not.toBe(two)
  expect(await verifyPassword('correct horse', one)).toBe(true)
  expect(await verifyPassword('correct horse', two)).toBe(true)
  expect(await verifyPassword('Correct horse', one)).toBe(false)
  expect(await isOutdated(one)).toBe(false)
})

it('the same characters verify however they were composed', async () => {
  const hash = await hashPassword('p\u00e4sswort')
  expect(await verifyPassword('pa\u0308sswort', hash)).toBe(true)
})

it('without a hash nothing verifies', async () => {
  expect(await verifyPassword('', undefined)).toBe(false)
})

it('a hash with other costs verifies, and is outdated', async () => {
  const salt = Buffer.alloc(16, 7)
  const tag = scryptSync('correct horse', salt, 32, { N: 16, r: 8, p: 1 })
  const hash = `$scrypt$ln=4,r=8,p=1$${salt.toString('base64url')}$${tag.toString('base64').replaceAll('=', '')}`
  expect(await verifyPassword('correct horse', hash)).toBe(true)
  expect(await verifyPassword('battery staple', hash)).toBe(false)
  expect(await isOutdated(hash)).toBe(true)
  expect(await isOutdated((await hashPassword('x')).replace('t=2', 't=1'))).toBe(true)
})

it('text that is no hash is an error, not a wrong password', async () => {
  await expect(verifyPassword('correct horse', 'correct horse')).rejects.toThrow('not the hash')
})

it.each([
  ['short', true],
  ['seven77', true],
  // Eight UTF-16 units, four characters.
  ['🙂🙂🙂🙂', true],
  ['password', true],
  ['PassWord1', true],
  ['qwertyuiop', true],
  ['correct horse', false],
  ['🙂🙂🙂🙂🙂🙂🙂🙂', false],
])('%s is weak: %s', async (password, weak) => {
  expect(await isWeak(password)).toBe(weak)
})
