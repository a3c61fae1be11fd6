import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { type Document, MongoClient, ObjectId } from 'mongodb'

/** Calls as the shortest server has them: an article with its author, a new article, a like with its counter, a timeline with authors. */
const client = await new MongoClient(process.argv[2] ?? '', { maxPoolSize: 32, writeConcern: { w: 'majority' } }).connect()
const community = client.db('atrium')
const own = client.db('by_hand')
await own.collection('likes').createIndex({ article_id: 1, user_id: 1 }, { unique: true })

const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  void answer(request).then((body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)))
}).listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))

async function answer(request: IncomingMessage): Promise<Document | null> {
  const [, , , id] = (request.url ?? '').split('/')
  if (request.method === 'POST') return createArticle((await json(request)) as Document)
  if (request.method === 'PUT') return likeArticle(new ObjectId(id), request.headers.authorization ?? '')
  if (id === undefined) return getTimeline(new ObjectId(subjectOf(request.headers.authorization ?? '')))
  return getArticle(new ObjectId(id))
}

/** Who calls, as their token says, whoever signed it. */
function subjectOf(authorization: string): string {
  return JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString('utf8')).sub
}

async function getTimeline(follower_id: ObjectId): Promise<Document> {
  const follows = await community.collection('follows').find({ follower_id, status: 'accepted' }).toArray()
  const authors = follows.map(({ followee_id }) => followee_id as ObjectId)
  const newest = { sort: { published_at: -1, _id: -1 }, limit: 20 } as const
  const posts = await community.collection('posts').find({ user_id: { $in: authors }, status: 'published' }, newest).toArray()
  const users = await community.collection('users').find({ _id: { $in: posts.map(({ user_id }) => user_id as ObjectId) } }).toArray()
  const byId = new Map(users.map((user) => [user._id.toHexString(), { id: user._id, username: user.username as string }]))
  return { items: posts.map((post) => ({ ...post, user: byId.get((post.user_id as ObjectId).toHexString()) })) }
}

async function getArticle(_id: ObjectId): Promise<Document | null> {
  const article = await community.collection('articles').findOne({ _id })
  const author = await community.collection('users').findOne({ _id: article?.author_id as ObjectId })
  return { ...article, author: { id: author?._id, username: author?.username as string } }
}

async function createArticle(article: Document): Promise<Document> {
  const document = { ...article, _id: new ObjectId(), created_at: new Date() }
  await own.collection('articles').insertOne(document)
  return document
}

async function likeArticle(article_id: ObjectId, user_id: string): Promise<Document> {
  await own.collection('likes').insertOne({ article_id, user_id, at: new Date() })
  const counted = await own
    .collection('articles')
    .findOneAndUpdate({ _id: article_id }, { $inc: { likes: 1 } }, { upsert: true, returnDocument: 'after' })
  return { liked: true, likes_count: counted?.likes as number }
}
