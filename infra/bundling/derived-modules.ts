import { pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import type { Plugin } from 'esbuild'

/**
 * Puts into the functions what a module named `*.derived.ts` exports in place of the module. What is derived from every
 * contract or model is a list of names in the end, and would have a function load all of them. Throws where it is not JSON.
 */
export const derivedModules: Plugin = {
  name: 'derived-modules',
  setup({ onLoad }) {
    onLoad({ filter: /\.derived\.ts$/ }, async ({ path }) => {
      const exported = (await import(pathToFileURL(path).href)) as Record<string, unknown>
      return { contents: Object.entries(exported).map(([name, value]) => constant(name, value)).join('\n'), loader: 'js' }
    })
  },
}

function constant(name: string, value: unknown): string {
  const json = JSON.stringify(value)
  if (!isDeepStrictEqual(JSON.parse(json), value)) throw new Error(`${name} is derived when functions are built, and is not JSON`)
  return `export const ${name} = ${json}`
}
