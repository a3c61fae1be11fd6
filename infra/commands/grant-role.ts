import { parseArgs } from 'node:util'
import * as z from 'zod'
import { grantRole } from '../../functions/profiles/grant-role.ts'
import { roles } from '../../shared/contract/roles.ts'
import { databaseUri, runCommand } from './target.ts'

const usage = `Usage: npm run grant-role -- <username> <${roles.join('|')}> [--state-dir .local]`
const Arguments = z.tuple([z.string(), z.enum(roles)])

/** `npm run grant-role`: makes the first administrator, or changes any user's role. */
await runCommand(async () => {
  const options = { 'state-dir': { type: 'string', default: '.local' } } as const
  const { values, positionals } = parseArgs({ allowPositionals: true, options })
  const given = Arguments.safeParse(positionals)
  if (!given.success) throw new Error(usage)
  const [username, role] = given.data
  await grantRole(await databaseUri(values['state-dir']), username, role)
  process.stdout.write(`${username} is ${role} from the next access token on.\n`)
})
