import { bytesOf } from './pictures.ts'

/** An archive of nothing but its directory's end, which readers of archives take. */
export const zip = bytesOf('PK\x03\x04', new Uint8Array(26), 'PK\x05\x06', new Uint8Array(18))
export const rar = bytesOf('Rar!\x1a\x07\x00', new Uint8Array(20))
export const html = '<!doctype html><script>alert(1)</script>'
export const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
export const pdf = bytesOf('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n')

/** A file, as what it is announced, and why it is refused. */
export type Hostile = readonly [what: string, content_type: string, bytes: Uint8Array<ArrayBuffer>, reason: string]
