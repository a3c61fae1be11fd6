import { App } from 'aws-cdk-lib'
import { expect, it } from 'vitest'
import { settingsOf } from '../../../infra/app-settings.ts'
import { choicesIn } from '../../../infra/local/choices.ts'

it('settings of timelines are taken from the shell, by the names that functions get them by', () => {
  const shell = { TIMELINE_FANOUT_LIMIT: '7', TIMELINE_IDLE_DAYS: '2', PATH: '/bin' }
  const { timeline_fanout_limit, timeline_idle_days, timeline_length } = settingsOf(new App({ context: choicesIn(shell) }))
  expect({ timeline_fanout_limit, timeline_idle_days, timeline_length }).toEqual({
    timeline_fanout_limit: 7,
    timeline_idle_days: 2,
    timeline_length: 1000,
  })
})
