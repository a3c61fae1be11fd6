import { S3Error } from './errors.ts'

/**
 * Decodes a body in the `aws-chunked` encoding: `<size in hex>\r\n<bytes>\r\n`…, ended by a chunk of size 0 and trailers,
 * which go into `trailers`. Throws `IncompleteBody` when it ends early.
 */
export async function* decodeChunks(source: AsyncIterable<Buffer>, trailers: Map<string, string>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  const chunks = source[Symbol.asyncIterator]()

  async function more(): Promise<void> {
    const next = await chunks.next()
    if (next.done) throw new S3Error('IncompleteBody', 'The body ends within a chunk')
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value])
  }

  async function line(): Promise<string> {
    while (!rest.includes('\r\n')) {
      if (rest.length > 16_384) throw new S3Error('InvalidRequest', 'A chunk has no readable size')
      await more()
    }
    const end = rest.indexOf('\r\n')
    const text = rest.subarray(0, end).toString()
    rest = rest.subarray(end + 2)
    return text
  }

  for (;;) {
    let left = sizeOf(await line())
    if (left === 0) break
    while (left > 0) {
      if (rest.length === 0) await more()
      const part = rest.subarray(0, left)
      rest = rest.subarray(part.length)
      left -= part.length
      yield part
    }
    if ((await line()) !== '') throw new S3Error('InvalidRequest', 'A chunk is longer than its size')
  }
  for (let text = await line(); text !== ''; text = await line()) {
    const [name = '', value = ''] = text.split(/:(.*)/s)
    trailers.set(name.trim().toLowerCase(), value.trim())
  }
}

function sizeOf(line: string): number {
  const size = /^([0-9a-f]{1,8})(;|$)/i.exec(line)?.[1]
  if (!size) throw new S3Error('InvalidRequest', 'A chunk has no readable size')
  return Number.parseInt(size, 16)
}
