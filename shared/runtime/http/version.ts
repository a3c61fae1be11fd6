import { runtimeProblem } from '../../contract/problems.ts'

/** The strong `ETag` of a document, from the fields that name its version. */
export function etagOf(fields: readonly string[], document: object): string {
  const values = new Map(Object.entries(document))
  return `"${fields.map((field) => String(values.get(field))).join('-')}"`
}

/** Whether an `If-Match` or `If-None-Match` header names this tag. Weak tags match only where `weak` allows it. */
export function namesTag(header: string, tag: string, { weak }: { weak: boolean }): boolean {
  return header.split(',').some((part) => {
    const given = part.trim()
    return given === '*' || given === tag || (weak && given === `W/${tag}`)
  })
}

/** A check of `If-Match` against a stored document; without the header all passes. Throws `version_mismatch`. */
export function versionCheck(fields: readonly string[], header: string | undefined) {
  return (document: object): void => {
    if (header === undefined || namesTag(header, etagOf(fields, document), { weak: false })) return
    throw runtimeProblem('version_mismatch', { detail: 'It was changed since you read it.' })
  }
}
