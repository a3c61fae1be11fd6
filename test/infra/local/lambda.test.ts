import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { functionNameIn, lambdaFunctions } from '../../../infra/local/lambda.ts'
import { cloudOf, parseTemplate } from '../../../infra/local/template.ts'

const sources = fileURLToPath(new URL('./fixtures', import.meta.url))

function functionOf(handler: string, properties: Record<string, unknown> = {}) {
  const Variables = { FUNCTION_ID: 'probe', QUEUE_URL_PREFIX: { 'Fn::Sub': 'https://sqs.${AWS::Region}.${AWS::URLSuffix}/q-' } }
  const Properties = { FunctionName: 'app-probe', Handler: handler, Timeout: 7, Environment: { Variables }, ...properties }
  const cloud = cloudOf([parseTemplate('app', { Resources: { Probe: { Type: 'AWS::Lambda::Function', Properties } } })])
  const onFailure = vi.fn<(id: string, error: unknown) => void>()
  const localise = (text: string) => text.replace('https://sqs.local.amazonaws.com', 'http://127.0.0.1:1')
  return { lambda: lambdaFunctions(cloud, { sources, localise, onFailure }).get('app-probe'), onFailure }
}

describe('a function', () => {
  it("gets its event, its template's environment alone, and the context of Lambda", async () => {
    const { lambda } = functionOf('probes/report-context.handler')
    const answer = await lambda?.invoke({ a: 1 })
    expect(answer).toEqual({
      event: { a: 1 },
      name: 'app-probe',
      remaining: expect.closeTo(7000, -3),
      variables: {
        FUNCTION_ID: 'probe',
        QUEUE_URL_PREFIX: 'http://127.0.0.1:1/q-',
        AWS_LAMBDA_FUNCTION_NAME: 'app-probe',
        HOME: undefined,
      },
    })
  })

  it('that takes too long fails at its timeout', async () => {
    const { lambda, onFailure } = functionOf('probes/never-end.handler', { Timeout: 0.05 })
    await expect(lambda?.invoke({})).rejects.toThrow('Task timed out after 0.05 seconds')
    expect(onFailure).toHaveBeenCalledWith('probe', expect.any(Error))
  })

  it('without its file, or its export, fails when it is called', async () => {
    await expect(functionOf('probes/absent.handler').lambda?.invoke({})).rejects.toThrow('absent.ts')
    await expect(functionOf('probes/never-end.main').lambda?.invoke({})).rejects.toThrow('exports no function main')
  })

  it("that is not the project's is left out", () => {
    expect(functionOf('index.handler', { Environment: {} }).lambda).toBeUndefined()
  })
})

it.each([
  ['a name', 'app-probe'],
  ['an ARN', 'arn:aws:lambda:local:000000000000:function:app-probe'],
  [
    'an invocation',
    'arn:aws:apigateway:local:lambda:path/2015-03-31/functions/arn:aws:lambda:local:0:function:app-probe/invocations',
  ],
])('%s names a function', (_, reference) => expect(functionNameIn(reference)).toBe('app-probe'))
