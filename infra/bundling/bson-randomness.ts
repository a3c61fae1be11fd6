import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

// For Node, and once more for browsers.
const choices = /const (?<name>nodejsRandomBytes|webRandomBytes) = \(\(\) => \{.*?\n\}\)\(\);/gs

/**
 * Takes from `bson` the question whether there is a `crypto`, which it asks when it is loaded: Node answers it by loading all
 * of Web Crypto, 6 ms for every function, also for those that make no id. Throws where the package asks otherwise by now.
 */
export const bsonRandomness: Plugin = {
  name: 'bson-randomness',
  setup({ onLoad }) {
    onLoad({ filter: /\/bson\/lib\/bson\.node\.mjs$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      if (source.match(choices)?.length !== 2) throw new Error(`${path} chooses its source of randomness in another way now`)
      return { contents: source.replace(choices, 'const $<name> = nodejsSecureRandomBytes;'), loader: 'js' }
    })
  },
}
