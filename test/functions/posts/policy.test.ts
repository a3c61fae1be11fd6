import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import { type PostDocument, Posts } from '../../../functions/posts/model.ts'
import { newPost } from '../../../functions/posts/new-post.ts'
import { isShareable, isVisibleTo } from '../../../functions/posts/policy.ts'
import { visibleOf, visibleTo } from '../../../functions/posts/visibility.ts'
import { useFunctions } from '../../support/functions.ts'

const functions = useFunctions([Posts])

const [author, viewer] = [new ObjectId(), new ObjectId()]
const mentions = [{ user_id: viewer, username: 'viewer' }]
const booleans = [true, false]

const posts: PostDocument[] = (['draft', 'scheduled', 'published'] as const).flatMap((status) =>
  (['public', 'followers', 'mentioned'] as const).flatMap((visibility) =>
    booleans.map((isMentioned) => ({
      ...newPost({ _id: new ObjectId(), user_id: author, created_at: new Date() }),
      status,
      visibility,
      mentions: isMentioned ? mentions : [],
    })),
  ),
)

const viewers = [undefined, { id: viewer, role: 'member' }, { id: new ObjectId(), role: 'admin' }, { id: author, role: 'member' }] as const
const standings = booleans.flatMap((is_private) =>
  booleans.flatMap((is_follower) => booleans.map((is_parted) => ({ is_private, is_follower, is_parted }))),
)
// Who is not signed in follows and blocks nobody.
const isPossible = (someone: unknown, { is_follower, is_parted }: (typeof standings)[number]) => someone !== undefined || (!is_follower && !is_parted)
const cases = viewers.flatMap((someone) => standings.filter((standing) => isPossible(someone, standing)).map((standing) => ({ someone, standing })))

beforeAll(async () => {
  await functions().database.collection<PostDocument>(Posts.name).insertMany(posts)
})

test.each(cases)('the filters find what the rule shows: $someone.role, $standing', async ({ someone, standing }) => {
  const collection = functions().database.collection<PostDocument>(Posts.name)
  const shown = posts.filter((post) => post.status === 'published' && isVisibleTo(someone, post, standing)).map(({ _id }) => _id)
  const filter = visibleOf(author, someone, standing)
  const found = filter ? await collection.find(filter).sort({ _id: 1 }).toArray() : []
  expect(found.map(({ _id }) => _id)).toEqual(shown)
  const possible = new Set((await collection.find(visibleTo(someone)).toArray()).map(({ _id }) => _id.toHexString()))
  expect(shown.filter((id) => !possible.has(id.toHexString()))).toEqual([])
})

test('only what is published for everyone by an account that everyone sees can be passed on', () => {
  const shareable = posts.flatMap((post) => booleans.map((is_private) => ({ post, is_private }))).filter(({ post, is_private }) => isShareable(post, { is_private }))
  expect(shareable.map(({ post: { status, visibility }, is_private }) => ({ status, visibility, is_private }))).toEqual(
    Array.from({ length: 2 }, () => ({ status: 'published', visibility: 'public', is_private: false })),
  )
})
