// Loads bundled functions in a process of their own, as Lambda does, and prints what they answer as JSON.
// Usage: run-bundled.mjs <folder> load <name>… | parts <name> | call <name> <event>
import { pathToFileURL } from 'node:url'

const [folder, what, ...rest] = process.argv.slice(2)
const handlerOf = async (name) => (await import(pathToFileURL(`${folder}/${name}.mjs`).href)).handler

if (what === 'load') {
  const kinds = await Promise.all(rest.map(async (name) => [name, typeof (await handlerOf(name))]))
  process.stdout.write(JSON.stringify(Object.fromEntries(kinds)), () => process.exit())
} else if (what === 'parts') {
  const before = new Set(process.moduleLoadList)
  await handlerOf(rest[0])
  const parts = process.moduleLoadList.filter((part) => !before.has(part)).map((part) => part.replace(/^NativeModule /, ''))
  process.stdout.write(JSON.stringify(parts), () => process.exit())
} else {
  const [name, event] = rest
  const context = { getRemainingTimeInMillis: () => 6000, awsRequestId: 'bundled' }
  const answer = await (await handlerOf(name))(JSON.parse(event), context)
  process.stderr.write(JSON.stringify(answer), () => process.exit())
}
