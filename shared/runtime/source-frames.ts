import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

const position = /(file:\/\/\/[^\s()]+\.mjs):(\d+):(\d+)/
const maps = new Map<string, SourceMap | undefined>()

/**
 * A frame of a stack with its place in the sources, where the file that it names has a source map beside it. Node can do
 * this by itself, but then reads every map as it loads its file, which takes 18 ms of each start.
 */
export function inSources(frame: string): string {
  return frame.replace(position, (built, url: string, line: string, column: string) => {
    const origin = mapOf(url)?.findOrigin(Number(line), Number(column))
    return origin && 'fileName' in origin ? `${origin.fileName.replace(/^(?:\.\.\/)+/, '')}:${origin.lineNumber}:${origin.columnNumber}` : built
  })
}

function mapOf(url: string): SourceMap | undefined {
  if (!maps.has(url)) maps.set(url, readMap(`${fileURLToPath(url)}.map`))
  return maps.get(url)
}

function readMap(path: string): SourceMap | undefined {
  return existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, 'utf8')) as ConstructorParameters<typeof SourceMap>[0]) : undefined
}
