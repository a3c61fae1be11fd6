import { http } from '../../shared/runtime/http.ts'
import { recordView, viewRecorded } from './contract.ts'
import { Views } from './model.ts'
import { anonymousViewer, dayOf, isBot, referrerHost } from './viewers.ts'
import { visibleSubject } from './visible-subject.ts'

/** Counts a view, the first of a viewer on a UTC day as unique. */
export const handler = http(recordView, async ({ params, body, user, request, db, now, newId, problem }) => {
  const subject = await visibleSubject(db, params, user)
  if (!subject) throw problem('subject_not_found')
  if (user?.id.equals(subject.owner_id) || isBot(request.user_agent)) return

  const day = dayOf(now)
  const viewer = user ? user.id.toHexString() : await anonymousViewer(request.address, request.user_agent, day)
  const viewed = (is_unique: boolean) =>
    viewRecorded({
      ...params,
      owner_id: subject.owner_id,
      user_id: user?.id ?? null,
      is_unique,
      referrer_host: referrerHost(body.referrer),
      viewed_at: now,
    })
  const key = { ...params, day, viewer }
  const first = { _id: newId(), ...key, owner_id: subject.owner_id, views: 1 }
  const { inserted } = await db.insertOnce(Views, key, first, { emit: [viewed(true)] })
  if (!inserted) await db.update(Views, key, { $inc: { views: 1 } }, { emit: [viewed(false)] })
})
