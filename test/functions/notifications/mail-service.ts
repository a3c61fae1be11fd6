import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach } from 'vitest'
import { createMailEndpoint } from '../../../infra/local/mail.ts'
import { answerService } from '../../support/services.ts'

export interface MailService {
  /** Subjects of the mails to an address, the oldest first. */
  to(address: string): string[]
  /** Refuses this many mails, the next ones. */
  refuse(count: number): void
}

/** SES for functions of a test file's own. */
export function useMailService(): MailService {
  let mails: ReturnType<typeof createMailEndpoint>
  let refusals = 0

  beforeAll(async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'atrium-mail-'))
    mails = createMailEndpoint({ stateDir, now: () => new Date() })
    const silence = await answerService('SESV2', async (request, response) => {
      if (refusals > 0) {
        refusals -= 1
        request.resume()
        response.writeHead(400, { 'x-amzn-errortype': 'MessageRejected' }).end('{"message":"ada@example.org is not liked here"}')
      } else await mails.handle(request, response)
    })
    return async () => {
      silence()
      await rm(stateDir, { recursive: true })
    }
  })

  beforeEach(() => {
    refusals = 0
  })

  return {
    to: (address) => mails.list(address).map(({ subject }) => subject),
    refuse: (count) => {
      refusals = count
    },
  }
}
