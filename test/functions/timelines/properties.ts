import * as fc from 'fast-check'
import { expect } from 'vitest'
import { readTimeline, takeStep, type Mail } from './take-step.ts'
import { type Model, newModel, people, type Step, steps, timelineOf } from './timeline-model.ts'
import type { World } from './world.ts'

/** Whatever people do, and in whatever order messages come, timelines are what the model says. */
export async function timelinesAreAsModelled(world: () => World, numRuns: number): Promise<void> {
  await fc.assert(fc.asyncProperty(steps, (taken) => isAsModelled(world(), taken)), { numRuns, interruptAfterTimeLimit: 100_000 })
}

async function isAsModelled(world: World, taken: readonly Step[]): Promise<void> {
  await world.reset()
  const model = newModel()
  const mail: Mail = { waiting: [], past: [] }
  for (const step of taken) await takeStep(world, model, mail, step)
  await deliverAll(world, mail)
  await expectModel(world, model)
  // Once they are settled they are the same, from other sources.
  await world.age(3600)
  await expectModel(world, model)
  await deliverAll(world, mail)
  await expectModel(world, model)
}

/** Messages that are late come in the end, the last ones first. */
async function deliverAll(world: World, { waiting }: Mail): Promise<void> {
  for (;;) {
    waiting.push(...(await world.sent()))
    const message = waiting.pop()
    if (!message) return
    if (!(await world.deliver(message))) waiting.unshift(message)
  }
}

async function expectModel(world: World, model: Model): Promise<void> {
  for (let owner = 0; owner < people; owner += 1) {
    for (const limit of [2, 100]) {
      const items = await readTimeline(world, owner, limit)
      expect(items.map(({ id }) => id)).toEqual(timelineOf(model, owner).map(({ id }) => id))
    }
  }
}
