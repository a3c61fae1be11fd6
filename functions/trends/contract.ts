import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { count, listQuery, page, text } from '../../shared/contract/fields.ts'
import { schedule } from '../../shared/contract/worker.ts'
import { Article, Tag } from '../articles/contract.ts'
import { Post } from '../posts/contract.ts'

const uses = ['media-links'] as const

const fewer = 'A page holds fewer items than `limit` where they are very long.'

export const listTrendingArticles = endpoint({
  id: 'list-trending-articles',
  method: 'GET',
  path: '/v1/articles/trending',
  summary: 'Articles to which most was done of late',
  description: `Recent acts count more than earlier ones, and further articles of one author less than the first. ${fewer}`,
  auth: 'public',
  query: listQuery(),
  response: { 200: page(Article) },
  uses,
})

export const listTrendingTags = endpoint({
  id: 'list-trending-tags',
  method: 'GET',
  path: '/v1/tags/trending',
  summary: 'Tags of the articles to which most was done of late',
  auth: 'public',
  query: listQuery(),
  response: { 200: page(Tag) },
})

export const explore = endpoint({
  id: 'explore',
  method: 'GET',
  path: '/v1/explore',
  summary: 'Recent public posts to which most was done of late',
  description: 'Posts for everyone, of public accounts, but none of people whom you mute. Further posts of one author count less than the first.',
  auth: 'public',
  query: listQuery(),
  response: { 200: page(Post) },
  uses,
})

const Hashtag = z
  .object({
    name: z.string().describe('Without #, composed (NFC) and in lower case.'),
    people_count: count.describe('How many people used it in public posts within a day.'),
  })
  .meta({ id: 'Hashtag' })

export const listTrendingHashtags = endpoint({
  id: 'list-trending-hashtags',
  method: 'GET',
  path: '/v1/hashtags/trending',
  summary: 'Hashtags that more people use now than they used to',
  auth: 'public',
  query: listQuery(),
  response: { 200: page(Hashtag) },
})

export const listHashtagPosts = endpoint({
  id: 'list-hashtag-posts',
  method: 'GET',
  path: '/v1/hashtags/{name}/posts',
  summary: 'Posts with a hashtag that you may see, the newest first',
  description: 'The name is taken without #, whatever its case.',
  auth: 'public',
  params: { name: z.string().min(1).max(200) },
  query: listQuery(),
  response: { 200: page(Post) },
  uses,
})

export const searchPosts = endpoint({
  id: 'search-posts',
  method: 'GET',
  path: '/v1/posts',
  summary: 'Posts that hold all of some words, as far as you may see them, the newest first',
  auth: 'public',
  query: listQuery({ q: text(200, { min: 1 }) }),
  response: { 200: page(Post) },
  uses,
})

export const rankTrends = schedule({
  id: 'rank-trends',
  summary: 'Finds what people do most about now',
  expression: 'rate(10 minutes)',
  timeout_seconds: 120,
  memory_mb: 512,
  impact: 'What is said to trend is what trended before.',
})
