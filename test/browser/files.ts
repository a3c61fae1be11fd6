import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { gradient } from '../functions/media/pictures.ts'
import { video } from '../functions/media/recordings.ts'

/** Files on a disk, as readers have them. */
export interface Files {
  readonly folder: string
  readonly picture: string
  /** Text that says it is a picture. */
  readonly disguised: string
  readonly drawing: string
  /** Above 100 MB. */
  readonly film: string
}

/** Makes files for the tests of a file. */
export function useFiles(): () => Files {
  let files: Files

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atrium-files-'))
    const named = async (name: string, content: string | Uint8Array) => {
      await writeFile(join(folder, name), content)
      return join(folder, name)
    }
    const film = await named('film.mp4', Buffer.concat([await video(), boxThatPlayersSkip]))
    await truncate(film, filmSize)
    files = {
      folder,
      film,
      picture: await named('hills.png', await gradient(320, 240).png().toBuffer()),
      disguised: await named('words.png', 'These are words.'),
      drawing: await named('drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    }
  })

  afterAll(() => rm(files.folder, { recursive: true }))

  return () => files
}

const filmSize = 105_000_000

// Its length of nought says that it reaches to the end of the file.
const boxThatPlayersSkip = Buffer.from('\0\0\0\0free', 'latin1')

/** Drops files onto the middle of a page, as a hand does. */
export async function dropFiles(page: Page, files: readonly string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await devtools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data })
}

/** Lets a page upload so many bytes a second. */
export async function limitUploads(page: Page, bytesPerSecond: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  const unlimited = { offline: false, latency: 0, downloadThroughput: -1 }
  await devtools.send('Network.emulateNetworkConditions', { ...unlimited, uploadThroughput: bytesPerSecond })
}

/** Lets the next request to such an address fail, and those after it go. */
export async function failOnce(page: Page, pattern: string): Promise<{ failed: Promise<void> }> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.setBlockedURLs', { urls: [pattern] })
  const failed = page.waitForEvent('requestfailed').then(async () => void (await devtools.send('Network.setBlockedURLs', { urls: [] })))
  return { failed }
}
