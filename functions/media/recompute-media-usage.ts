import { schedule } from '../../shared/runtime/schedule.ts'
import { recomputeMediaUsage } from './contract.ts'
import { MediaUsage } from './model.ts'
import { recountUsage } from './usage.ts'

const mostPerRun = 2_000

/** Counts again what people's uploads have together, those first that were not counted for the longest time. */
export const handler = schedule(recomputeMediaUsage, async ({ db, now, transaction }) => {
  const oldest = await db.find(MediaUsage, {}, { sort: { counted_at: 1, _id: 1 }, limit: mostPerRun })
  let bytes_repaired = 0
  for (const { _id } of oldest) bytes_repaired += await transaction((inside) => recountUsage(inside, _id, now))
  return { recounted: oldest.length, bytes_repaired }
})
