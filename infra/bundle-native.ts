import { execFile } from 'node:child_process'
import { cp, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import manifest from '../package.json' with { type: 'json' }

/** Packages of machine code, which no bundle can hold. */
export const nativePackages = ['sharp'] as const

// Lambda's processor and system, whatever this machine is.
const target = ['--os=linux', '--cpu=arm64', '--libc=glibc']

/**
 * Makes an asset of its own for the functions that load machine code: the built functions from `from`, and beside them the
 * native packages in the versions that the project pins. The others do not carry the twenty megabytes.
 */
export async function bundleNative(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true })
  await cp(from, to, { recursive: true })
  const pinned = nativePackages.map((name) => `${name}@${manifest.dependencies[name]}`)
  const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', to]
  await promisify(execFile)('npm', ['install', ...flags, ...target, ...pinned])
}
