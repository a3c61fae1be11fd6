import { ObjectId } from 'mongodb'
import { newUser, Users } from '../../../functions/profiles/public.ts'
import { subjectOf } from '../../../functions/subjects.ts'
import type { Functions } from '../../support/functions.ts'
import { freshName } from '../../support/names.ts'

/** What is counted, in a database of a test's own. */
export interface Community {
  user(): Promise<ObjectId>
  article(author_id: ObjectId): Promise<ObjectId>
  comment(options: { article_id: ObjectId; owner_id: ObjectId; parent_id?: ObjectId | null; _id?: ObjectId; at?: Date }): Promise<ObjectId>
  /** The counts of a document. */
  counts(collection: string, id: ObjectId): Promise<Record<string, number>>
}

export function communityIn({ database }: Functions): Community {
  const now = new Date()
  const put = async (collection: string, document: { readonly _id: ObjectId; readonly [field: string]: unknown }) => {
    await database.collection(collection).insertOne(document)
    return document._id
  }
  return {
    user: () => {
      const username = freshName()
      const account = { _id: new ObjectId(), username, email: `${username}@example.org`, full_name: null }
      return put(Users.name, { ...newUser(account, now) })
    },
    article: (author_id) => {
      const { collection, counts } = subjectOf('articles')
      const zeros = Object.fromEntries(counts.map((name) => [name, 0]))
      const _id = new ObjectId()
      return put(collection.name, { _id, author_id, slug: _id.toHexString(), status: 'draft', published_at: null, counts: zeros })
    },
    comment: ({ article_id, owner_id, parent_id = null, _id = new ObjectId(), at = now }) =>
      put('comments', {
        _id,
        subject_type: 'articles',
        subject_id: article_id,
        owner_id,
        user_id: owner_id,
        parent_id,
        thread_id: parent_id,
        is_deleted: false,
        counts: { likes: 0, replies: 0 },
        created_at: at,
        updated_at: at,
      }),
    counts: async (collection, _id) => (await database.collection(collection).findOne({ _id }))?.counts as Record<string, number>,
  }
}
