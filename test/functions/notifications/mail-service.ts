import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { createMailEndpoint } from '../../../infra/local/mail.ts'

export interface MailService {
  /** Subjects of the mails to an address, the oldest first. */
  to(address: string): string[]
  /** Refuses this many mails, the next ones. */
  refuse(count: number): void
}

/** SES for functions of a test file's own. */
export function useMailService(): MailService {
  let mails: ReturnType<typeof createMailEndpoint>
  let stop: () => Promise<void>
  let refusals = 0

  beforeAll(async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'atrium-mail-'))
    mails = createMailEndpoint({ stateDir, now: () => new Date() })
    const server = createServer(async (request, response) => {
      if (refusals > 0) {
        refusals -= 1
        request.resume()
        response.writeHead(400, { 'x-amzn-errortype': 'MessageRejected' }).end('{"message":"ada@example.org is not liked here"}')
      } else await mails.handle(request, response)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    process.env.AWS_ENDPOINT_URL_SESV2 = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    stop = async () => {
      server.close()
      server.closeAllConnections()
      await rm(stateDir, { recursive: true })
    }
  })

  beforeEach(() => {
    refusals = 0
  })

  afterAll(() => stop())

  return {
    to: (address) => mails.list(address).map(({ subject }) => subject),
    refuse: (count) => {
      refusals = count
    },
  }
}
