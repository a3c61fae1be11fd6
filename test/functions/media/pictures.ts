import sharp from 'sharp'

export type Bytes = Uint8Array<ArrayBuffer>

/** Bytes of one's own, as a form takes them. */
export function bytesOf(...parts: (string | Uint8Array)[]): Bytes {
  return new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))))
}

/** A picture with something to see in it. */
export function gradient(width: number, height: number, channels: 3 | 4 = 3) {
  const pixels = Buffer.alloc(width * height * channels)
  for (let at = 0; at < width * height; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)]
    pixels.set([(x * 255) / width, (y * 255) / height, 128, ...(channels === 4 ? [x % 2 === 0 ? 255 : 0] : [])], at * channels)
  }
  return sharp(pixels, { raw: { width, height, channels } })
}

/** An animation of `frames` frames in a format that sharp writes. */
export async function animation(format: 'gif' | 'webp', frames: number, size = 16): Promise<Bytes> {
  const pictures = await Promise.all(
    Array.from({ length: frames }, (_, index) =>
      sharp({ create: { width: size, height: size, channels: 3, background: { r: (index * 37) % 256, g: (index * 91) % 256, b: index % 256 } } })
        .png()
        .toBuffer(),
    ),
  )
  const delay = pictures.map(() => 100)
  const joined = sharp(pictures, { join: { animated: true } })
  return bytesOf(await (format === 'gif' ? joined.gif({ delay }) : joined.webp({ delay })).toBuffer())
}
