import type { Actor, Json } from '../../support/actor.ts'
import { articleOf, commentBy } from '../../support/articles.ts'
import type { Stack } from '../../support/stack.ts'
import { upload } from '../media/uploading.ts'
import { postBy } from '../posts/posts.ts'

/** The ids of one person's things, by the path parameters that name them; `subject_id` by the subject type before it. */
export interface Things {
  readonly parameters: Readonly<Record<string, string>>
  readonly subjects: Readonly<Record<string, string>>
}

type Made = Readonly<Record<'article' | 'comment' | 'medium' | 'post', Json>>

/** Everything of someone's that has an address: a new kind of thing is one more line here. */
function thingsOf(owner: Pick<Actor, 'id'>, { article, comment, medium, post }: Made): Things {
  return {
    parameters: {
      user_id: owner.id,
      article_id: article.id,
      slug: article.slug,
      comment_id: comment.id,
      media_id: medium.id,
      post_id: post.id,
      number: '1',
      name: 'here',
    },
    subjects: { articles: article.id, comments: comment.id, posts: post.id },
  }
}

/** Two people with things of their own, who did all they can to those of a third. */
export async function community(stack: Stack) {
  const [ada, bob, eve] = [await stack.newUser(), await stack.newUser(), await stack.newUser()] as const
  const publish = (actor: Actor) =>
    upload(stack, actor, { bytes: Buffer.from(`By ${actor.username}`), content_type: 'text/plain', purpose: 'article', visibility: 'public' })
  const neutral = await articleOf(eve)
  const first = await commentBy(eve, neutral, `@${ada.username} and @${bob.username}, what do you think?`)
  const neutralPost = await postBy(eve, { content: `@${ada.username} and @${bob.username}, look #here` })
  const act = async (actor: Actor) => {
    const article = await articleOf(actor)
    const post = await postBy(actor, { content: 'Look #here', quote_of_id: neutralPost.id })
    await actor.post(`/v1/posts/${neutralPost.id}/comments`, { content: 'Seen.' })
    await actor.put(`/v1/posts/${neutralPost.id}/repost`)
    await eve.put(`/v1/posts/${post.id}/repost`)
    const comment = await commentBy(actor, neutral, 'Much.')
    await commentBy(actor, neutral, 'And more.', first.id)
    for (const path of [`articles/${neutral.id}`, `comments/${first.id}`, `posts/${neutralPost.id}`]) await actor.put(`/v1/${path}/like`)
    await actor.post(`/v1/articles/${neutral.id}/shares`, { platform: 'link' })
    await actor.put(`/v1/users/${eve.id}/follow`)
    await eve.put(`/v1/users/${actor.id}/follow`)
    return { article, comment, post, things: thingsOf(actor, { article, comment, post, medium: await publish(actor) }) }
  }
  const [adas, bobs] = [await act(ada), await act(bob)]
  for (const [one, theirs] of [[ada, bobs], [bob, adas]] as const) {
    await one.put(`/v1/articles/${theirs.article.id}/like`)
    await one.put(`/v1/articles/${theirs.article.id}/bookmark`)
    await commentBy(one, theirs.article, 'Fine words.')
    await one.put(`/v1/posts/${theirs.post.id}/bookmark`)
    await one.put(`/v1/posts/${theirs.post.id}/repost`)
  }
  await ada.put(`/v1/users/${bob.id}/follow`)
  await bob.put(`/v1/users/${ada.id}/follow`)
  await ada.put(`/v1/me/contacts/${bob.id}`)
  await bob.put(`/v1/me/contacts/${ada.id}`)
  const shared = thingsOf(eve, { article: neutral, comment: first, post: neutralPost, medium: await publish(eve) })
  return { ada: { actor: ada, ...adas }, bob: { actor: bob, ...bobs }, shared, third: eve }
}
