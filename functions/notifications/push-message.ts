import { titleOf } from '../../shared/contract/problems.ts'
import type { PushMessage } from '../../shared/push/send-push.ts'
import type { Presented } from './present.ts'

// With four bytes for each character, and the rest of the message, still within what push services take.
const longestContent = 800
const daySeconds = 24 * 3600

/** What a browser gets of an entry. Named after the entry, it takes the place of an earlier push about it that still waits. */
export function pushMessage({ id, type, content, subject_type, subject_id, post_id, comment_id }: Presented): PushMessage {
  const characters = Array.from(content)
  const payload = {
    notification_id: id,
    type,
    title: titleOf(type),
    content: characters.length > longestContent ? `${characters.slice(0, longestContent - 1).join('')}…` : content,
    subject_type,
    subject_id,
    post_id,
    comment_id,
  }
  return { payload: JSON.stringify(payload), topic: id.toHexString(), seconds_to_live: daySeconds }
}
