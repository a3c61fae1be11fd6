import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { Slugs } from './model.ts'

const longest = 80

/** A title as a path segment: transliterated where that is possible, else in its own script. */
export async function slugOf(title: string): Promise<string> {
  // Its tables take 25 ms to build, which no function should pay that only reads.
  const { default: slugify } = await import('@sindresorhus/slugify')
  return shortened(slugify(title)) || shortened(inOwnScript(title)) || 'untitled'
}

/**
 * Takes a slug for `owner`: the one that says `title`, with a number behind it where another has it. One that it had
 * before is taken again. A slug that was given stays the owner's, so this runs outside the transaction of the write.
 */
export async function claimSlug(db: Db, scope: 'articles' | 'categories', title: string, owner: ObjectId): Promise<string> {
  const stem = await slugOf(title)
  const claim = async (slug: string) => {
    const _id = slugKey(scope, slug)
    const { document } = await db.insertOnce(Slugs, { _id }, { _id, owner_id: owner, stem, last_number: 1 })
    return document.owner_id.equals(owner)
  }
  if (await claim(stem)) return stem
  const own = await db.find(Slugs, { owner_id: owner, stem }, { limit: 1 })
  for (let slug = own[0] && slugIn(own[0]._id); ; slug = undefined) {
    slug ??= `${stem}-${await nextNumber(db, slugKey(scope, stem))}`
    if (await claim(slug)) return slug
  }
}

export function slugKey(scope: string, slug: string): string {
  return `${scope}/${slug}`
}

function slugIn(key: string): string {
  return key.slice(key.indexOf('/') + 1)
}

async function nextNumber(db: Db, key: string): Promise<number> {
  const numbered = await db.update(Slugs, key, { $inc: { last_number: 1 } })
  return numbered?.last_number ?? 1
}

function inOwnScript(title: string): string {
  return title.normalize('NFKC').toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '')
}

function shortened(slug: string): string {
  if (slug.length <= longest) return slug
  const cut = slug.slice(0, longest).toWellFormed()
  const end = cut.lastIndexOf('-')
  return (end > longest / 2 ? cut.slice(0, end) : cut).replace(/[-\ufffd]+$/, '')
}
