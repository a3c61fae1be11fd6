import type { Db } from '../../shared/store/database.ts'
import { loadSilence } from '../graph/public.ts'
import { loadSight } from '../posts/public.ts'
import { type ChannelSettings, loadAudience, wantsAny } from './audience.ts'
import { NotificationActs, type StoredAct, withdrawalKey, Withdrawals } from './model.ts'
import { type Act, actKey, type Outcome, type Reading } from './outcomes.ts'

/** An act that a recipient is to be told of now. */
export interface Telling extends Outcome {
  readonly act: Act
  /** Where they want to be told of it. */
  readonly channels: ChannelSettings
}

/** An act that is part of an entry. */
export interface ToldAct extends StoredAct {
  readonly entry_id: NonNullable<StoredAct['entry_id']>
}

/** What is to change, after what earlier and later deliveries have already said. */
export interface Decisions {
  readonly tell: readonly Telling[]
  readonly takeBack: readonly ToldAct[]
  /** Outcomes without an act, kept so that an older one that comes later changes nothing. */
  readonly dismissed: readonly Outcome[]
  /** Outcomes that say again what their recipients have been told, later than what is stored. */
  readonly confirmed: readonly Outcome[]
}

/** Sets what a batch says against what is stored. */
export async function decide(db: Db, { outcomes, withdrawn }: Reading, now: Date): Promise<Decisions> {
  const valid = await withoutWithdrawn(db, outcomes, withdrawn.map(({ type, id }) => withdrawalKey(type, id)))
  const stored = await db.find(NotificationActs, { _id: { $in: valid.map(actKey) } })
  const known = new Map(stored.map((act) => [act._id, act]))
  const undone = withdrawn.length === 0 ? [] : await db.find(NotificationActs, { act_id: { $in: withdrawn.map(({ id }) => id) } })

  const newer = valid.filter((outcome) => isNewer(outcome, known.get(actKey(outcome))))
  const current = newer.filter((outcome) => changes(known.get(actKey(outcome)), outcome))
  const channelsOf = await loadAudience(db, current.flatMap(({ act, recipient_id }) => (act ? [recipient_id] : [])))
  const isSilent = await loadSilence(db, current.flatMap(pairOf), now)
  const sees = await loadSight(db, current.flatMap(looksOf))
  const tell = current
    .flatMap(({ act, ...outcome }) => (act ? [{ ...outcome, act, channels: channelsOf(outcome.recipient_id, act.type) }] : []))
    .filter((telling) => wantsAny(telling.channels) && !pairOf(telling).some(isSilent) && looksOf(telling).every(sees))
  const told = new Set(tell.map(actKey))
  return {
    tell,
    takeBack: [...undone, ...current.flatMap((outcome) => known.get(actKey(outcome)) ?? [])].filter(isTold),
    dismissed: current.filter((outcome) => !told.has(actKey(outcome)) && (outcome.act === null || known.has(actKey(outcome)))),
    confirmed: newer.filter((outcome) => !current.includes(outcome)),
  }
}

/** Who would hear of whom; nobody is behind an act of the system. */
function pairOf({ recipient_id, act }: Outcome) {
  return act?.actor_id ? [{ recipient_id, actor_id: act.actor_id }] : []
}

/** The post that someone has to see to be told of an act, if it is about one: of a repost that itself. */
function looksOf({ act_id, recipient_id, act }: Outcome) {
  const post_id = act?.type === 'repost' ? act_id : act?.post_id
  return post_id ? [{ post_id, viewer_id: recipient_id }] : []
}

async function withoutWithdrawn(db: Db, outcomes: readonly Outcome[], withdrawn: readonly string[]): Promise<Outcome[]> {
  const needed = new Set(outcomes.flatMap(({ depends_on }) => depends_on))
  const before = needed.size === 0 ? [] : await db.find(Withdrawals, { _id: { $in: [...needed] } })
  const gone = new Set([...withdrawn, ...before.map(({ _id }) => _id)])
  return outcomes.filter(({ depends_on }) => !depends_on.some((key) => gone.has(key)))
}

function isNewer({ version }: Outcome, stored: StoredAct | undefined): boolean {
  return !stored || stored.version < version
}

/** Whether an outcome changes what its recipient has been told: whoever knows of the act already is not told again. */
function changes(stored: StoredAct | undefined, { act }: Outcome): boolean {
  if (!stored || !isTold(stored)) return true
  return act === null || (stored.type === 'mention' && act.type !== 'mention')
}

function isTold(act: StoredAct): act is ToldAct {
  return act.entry_id !== null
}
