import { mediaSettings } from './addresses.ts'
import { storage } from './client.ts'

const linkSeconds = 300

/** A link to an object for whoever holds it, good for five minutes. Signed without asking the store. */
export async function signLink(key: string): Promise<string> {
  const { client, GetObjectCommand, getSignedUrl } = await storage()
  return getSignedUrl(client, new GetObjectCommand({ Bucket: mediaSettings().MEDIA_BUCKET, Key: key }), { expiresIn: linkSeconds })
}
