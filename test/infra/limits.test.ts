import { App } from 'aws-cdk-lib'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { settingsOf } from '../../infra/app-settings.ts'
import { connectionsNeeded } from '../../infra/constructs/connections.ts'
import { checkLimits } from '../../infra/constructs/limits.ts'
import { shardOf, shardsOf } from '../../infra/constructs/shards.ts'
import { type Domain, domain } from '../../shared/contract/domain.ts'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { worker } from '../../shared/contract/worker.ts'
import { library, templatesOf } from './library.ts'

describe('the HTTP APIs', () => {
  it('take as many first path segments as they have room for, each whole', () => {
    const shards = shardsOf([paths('/v1/a/x', '/v1/a/y', '/v1/b', '/v1/c/x', '/.well-known/x')], 3)
    expect(shards.map(({ segments, routes }) => ({ segments, routes }))).toEqual([
      { segments: ['a', 'b'], routes: 3 },
      { segments: ['c', '.well-known'], routes: 2 },
    ])
  })

  it('stay as they are when a domain comes at the end', () => {
    const before = [paths('/v1/a/x', '/v1/a/y'), paths('/v1/b')]
    const after = shardsOf([...before, paths('/v1/c', '/v1/d')], 3)
    for (const path of ['/v1/a/x', '/v1/b']) expect(shardOf(after, path).name).toBe(shardOf(shardsOf(before, 3), path).name)
  })

  it('are refused a segment that one API cannot hold', () => {
    expect(() => shardsOf([paths('/v1/a/x', '/v1/a/y', '/v1/a/z')], 2)).toThrow('/a has 3 routes')
  })

  it('share a function whose paths lie in several of them', () => {
    const kind = z.enum(Array.from({ length: 248 }, (_, index) => `kind-${index}`))
    const browse = endpoint({
      id: 'browse-novels',
      method: 'GET',
      path: '/v1/novels/{kind}',
      params: { kind },
      summary: 'Browse',
      auth: 'public',
      response: { 204: null },
    })
    const template = templatesOf({ domains: [domain('browsing', { browse }), ...library] })
    expect(Object.keys(template('lending').findResources('AWS::ApiGatewayV2::Integration'))).toEqual(
      expect.arrayContaining(['BorrowBookApi1Integration', 'BorrowBookApi2Integration']),
    )
  })
})

describe('limits', () => {
  it('are errors before they are reached, all in one', () => {
    const near = { what: 'apples', count: 91, limit: 100, share: 0.9 }
    expect(() => checkLimits([near, { ...near, what: 'pears' }, { ...near, what: 'plums', count: 90 }])).toThrow(
      'apples: 91, at most 90 of 100; pears: 91, at most 90 of 100',
    )
    expect(() => checkLimits([{ ...near, count: 90 }])).not.toThrow()
  })

  it('stop a stack with too many resources', () => {
    const crowded = paths(...Array.from({ length: 60 }, (_, index) => `/v1/a/x${index}`))
    expect(() => templatesOf({ domains: [crowded] })).toThrow(/resources in atrium-paths: \d+, at most 450 of 500/)
  })

  it('count the connections of all functions against those of the database', () => {
    const settings = { ...settingsOf(new App()), api_concurrency: 100 }
    // 100 calls with two connections and a monitor; eight workers and three schedules with five.
    expect(connectionsNeeded(library, settings)).toEqual({ needed: 100 * 3 + (4 + 2 + 2 + 3) * 6, limit: 3000 })
    expect(() => templatesOf({ context: { atlas_tier: 'M10', api_concurrency: 400 } })).toThrow(
      /connections to M10: \d+, at most 1200 of 1500/,
    )
  })

  it('refuse a worker fewer invocations at once than SQS starts', () => {
    const slow = domain('slow', { work: worker({ id: 'work', on: [], summary: '', impact: '', concurrency: 1 }) })
    expect(() => templatesOf({ domains: [...library, slow] })).toThrow('at least 2')
  })
})

function paths(...of: string[]): Domain {
  const endpoints = of.map((path, index) =>
    endpoint({ id: `get-thing-${index}`, method: 'GET', path, summary: path, auth: 'public', response: { 204: null } }),
  )
  return { name: 'paths', endpoints, workers: [], schedules: [], sockets: [], events: [] }
}
