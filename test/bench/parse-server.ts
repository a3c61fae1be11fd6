import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/** Articles, likes and their counter, posts and follows as one writes them for Parse Server, which is installed in the folder that is named. */
const [folder = '', databaseURI = ''] = process.argv.slice(2)

interface ParseObject {
  get(field: string): unknown
  increment(field: string): void
  save(values: object | null, options: MasterKey): Promise<ParseObject>
}

interface ParseQuery {
  equalTo(field: string, value: unknown): ParseQuery
  first(options: MasterKey): Promise<ParseObject | undefined>
  get(id: string, options: MasterKey): Promise<ParseObject>
}

interface Parse {
  readonly Cloud: {
    define(name: string, run: (request: { user: unknown; params: { article_id: string } }) => Promise<object>, rules: object): void
  }
  readonly Object: new (className: string) => ParseObject
  readonly Query: new (className: string) => ParseQuery
}

interface MasterKey {
  readonly useMasterKey: true
}

interface ParseServer {
  readonly app: RequestListener
  start(): Promise<void>
}

const { ParseServer } = createRequire(join(folder, 'package.json'))('parse-server') as {
  readonly ParseServer: new (options: object) => ParseServer
}

const pointer = (targetClass: string) => ({ type: 'Pointer', targetClass, required: true })
const asUser = { requiresAuthentication: true }
const anyone = { '*': true }
const classLevelPermissions = { find: anyone, count: anyone, get: anyone, create: asUser, update: asUser, delete: asUser }
const definitions = [
  {
    className: 'Article',
    fields: { title: { type: 'String' }, content: { type: 'String' }, author: pointer('_User'), likes_count: { type: 'Number' } },
    classLevelPermissions,
  },
  { className: 'Post', fields: { content: { type: 'String' }, author: pointer('_User') }, classLevelPermissions },
  {
    className: 'Follow',
    fields: { follower: pointer('_User'), followee: pointer('_User') },
    indexes: { once: { _p_follower: 1, _p_followee: 1 } },
    classLevelPermissions,
  },
  {
    className: 'Like',
    fields: { article: pointer('Article'), user: pointer('_User') },
    indexes: { once: { _p_article: 1, _p_user: 1 } },
    classLevelPermissions,
  },
]

function cloud({ Cloud, Object: ParseObject, Query }: Parse): void {
  const master = { useMasterKey: true } as const
  const like = async ({ user, params }: { user: unknown; params: { article_id: string } }) => {
    const article = await new Query('Article').get(params.article_id, master)
    const known = await new Query('Like').equalTo('article', article).equalTo('user', user).first(master)
    if (!known) {
      await new ParseObject('Like').save({ article, user }, master)
      article.increment('likes_count')
      await article.save(null, master)
    }
    return { liked: true, likes_count: article.get('likes_count') }
  }
  Cloud.define('like', like, { requireUser: true })
}

const server = createServer({ keepAliveTimeout: 65_000 }).listen(0, '127.0.0.1')
await once(server, 'listening')
const serverURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const parse = new ParseServer({
  databaseURI,
  databaseOptions: { maxPoolSize: 32 },
  appId: 'bench',
  masterKey: 'bench-master',
  serverURL,
  verifyServerUrl: false,
  // An article is shown with its author.
  enforcePrivateUsers: false,
  schema: { definitions, strict: true, lockSchemas: true },
  cloud,
  silent: true,
  logsFolder: null,
})
await parse.start()
server.on('request', parse.app)
process.send?.(serverURL)
