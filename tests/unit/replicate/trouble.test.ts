import { describe, expect, it } from 'vitest'
import { REPLICATE } from '../../../config/limits.js'
import { EngineRefusal } from '../../../core/errors.js'
import { type Failure, isUnsent } from '../../../workers/engines/replicate/calls.js'
import { askFault, startFault, uploadFault, waitOf } from '../../../workers/engines/replicate/trouble.js'

const NOW = Date.parse('2026-11-25T12:00:00Z')

const answered = (status: number, said = '', retryAfter: string | null = null): Failure => ({
  kind: 'answered',
  status,
  said,
  retryAfter,
})

describe('a start without a good answer', () => {
  it.each([
    [401, 'account'],
    [402, 'account'],
    [403, 'account'],
    [400, 'input'],
    [404, 'input'],
    [409, 'input'],
    [413, 'input'],
    [422, 'input'],
    [429, 'rate'],
    [301, 'down'],
    [307, 'down'],
  ])('is certainly refused by %i: %s', (status, why) => {
    const fault = startFault(answered(status), NOW)
    expect(fault).toBeInstanceOf(EngineRefusal)
    expect(fault).toMatchObject({ why })
  })

  it.each([408, 500, 502, 503, 504, 520, 524, 529])('may have begun after %i', status => {
    const fault = startFault(answered(status, '<html>Service unavailable, retry</html>'), NOW)
    expect(fault).not.toBeInstanceOf(EngineRefusal)
    expect(fault.code).toBe('unavailable')
  })

  it('has not begun when the failure itself says so', () => {
    expect(startFault(answered(503, '{"detail":"The prediction was not created."}'), NOW)).toMatchObject({
      why: 'down',
    })
  })

  it.each([
    ['timeout', 'timeout'],
    ['cancelled', 'cancelled'],
    ['broken', 'unavailable'],
  ] as const)('may have begun when it was sent and then %s', (why, code) => {
    const fault = startFault({ kind: 'silent', unsent: false, why }, NOW)
    expect(fault).not.toBeInstanceOf(EngineRefusal)
    expect(fault.code).toBe(code)
  })
})

describe('an upload without a good answer', () => {
  it.each([500, 502, 408])('has begun nothing, whatever it was: %i', status => {
    expect(uploadFault(answered(status), NOW)).toMatchObject({ code: 'engine_refused', why: 'down' })
  })

  it('keeps the reasons that say more', () => {
    expect(uploadFault(answered(402), NOW)).toMatchObject({ why: 'account' })
    expect(uploadFault(answered(429, '{"retry_after":9}'), NOW)).toMatchObject({ retry: { afterMs: 9_000 } })
    const stopped: Failure = { kind: 'silent', unsent: false, why: 'cancelled' }
    expect(uploadFault(stopped, NOW)).toMatchObject({ code: 'cancelled' })
  })
})

it('a question that was asked too often is asked again when Replicate says so', () => {
  expect(askFault(answered(429, '', '12'), NOW)).toMatchObject({ code: 'busy', retry: { afterMs: 12_000 } })
  expect(askFault(answered(401), NOW)).toMatchObject({ code: 'unavailable' })
})

describe('the wait that a 429 asks for', () => {
  it.each([
    ['', '7', 7_000],
    ['', '1.5', 1_500],
    ['', 'Wed, 25 Nov 2026 12:00:20 GMT', 20_000],
    ['{"detail":"Request was throttled.","status":429,"retry_after":5}', null, 5_000],
    ['{"detail":"Your rate limit resets in ~30s."}', null, 30_000],
    ['Expected available. resets in 2 seconds', null, 2_000],
    ['resets in ~800ms', null, 800],
    ['resets in ~1 m', null, 60_000],
    ['<html>Too many requests</html>', null, REPLICATE.rateMs],
    ['', 'soon', REPLICATE.rateMs],
    ['{"retry_after":0}', null, REPLICATE.rateMinMs],
    ['', 'Wed, 25 Nov 2026 11:00:00 GMT', REPLICATE.rateMinMs],
    ['{"retry_after":86400}', null, REPLICATE.rateMaxMs],
  ])('is read from %j and %j', (said, retryAfter, ms) => {
    expect(waitOf({ said, retryAfter }, NOW)).toBe(ms)
  })
})

describe('certainly nothing was sent', () => {
  const failed = (cause: unknown) => new TypeError('fetch failed', { cause })
  const system = (code: string, syscall?: string) =>
    Object.assign(new Error(code), { code, ...(syscall && { syscall }) })

  it.each([
    system('ECONNREFUSED', 'connect'),
    system('ETIMEDOUT', 'connect'),
    system('EHOSTUNREACH', 'connect'),
    system('ENOTFOUND', 'getaddrinfo'),
    system('EAI_AGAIN', 'getaddrinfo'),
    system('UND_ERR_CONNECT_TIMEOUT'),
    system('CERT_HAS_EXPIRED'),
    system('DEPTH_ZERO_SELF_SIGNED_CERT'),
    system('ERR_TLS_CERT_ALTNAME_INVALID'),
    new AggregateError([system('ECONNREFUSED', 'connect'), system('ENETUNREACH', 'connect')]),
  ])('after %s', cause => {
    expect(isUnsent(failed(cause))).toBe(true)
  })

  it.each([
    system('ECONNRESET', 'read'),
    system('EPIPE', 'write'),
    system('ETIMEDOUT', 'read'),
    system('UND_ERR_SOCKET'),
    system('UND_ERR_HEADERS_TIMEOUT'),
    system('UND_ERR_BODY_TIMEOUT'),
    new AggregateError([system('ECONNREFUSED', 'connect'), system('ECONNRESET', 'read')]),
    new AggregateError([]),
    undefined,
    'reset',
  ])('is not known after %s', cause => {
    expect(isUnsent(failed(cause))).toBe(false)
  })
})
