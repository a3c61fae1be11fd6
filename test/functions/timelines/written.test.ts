import { it } from 'vitest'
import { timelinesAreAsModelled } from './properties.ts'
import { people } from './timeline-model.ts'
import { useWorld } from './world.ts'

const world = useWorld(people)

it('timelines are what a model says, while every author’s posts are written to followers', async () => {
  await timelinesAreAsModelled(world, 12)
}, 120_000)
