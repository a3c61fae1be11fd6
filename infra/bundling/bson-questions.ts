import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

// What `bson` asks when it is loaded, how often, and what Node answers in a function.
const questions = [
  // Whether there is a `crypto`, for Node and once more for browsers. Asking loads all of Web Crypto, 6 ms.
  {
    asked: /const (?<name>nodejsRandomBytes|webRandomBytes) = \(\(\) => \{.*?\n\}\)\(\);/gs,
    times: 2,
    answer: 'const $<name> = nodejsSecureRandomBytes;',
  },
  // Whether a snapshot of the heap is being written. Asking loads `node:v8`, 1 ms.
  { asked: /globalThis\?\.process\?\.getBuiltinModule\?\.\('v8'\) \?\? \{\}/g, times: 1, answer: '{}' },
]

/**
 * Answers when functions are built what `bson` asks whenever it is loaded, also by those that make no id. Throws where the
 * package asks otherwise by now.
 */
export const bsonQuestions: Plugin = {
  name: 'bson-questions',
  setup({ onLoad }) {
    onLoad({ filter: /\/bson\/lib\/bson\.node\.mjs$/ }, async ({ path }) => {
      let contents = await readFile(path, 'utf8')
      for (const { asked, times, answer } of questions) {
        if (contents.match(asked)?.length !== times) throw new Error(`${path} asks in another way now: ${asked.source}`)
        contents = contents.replace(asked, answer)
      }
      return { contents, loader: 'js' }
    })
  },
}
