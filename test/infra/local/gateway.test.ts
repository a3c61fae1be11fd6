import { request } from 'node:http'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { createGateway, socketRoutes } from '../../../infra/local/gateway.ts'
import type { LambdaFunction } from '../../../infra/local/lambda.ts'
import { cloudOf, parseTemplate } from '../../../infra/local/template.ts'
import { listen } from './listen.ts'

const route = (api: string, RouteKey: string, integration: string) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: { Ref: api }, RouteKey, Target: { 'Fn::Join': ['', ['integrations/', { Ref: integration }]] } },
})
const integration = (api: string, name: string) => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: {
    ApiId: { Ref: api },
    IntegrationUri: `arn:aws:lambda:local:000000000000:function:${name}`,
    PayloadFormatVersion: '2.0',
  },
})
const cloud = cloudOf([
  parseTemplate('api', {
    Resources: {
      Http: {
        Type: 'AWS::ApiGatewayV2::Api',
        Properties: {
          ProtocolType: 'HTTP',
          CorsConfiguration: {
            AllowOrigins: ['https://app.example'],
            AllowMethods: ['GET', 'POST'],
            AllowHeaders: ['authorization'],
            ExposeHeaders: ['etag'],
            MaxAge: 60,
          },
        },
      },
      Sockets: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET' } },
      Echo: integration('Http', 'echo'),
      Fail: integration('Http', 'fail'),
      Connect: integration('Sockets', 'echo'),
      EchoRoute: route('Http', 'POST /v1/things/{thing_id}', 'Echo'),
      FailRoute: route('Http', 'GET /v1/failing', 'Fail'),
      DefaultRoute: route('Http', '$default', 'Echo'),
      ConnectRoute: route('Sockets', '$connect', 'Connect'),
    },
  }),
])

type Answer = (event: APIGatewayProxyEventV2) => unknown

async function startGateway(answer: Answer = (event) => event) {
  const lambda = (name: string, invoke: Answer): [string, LambdaFunction] => {
    const run = (event: unknown) => Promise.resolve().then(() => invoke(event as APIGatewayProxyEventV2))
    return [name, { id: name, name, invoke: run, load: () => Promise.resolve() }]
  }
  const fail = () => {
    throw new Error('no')
  }
  const functions = new Map([lambda('echo', answer), lambda('fail', fail)])
  const { url, port } = await listen(createGateway(cloud, functions))
  const eventOf = async (path: string, init?: RequestInit) =>
    (await (await fetch(url + path, init)).json()) as APIGatewayProxyEventV2
  return { url, port, eventOf, functions }
}

const post = (body: NonNullable<RequestInit['body']>, type?: string): RequestInit => ({
  method: 'POST',
  body,
  ...(type && { headers: { 'Content-Type': type } }),
})

describe('the event of a request', () => {
  it('is that of an HTTP API, version 2.0', async () => {
    const { eventOf, port } = await startGateway()
    const headers = { 'Content-Type': 'application/json', 'X-Custom': 'a', Cookie: 'a=1; b=2', 'User-Agent': 'probe/1' }
    const body = '{"text":"ü"}'
    const event = await eventOf('/v1/things/a%20b?q=1&q=2&r=%C3%BC', { method: 'POST', headers, body })
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'POST /v1/things/{thing_id}',
      rawPath: '/v1/things/a%20b',
      rawQueryString: 'q=1&q=2&r=%C3%BC',
      cookies: ['a=1', 'b=2'],
      headers: expect.objectContaining({
        'content-type': 'application/json',
        'x-custom': 'a',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': String(port),
        'x-forwarded-proto': 'http',
      }),
      queryStringParameters: { q: '1,2', r: 'ü' },
      pathParameters: { thing_id: 'a b' },
      requestContext: {
        accountId: '000000000000',
        apiId: expect.stringMatching(/^\w+$/),
        domainName: expect.stringMatching(/^\w+\.execute-api\.local\.amazonaws\.com$/),
        domainPrefix: expect.any(String),
        http: { method: 'POST', path: '/v1/things/a%20b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'probe/1' },
        requestId: expect.any(String),
        routeKey: 'POST /v1/things/{thing_id}',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      body,
      isBase64Encoded: false,
    })
    expect(event.headers).not.toHaveProperty('cookie')
    expect(event.headers).not.toHaveProperty('connection')
  })

  it('joins headers that come more than once', async () => {
    const { port, url } = await startGateway()
    const text = await new Promise<string>((resolve, reject) => {
      const sent = request(
        { port, host: '127.0.0.1', path: '/any', headers: ['Host', new URL(url).host, 'X-A', '1', 'x-a', '2'] },
        (res) => {
          res.setEncoding('utf8').on('data', resolve)
        },
      )
      sent.on('error', reject).end()
    })
    expect((JSON.parse(text) as APIGatewayProxyEventV2).headers['x-a']).toBe('1,2')
  })

  it.each([
    ['text/plain', 'plain', 'plain', false],
    ['application/problem+json; charset=utf-8', '{}', '{}', false],
    ['text/csv', 'a;b', 'a;b', false],
    ['application/octet-stream', 'bytes', Buffer.from('bytes').toString('base64'), true],
    ['image/png', 'bytes', Buffer.from('bytes').toString('base64'), true],
  ])('has a body of %s', async (type, sent, body, isBase64Encoded) => {
    const { eventOf } = await startGateway()
    expect(await eventOf('/v1/things/1', post(sent, type))).toMatchObject({ body, isBase64Encoded })
  })

  it('has bytes that are not UTF-8 as they came', async () => {
    const { eventOf } = await startGateway()
    const event = await eventOf('/v1/things/1', post(new Uint8Array([0xff, 0xfe]), 'application/json'))
    expect(event).toMatchObject({ body: '//4=', isBase64Encoded: true })
  })

  it('has no body where there is none, and goes to $default where no route takes it', async () => {
    const { eventOf } = await startGateway()
    const event = await eventOf('/v1/things/1')
    expect(event).toMatchObject({ routeKey: '$default', isBase64Encoded: false })
    expect(event).not.toHaveProperty('body')
    expect(event).not.toHaveProperty('pathParameters')
  })
})

