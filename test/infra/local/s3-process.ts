import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createS3Front } from '../../../infra/local/s3-front.ts'

// A process of its own, so that a test can kill it.
const front = createS3Front({
  stateDir: process.argv[2] as string,
  credentials: { accessKeyId: 'LOCALKEY', secretAccessKey: 'local-secret' },
  region: 'eu-west-1',
  buckets: [{ name: 'media' }],
  onObjectCreated: async () => {},
})
const server = createServer(front.handle).listen(0, '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port)
})
