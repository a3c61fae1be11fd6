import { ObjectId } from 'mongodb'
import { likeCreated, likeRemoved, shareCreated } from '../../../functions/engagement/contract.ts'
import { type Message, messageOf } from '../../support/messages.ts'
import type { ModelEvent } from './inbox-model.ts'

const people = Array.from({ length: 8 }, () => new ObjectId())

export interface Happening {
  readonly message: Message
  readonly event: ModelEvent
}

export type Step =
  | { readonly does: 'like' | 'share'; readonly thing: number; readonly person: number }
  | { readonly does: 'unlike'; readonly which: number }

/** A queue of what people do to two things of one owner, with everything that a test needs to know about it. */
export function happenings(recipient: string) {
  const things = [new ObjectId(), new ObjectId()] as const
  const likes: Parameters<typeof likeCreated>[0][] = []
  const queue: Happening[] = []
  let clock = Date.now()

  const add = (event: Parameters<typeof messageOf>[0], modelled: (id: string) => ModelEvent) => {
    const message = messageOf(event, { at: new Date(clock) })
    queue.push({ message, event: modelled(message.id) })
  }
  const act = (thing: number, person: number) => {
    clock += 1000
    const subject_id = things[thing % 2] as ObjectId
    const user_id = people[person % people.length] as ObjectId
    return { subject_type: 'articles', subject_id, owner_id: new ObjectId(recipient), user_id }
  }
  const placeOf = (type: string, { subject_id }: { subject_id: ObjectId }) => `${type} ${subject_id.toHexString()}`

  const like = (thing: number, person: number) => {
    const data = { ...act(thing, person), like_id: new ObjectId(), liked_at: new Date(clock) }
    likes.push(data)
    const does = { id: String(data.like_id), place: placeOf('like', data), recipient, actor: String(data.user_id), at: clock }
    add(likeCreated(data), (id) => ({ id, does }))
  }
  const share = (thing: number, person: number) => {
    const data = { ...act(thing, person), share_id: new ObjectId(), platform: 'link', shared_at: new Date(clock) }
    const does = { id: String(data.share_id), place: placeOf('share', data), recipient, actor: String(data.user_id), at: clock }
    add(shareCreated(data), (id) => ({ id, does }))
  }
  const unlike = (which: number) => {
    const [data] = likes.splice(which % Math.max(1, likes.length), 1)
    clock += 1000
    if (data) add(likeRemoved(data), (id) => ({ id, undoes: String(data.like_id) }))
  }

  return {
    queue,
    add: (step: Step) => {
      if (step.does === 'unlike') unlike(step.which)
      else if (step.does === 'like') like(step.thing, step.person)
      else share(step.thing, step.person)
    },
  }
}
