import { expect, it } from 'vitest'
import { signatureHeaders } from '../../../functions/webhooks/signature.ts'

// The example that the libraries of Standard Webhooks are tested with.
const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: new Date(1614265330 * 1000), body: '{"test": 2432232314}' }
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='

it('is that of the specification', () => {
  expect(signatureHeaders(message, [secret])).toEqual({
    'webhook-id': message.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': signature,
  })
})

it('is made with each secret, the present one first', () => {
  const { 'webhook-signature': both } = signatureHeaders(message, ['whsec_AAAA', secret])
  expect(both).toMatch(/^v1,\S{44} v1,\S{44}$/)
  expect(both?.split(' ')[1]).toBe(signature)
})

it('names whole seconds', () => {
  const { 'webhook-timestamp': timestamp } = signatureHeaders({ ...message, at: new Date(1999) }, [secret])
  expect(timestamp).toBe('1')
})
