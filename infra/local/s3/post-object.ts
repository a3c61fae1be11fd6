import type { ServerResponse } from 'node:http'
import { keptHeaders, quoted } from './call.ts'
import { S3Error } from './errors.ts'
import type { ObjectStore, StoredObject } from './object-store.ts'
import { checkPolicy } from './post-policy.ts'
import { type PostedForm, readForm } from './post-form.ts'
import type { S3Request } from './request.ts'
import { answerXml } from './xml.ts'

interface Verifier {
  verifyPolicy(form: ReadonlyMap<string, string>): Promise<void>
}

/** An upload by a form whose policy is signed. */
export async function postObject(
  { message, bucket }: S3Request,
  res: ServerResponse,
  { store, verifier }: { store: ObjectStore; verifier: Verifier },
): Promise<void> {
  const form = await readForm(message)
  try {
    const object = await storeFile(form, bucket, { store, verifier })
    res.setHeader('Location', `http://${message.headers.host}/${bucket}/${encodeURIComponent(object.key)}`)
    answerForm(res, form.fields, object)
  } catch (error) {
    form.drain()
    throw error
  }
}

async function storeFile(
  { fields, filename, file, whole }: PostedForm,
  bucket: string,
  { store, verifier }: { store: ObjectStore; verifier: Verifier },
): Promise<StoredObject> {
  if (!fields.has('policy')) throw new S3Error('AccessDenied', 'Access Denied')
  const template = fields.get('key')
  if (!template) throw new S3Error('InvalidArgument', "Bucket POST must contain a field named 'key'.", { ArgumentName: 'key' })
  const key = template.replaceAll('${filename}', () => filename)
  await verifier.verifyPolicy(fields)
  const sizes = checkPolicy(new Map([...fields, ['bucket', bucket], ['key', key]]))

  const { md5, ...blob } = await store.blobs.write({ bytes: file, claims: [] }, sizes)
  try {
    await whole
  } catch (error) {
    await store.blobs.remove([blob])
    throw error
  }
  return store.commit({ bucket, key, etag: md5, headers: keptHeaders(fields), created_by: 'Post', blobs: [blob] })
}

function answerForm(res: ServerResponse, fields: ReadonlyMap<string, string>, { bucket, key, etag }: StoredObject): void {
  const redirect = fields.get('success_action_redirect')
  res.setHeader('ETag', quoted(etag))
  if (redirect && URL.canParse(redirect)) {
    const target = new URL(redirect)
    for (const [name, value] of Object.entries({ bucket, key, etag: quoted(etag) })) target.searchParams.append(name, value)
    res.writeHead(303, { Location: target.href }).end()
    return
  }
  const status = fields.get('success_action_status')
  if (status === '201') {
    const location = res.getHeader('Location')
    answerXml(res, 201, 'PostResponse', { Location: location, Bucket: bucket, Key: key, ETag: quoted(etag) })
  } else res.writeHead(status === '200' ? 200 : 204).end()
}
