// Systems disagree about these, or know none.
const byExtension: Readonly<Record<string, string>> = {
  apng: 'image/apng',
  avif: 'image/avif',
  csv: 'text/csv',
  heic: 'image/heic',
  heif: 'image/heif',
  m4a: 'audio/mp4',
  md: 'text/markdown',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  vtt: 'text/vtt',
  wav: 'audio/wav',
  webp: 'image/webp',
}

/** The content type to announce a file with: as its name says where types are known to differ, else as the system says. */
export function contentTypeOf(filename: string, type: string): string {
  const extension = /\.(\w+)$/.exec(filename)?.[1]?.toLowerCase() ?? ''
  const known = Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined
  return known ?? (type.replace(/;.*$/s, '').trim().toLowerCase() || 'application/octet-stream')
}
