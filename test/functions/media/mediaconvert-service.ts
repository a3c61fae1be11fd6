import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { beforeAll, beforeEach } from 'vitest'
import type { Json } from '../../support/actor.ts'
import { answerService } from '../../support/services.ts'

interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Json
}

interface Refusal {
  readonly status: number
  readonly type: string
}

/** MediaConvert as its HTTP interface is documented, where its client finds it: it takes jobs and never does any. */
export function useMediaConvert() {
  let asked: Asked[] = []
  let refusals: (Refusal | 'hang up')[] = []
  const jobs = new Map<string, Json>()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Json = JSON.parse(await text(request))
    asked.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body })
    const refusal = refusals.shift()
    if (refusal === 'hang up') request.socket.destroy()
    else if (refusal) {
      response.writeHead(refusal.status, { 'content-type': 'application/json', 'x-amzn-errortype': refusal.type })
      response.end(JSON.stringify({ message: 'no' }))
    } else {
      const token: string = body.clientRequestToken
      const job = jobs.get(token) ?? { id: `1671476818694-${jobs.size}`, status: 'SUBMITTED', queue: body.queue }
      jobs.set(token, job)
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ job }))
    }
  }

  beforeAll(() => answerService('MEDIACONVERT', (request, response) => void answer(request, response)))

  beforeEach(() => {
    ;[asked, refusals] = [[], []]
    jobs.clear()
  })

  return {
    asked: () => asked,
    jobs,
    /** Answers the next calls so, one each. */
    refuse: (...with_: (Refusal | 'hang up')[]) => {
      refusals = with_
    },
  }
}
