import { parseArgs } from 'node:util'
import { migrate } from '../../functions/migrate.ts'
import { databaseUri, runCommand } from './target.ts'

/** `npm run migrate`: brings the database to what the models declare. */
await runCommand(async () => {
  const { values } = parseArgs({ options: { 'state-dir': { type: 'string', default: '.local' } } })
  const { created, indexes_created, indexes_dropped } = await migrate(await databaseUri(values['state-dir']))
  const changes = [
    ...created.map((name) => `created ${name}`),
    ...indexes_created.map((name) => `built ${name}`),
    ...indexes_dropped.map((name) => `dropped ${name}`),
  ]
  process.stdout.write(changes.length === 0 ? 'Nothing to change.\n' : `${changes.join('\n')}\n`)
})
