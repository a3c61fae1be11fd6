import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { MongoClient } from 'mongodb'
import { freshName } from '../support/names.ts'
import { othersThan, postsOfEach } from './circle.ts'
import { newArticle, newPost } from './community.ts'
import type { CallOf } from './http.ts'

const run = promisify(execFile)

const version = '9.10.0'
// With the next one of these, which it takes by itself, no cloud code reaches its server.
const overrides = { router: '2.2.0' }
const application = { 'x-parse-application-id': 'bench' }

/** What is compared with. */
export const parseServer = `Parse Server ${version}`

interface Member {
  readonly id: string
  readonly headers: Readonly<Record<string, string>>
}

interface Counts {
  readonly members: number
  readonly articles: number
  /** How many others all follow one another. */
  readonly circle: number
}

interface Peer {
  readonly callOf: CallOf
  stop(): void
}

/** Starts Parse Server in a process of its own, with members, articles of the first of them, and a circle. */
export async function startParseServer(mongodbUri: string, counts: Counts): Promise<Peer> {
  const database = new URL(mongodbUri)
  database.pathname = '/parse'
  const folder = await installed()
  const child = fork(fileURLToPath(new URL('parse-server.ts', import.meta.url)), [folder, database.href], {
    // It keeps a folder of logs where it runs.
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${parseServer} did not start`)
  })
  const [origin] = (await Promise.race([once(child, 'message'), ended])) as [string]
  // Whatever becomes of it from here on, its callers meet.
  ended.catch(() => undefined)
  await indexPosts(database.href)
  const post = async (path: string, body: object, headers: Readonly<Record<string, string>> = application) => {
    const response = await fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as { objectId: string; sessionToken: string }
  }

  const register = async (howMany: number) => {
    const registered: Member[] = []
    while (registered.length < howMany) {
      const username = freshName()
      const { objectId, sessionToken } = await post('/users', { username, password: `correct horse ${username}` })
      registered.push({ id: objectId, headers: { ...application, 'x-parse-session-token': sessionToken } })
    }
    return registered
  }
  const members = await register(counts.members)
  const authorOf = (member: Member) => ({ author: pointerTo(member) })
  const bodyBy = (member: Member) => ({ ...newArticle(), ...authorOf(member) })
  const articles: string[] = []
  const author = members[0] as Member
  while (articles.length < counts.articles) articles.push((await post('/classes/Article', bodyBy(author), author.headers)).objectId)

  const circle = await register(counts.circle)
  for (const member of circle) {
    const edges = othersThan(member, circle).map((other) => ({ follower: pointerTo(member), followee: pointerTo(other) }))
    for (const edge of edges) await post('/classes/Follow', edge, member.headers)
    for (let number = 0; number < postsOfEach; number += 1) {
      await post('/classes/Post', { ...newPost(), ...authorOf(member) }, member.headers)
    }
  }

  return {
    callOf: (kind, article, member) => {
      const id = articles[article] as string
      const caller = members[member] as Member
      const { headers } = caller
      if (kind === 'get') return { method: 'GET', url: `${origin}/classes/Article/${id}?include=author`, headers }
      if (kind === 'like') return { method: 'POST', url: `${origin}/functions/like`, headers, body: JSON.stringify({ article_id: id }) }
      if (kind === 'post') {
        return { method: 'POST', url: `${origin}/classes/Post`, headers, body: JSON.stringify({ ...newPost(), ...authorOf(caller) }) }
      }
      if (kind === 'timeline') {
        const reader = circle[member % circle.length] as Member
        return { method: 'GET', url: `${origin}/classes/Post?${timelineOf(reader)}`, headers: reader.headers }
      }
      return { method: 'POST', url: `${origin}/classes/Article`, headers, body: JSON.stringify(bodyBy(caller)) }
    },
    stop: () => void child.kill(),
  }
}

/** Gives it the index that its timelines want: a schema of its own can name no time of creation. */
async function indexPosts(uri: string): Promise<void> {
  const client = await new MongoClient(uri).connect()
  await client.db().collection('Post').createIndex({ _p_author: 1, _created_at: -1 })
  await client.close()
}

function pointerTo({ id }: Member) {
  return { __type: 'Pointer', className: '_User', objectId: id }
}

/** The newest posts of those whom someone follows, with their authors. */
function timelineOf(reader: Member): string {
  const followed = { className: 'Follow', where: { follower: pointerTo(reader) } }
  const where = JSON.stringify({ author: { $select: { query: followed, key: 'followee' } } })
  return new URLSearchParams({ where, order: '-createdAt', limit: '20', include: 'author' }).toString()
}

/** The folder that holds Parse Server, which npm fetches for the first comparison: nothing else here needs it. */
async function installed(): Promise<string> {
  const folder = fileURLToPath(new URL(`../../dist/parse-server-${version}`, import.meta.url))
  if (existsSync(join(folder, 'node_modules/parse-server'))) return folder
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, overrides }))
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', `parse-server@${version}`], { cwd: folder })
  return folder
}
