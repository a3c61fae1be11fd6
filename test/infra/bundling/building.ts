import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

const within = fileURLToPath(new URL('../../../dist', import.meta.url))

/** The text that a plugin's functions get of these files, by their paths, from the one named `entry`. */
export async function built(plugin: Plugin, files: Readonly<Record<string, string>>, entry: string): Promise<string> {
  await mkdir(within, { recursive: true })
  const root = await mkdtemp(join(within, 'bundling-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    }
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      format: 'esm',
      platform: 'node',
      external: ['zod'],
      plugins: [plugin],
      write: false,
      logLevel: 'silent',
    })
    return outputFiles[0]?.text ?? ''
  } finally {
    await rm(root, { recursive: true })
  }
}