describe('the answer', () => {
  it('has status, headers, cookies and bytes of what the function answered', async () => {
    const { url } = await startGateway(() => ({
      statusCode: 201,
      headers: { 'Content-Type': 'image/png', ETag: '"1"' },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: Buffer.from([1, 2, 3]).toString('base64'),
      isBase64Encoded: true,
    }))
    const response = await fetch(`${url}/any`)
    expect([response.status, response.headers.get('content-type'), response.headers.get('etag')]).toEqual([
      201,
      'image/png',
      '"1"',
    ])
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2'])
    expect([...(await response.bytes())]).toEqual([1, 2, 3])
  })

  it('is JSON where the function answered a value alone', async () => {
    const { url } = await startGateway(() => ({ fine: true }))
    const response = await fetch(`${url}/any`)
    expect([response.status, response.headers.get('content-type'), await response.json()]).toEqual([
      200,
      'application/json',
      { fine: true },
    ])
  })

  it('has no body with 204', async () => {
    const { url } = await startGateway(() => ({ statusCode: 204 }))
    const response = await fetch(`${url}/any`)
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([204, null, ''])
  })
})

describe('the gateway itself refuses', () => {
  it.each([
    ['a path that cannot be decoded', '/v1/things/%ff', post('{}'), 400, 'malformed_request'],
    ['a body over 10 MB', '/v1/things/1', post(Buffer.alloc(10 * 1024 * 1024 + 1)), 413, 'payload_too_large'],
    ['to tell why a function failed', '/v1/failing', {}, 500, 'internal_error'],
  ])('%s', async (_, path, init, status, code) => {
    const { url } = await startGateway()
    const response = await fetch(url + path, init)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ status, code })
  })
})

describe('a page of another origin', () => {
  const ask = { 'Access-Control-Request-Method': 'POST' }

  it('that is allowed learns so, without the function', async () => {
    const { url } = await startGateway()
    const response = await fetch(`${url}/v1/things/1`, { method: 'OPTIONS', headers: { Origin: 'https://app.example', ...ask } })
    expect(response.status).toBe(204)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization',
      'access-control-max-age': '60',
    })
  })

  it('that is allowed may read the answer', async () => {
    const { url } = await startGateway()
    const { headers } = await fetch(`${url}/any`, { headers: { Origin: 'https://app.example' } })
    expect([headers.get('access-control-allow-origin'), headers.get('access-control-expose-headers')]).toEqual([
      'https://app.example',
      'etag',
    ])
  })

  it('that is not allowed gets no such header', async () => {
    const { url } = await startGateway()
    for (const method of ['OPTIONS', 'GET']) {
      const { headers } = await fetch(`${url}/any`, { method, headers: { Origin: 'https://other.example', ...ask } })
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })
})

it('routes of the WebSocket API are kept apart', async () => {
  const { functions } = await startGateway()
  expect([...socketRoutes(cloud, functions).keys()]).toEqual(['$connect'])
})

it('a route to a function that does not exist stops the start', () => {
  expect(() => createGateway(cloud, new Map())).toThrow('not a function of the templates')
})
