import { it } from 'vitest'
import { timelinesAreAsModelled } from './properties.ts'
import { people } from './timeline-model.ts'
import { useWorld } from './world.ts'

const world = useWorld(people, { fanOutLimit: 2, length: 3 })

it('timelines are what a model says, while authors come to be merged and are written again', async () => {
  await timelinesAreAsModelled(world, 12)
}, 120_000)
