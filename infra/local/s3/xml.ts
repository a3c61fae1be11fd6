import type { ServerResponse } from 'node:http'
import { XMLBuilder, XMLParser } from 'fast-xml-parser'
import type * as z from 'zod'
import { S3Error } from './errors.ts'

const builder = new XMLBuilder({ suppressEmptyNode: false })
const repeated = new Set(['Part', 'Object'])
const parser = new XMLParser({ parseTagValue: false, ignoreDeclaration: true, isArray: (name) => repeated.has(name) })

/** Answers with one element, whose children are `content`; an array repeats its element. */
export function answerXml(res: ServerResponse, status: number, root: string, content: Readonly<Record<string, unknown>>): void {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: content })}`
  res.writeHead(status, { 'Content-Type': 'application/xml', 'Content-Length': Buffer.byteLength(xml) }).end(xml)
}

/** Reads a document with `schema`. Throws `MalformedXML`. */
export function parseXml<Schema extends z.ZodType>(xml: Buffer, schema: Schema): z.output<Schema> {
  try {
    return schema.parse(parser.parse(xml.toString(), true))
  } catch {
    throw new S3Error('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema')
  }
}
