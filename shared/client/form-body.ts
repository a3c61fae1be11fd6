/** The body of a form as `multipart/form-data`, without a copy of the file, and what it is sent with. */
export function formBody(fields: Readonly<Record<string, string>>, file: Blob) {
  const boundary = `----${randomName()}`
  const disposition = (name: string) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`
  const texts = Object.entries(fields).map(([name, value]) => `${disposition(name)}\r\n\r\n${value}\r\n`)
  // The store ignores what comes after the file.
  const head = new Blob([...texts, `${disposition('file')}; filename="file"\r\nContent-Type: application/octet-stream\r\n\r\n`])
  return {
    body: new Blob([head, file, `\r\n--${boundary}--\r\n`]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    /** How many bytes of the file are among the first `bytes` of the body. */
    sentOfFile: (bytes: number) => Math.min(file.size, Math.max(0, bytes - head.size)),
  }
}

/** 32 random characters, also where `crypto.randomUUID` is kept for pages that came over TLS. */
export function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
