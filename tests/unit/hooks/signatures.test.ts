import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { falMessage, isSignedBy, readKeySet } from '../../../bots/hooks/fal.js'
import { isFromReplicate } from '../../../bots/hooks/replicate.js'

describe('Replicate', () => {
  // The test vector of the Standard Webhooks libraries, which Replicate’s scheme is.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const good = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: '1614265330',
    signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    body: Buffer.from('{"test": 2432232314}'),
  }
  const now = 1_614_265_330_000
  const other = `v1,${Buffer.alloc(32, 7).toString('base64')}`

  it('takes what the published vector signs', () => {
    expect(isFromReplicate(good, secret, now)).toBe(true)
  })

  it.each([
    ['among others', { signature: `${other} v1a,xyz ${good.signature}` }, true],
    ['the second of two', { signature: `${other} ${good.signature}` }, true],
    ['only others', { signature: `${other} ${other}` }, false],
    ['too many in front of it', { signature: `${`${other} `.repeat(20)}${good.signature}` }, false],
    ['of another version', { signature: good.signature.replace('v1,', 'v2,') }, false],
    ['without its version', { signature: good.signature.slice(3) }, false],
    ['with commas in between', { signature: `${other},${good.signature}` }, false],
    ['cut off', { signature: good.signature.slice(0, -3) }, false],
    ['no base64', { signature: 'v1,%%%%' }, false],
    ['empty', { signature: '' }, false],
    ['missing', { signature: undefined }, false],
    ['another id', { id: 'msg_other' }, false],
    ['no id', { id: undefined }, false],
    ['another time', { timestamp: '1614265331' }, false],
    ['no time', { timestamp: undefined }, false],
    ['a time in milliseconds', { timestamp: '1614265330000' }, false],
    ['a time with a sign', { timestamp: '+1614265330' }, false],
    ['a time with a point', { timestamp: '1614265330.0' }, false],
    ['another body', { body: Buffer.from('{"test": 2432232315}') }, false],
    ['a body in other words', { body: Buffer.from('{"test":2432232314}') }, false],
    ['no body', { body: Buffer.alloc(0) }, false],
  ])('%s', (_name, change, expected) => {
    expect(isFromReplicate({ ...good, ...change }, secret, now)).toBe(expected)
  })

  it.each([
    [0, true],
    [300, true],
    [-300, true],
    [301, false],
    [-301, false],
  ])('%i s away from its time: %s', (seconds, expected) => {
    expect(isFromReplicate(good, secret, now + seconds * 1_000)).toBe(expected)
  })

  it('is not fooled by the border between id, time and body', () => {
    const shifted = { ...good, id: `${good.id}.1614265330`, body: Buffer.from('') }
    expect(isFromReplicate(shifted, secret, now)).toBe(false)
  })

  it('takes nothing under another secret', () => {
    expect(isFromReplicate(good, 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', now)).toBe(false)
  })
})

describe('fal', () => {
  const ours = generateKeyPairSync('ed25519')
  const theirs = generateKeyPairSync('ed25519')
  const body = Buffer.from('{"request_id":"r-1","status":"OK"}')
  const now = 1_700_000_000_000
  const lines = ['r-1', 'u-1', '1700000000', createHash('sha256').update(body).digest('hex')]
  const signed = (key: KeyObject) => sign(null, Buffer.from(lines.join('\n')), key).toString('hex')
  const good = {
    requestId: 'r-1',
    userId: 'u-1',
    timestamp: '1700000000',
    signature: signed(ours.privateKey),
    body,
  }
  const takes = (
    it: Parameters<typeof falMessage>[0],
    keys = [theirs.publicKey, ours.publicKey],
    at = now,
  ) => {
    const message = falMessage(it, at)
    return message !== null && isSignedBy(keys, message)
  }

  it('takes what one of its keys has signed', () => {
    expect(takes(good)).toBe(true)
    expect(takes({ ...good, signature: good.signature.toUpperCase() })).toBe(true)
    expect(takes(good, [theirs.publicKey])).toBe(false)
    expect(takes(good, [])).toBe(false)
  })

  it.each([
    ['another request', { requestId: 'r-2' }],
    ['no request', { requestId: undefined }],
    ['another user', { userId: 'u-2' }],
    ['no user', { userId: undefined }],
    ['another time', { timestamp: '1700000001' }],
    ['no time', { timestamp: undefined }],
    ['a time that is none', { timestamp: 'soon' }],
    ['another body', { body: Buffer.from('{"request_id":"r-1","status":"ERROR"}') }],
    ['a forged signature', { signature: '0'.repeat(128) }],
    ['a short one', { signature: good.signature.slice(2) }],
    ['a long one', { signature: `${good.signature}00` }],
    ['one in base64', { signature: Buffer.from(good.signature, 'hex').toString('base64') }],
    ['none', { signature: undefined }],
    ['a border that was moved', { requestId: 'r-1\nu-1', userId: '1700000000' }],
  ])('refuses %s', (_name, change) => {
    expect(takes({ ...good, ...change })).toBe(false)
  })

  it.each([
    [300, true],
    [-300, true],
    [301, false],
    [-301, false],
  ])('%i s away from its time: %s', (seconds, expected) => {
    expect(takes(good, [ours.publicKey], now + seconds * 1_000)).toBe(expected)
  })

  it('reads key sets, and passes over what is no Ed25519 key in them', () => {
    const jwk = ours.publicKey.export({ format: 'jwk' })
    const set = {
      keys: [{ kty: 'RSA', n: 'x', e: 'AQAB' }, 'rubbish', { ...jwk, x: '!' }, { ...jwk, kid: 'k' }],
    }
    const keys = readKeySet(set)
    expect(keys).toHaveLength(1)
    expect(takes(good, keys ?? [])).toBe(true)
    expect(readKeySet({ keys: [] })).toEqual([])
    for (const rubbish of [null, 'keys', {}, { keys: 'x' }, { keys: Array(101).fill(jwk) }])
      expect(readKeySet(rubbish)).toBeNull()
  })
})
