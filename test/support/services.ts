import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

type Service = 'MEDIACONVERT' | 'S3' | 'SECRETS_MANAGER' | 'SESV2' | 'SQS'

const services: readonly Service[] = ['MEDIACONVERT', 'S3', 'SECRETS_MANAGER', 'SESV2', 'SQS']
const answering = new Map<Service, RequestListener>()
let listening: Promise<unknown> | undefined

/**
 * Answers what functions of this process ask of an AWS service, until the returned function is called. A service keeps its
 * address as long as the process lives, because so long lives the client that a function has opened.
 */
export async function answerService(service: Service, answer: RequestListener): Promise<() => void> {
  await (listening ??= Promise.all(services.map(listen)))
  answering.set(service, answer)
  return () => void answering.delete(service)
}

/** The variables of this process, without what it tells its own functions of services. */
export function withoutServices(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')))
}

async function listen(service: Service): Promise<void> {
  const server = createServer((request, response) => {
    const answer = answering.get(service)
    if (answer) answer(request, response)
    else request.socket.destroy()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  // A client keeps its connections from file to file.
  server.keepAliveTimeout = 0
  server.unref()
  Object.assign(process.env, {
    [`AWS_ENDPOINT_URL_${service}`]: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    // What a service refuses or breaks off is told at once.
    AWS_MAX_ATTEMPTS: '1',
  })
}
