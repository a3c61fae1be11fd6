import { builtinModules } from 'node:module'
import type { Plugin } from 'esbuild'

// These are loaded before any function, or are classes themselves.
const atOnce = new Set(['buffer', 'events', 'module', 'path', 'process', 'stream', 'timers', 'url', 'util'])

/** Modules whose paths begin with this stand for Node's own. */
export const builtinNamespace = 'builtin'

/**
 * Loads Node's modules with the first use of something from them. An import of `node:http` makes an ES module of it, which
 * reads each of its exports, and one of those loads all of `undici`: 30 ms for every function.
 */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:)?[a-z_]+(?:\/[a-z]+)*$/ }, ({ path, kind }) => {
      // What is imported later is lazy already, and wants a namespace.
      if (kind === 'dynamic-import') return undefined
      const name = path.replace(/^node:/, '')
      return builtinModules.includes(name) ? { path: name, namespace: builtinNamespace, sideEffects: false } : undefined
    })
    onLoad({ filter: /.*/, namespace: builtinNamespace }, ({ path }) => ({ contents: moduleFor(path), loader: 'js' }))
  },
}

function moduleFor(name: string): string {
  const builtin = `process.getBuiltinModule(${JSON.stringify(`node:${name}`)})`
  if (atOnce.has(name)) return `module.exports = ${builtin}`
  const exported = Object.keys(process.getBuiltinModule(name) ?? {})
  return `const load = () => ${builtin}
    for (const name of ${JSON.stringify(exported)}) Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] })`
}
