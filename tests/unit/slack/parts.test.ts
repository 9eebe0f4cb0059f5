import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import { describe, expect, it } from 'vitest'
import { createBounded } from '../../../bots/bounded.js'
import { isFileTrouble, slackFault } from '../../../bots/slack/faults.js'
import { parseBody } from '../../../bots/slack/http-receiver.js'
import { isState, signState } from '../../../bots/slack/oauth-state.js'
import { tenantOf } from '../../../bots/slack/payload.js'
import { isSigned } from '../../../bots/slack/signature.js'

describe('a signature', () => {
  // The example of Slack's own page on verifying requests.
  const secret = '8f742231b10e8888abcd99yyyzzz85a5'
  const body = Buffer.from(
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  )
  const signed = {
    timestamp: '1531420618',
    signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    body,
  }
  const at = 1_531_420_618_000

  it('of Slack’s own example is believed, for five minutes to either side', () => {
    expect(isSigned(signed, secret, at)).toBe(true)
    expect(isSigned(signed, secret, at + 299_000)).toBe(true)
    expect(isSigned(signed, secret, at - 299_000)).toBe(true)
    expect(isSigned(signed, secret, at + 301_000)).toBe(false)
    expect(isSigned(signed, secret, at - 301_000)).toBe(false)
  })

  it('is not believed when anything was changed', () => {
    expect(isSigned(signed, `${secret}x`, at)).toBe(false)
    expect(isSigned({ ...signed, body: Buffer.concat([body, Buffer.from('&')]) }, secret, at)).toBe(false)
    expect(isSigned({ ...signed, timestamp: '1531420619' }, secret, at)).toBe(false)
    expect(isSigned({ ...signed, timestamp: undefined }, secret, at)).toBe(false)
    expect(isSigned({ ...signed, signature: undefined }, secret, at)).toBe(false)
    expect(isSigned({ ...signed, signature: signed.signature.toUpperCase() }, secret, at)).toBe(false)
  })
})

describe('the state of an installation', () => {
  const state = signState('nonce', 1_000, 'secret')
  it('holds for its browser and its time', () => {
    expect(isState(state, 'nonce', 'secret', 999)).toBe(true)
    expect(isState(state, 'nonce', 'secret', 1_000)).toBe(false)
    expect(isState(state, 'other', 'secret', 999)).toBe(false)
    expect(isState(state, undefined, 'secret', 999)).toBe(false)
    expect(isState(state, 'nonce', 'another', 999)).toBe(false)
    expect(isState(`${state}.x`, 'nonce', 'secret', 999)).toBe(false)
    expect(isState('', '', 'secret', 999)).toBe(false)
  })
})

describe('troubles of Slack', () => {
  const refusal = (error: string, more = {}) =>
    new WebAPIPlatformError({ ok: false, error, ...more } as never)
  it.each([
    [refusal('not_in_channel'), 'undeliverable'],
    [refusal('token_revoked'), 'undeliverable'],
    [refusal('ratelimited'), 'busy'],
    [refusal('internal_error'), 'unavailable'],
    [refusal('invalid_blocks'), 'bug'],
    [new WebAPIRateLimitedError(7), 'busy'],
    [new WebAPIHTTPError(503, 'x', {}), 'unavailable'],
    [new WebAPIRequestError(Object.assign(new Error('x'), { name: 'TimeoutError' })), 'timeout'],
    [new WebAPIRequestError(new Error('ECONNREFUSED')), 'unavailable'],
  ])('%s is %s', (error, code) => {
    expect(slackFault(error).code).toBe(code)
  })

  it('a pause is as long as Slack says', () => {
    expect(slackFault(new WebAPIRateLimitedError(7)).retry).toEqual({ afterMs: 7_000 })
  })

  it('a file that cannot be shown yet is told from other wrong blocks', () => {
    const messages = ['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]']
    expect(isFileTrouble(slackFault(refusal('invalid_blocks', { response_metadata: { messages } })))).toBe(
      true,
    )
    expect(isFileTrouble(slackFault(refusal('invalid_blocks')))).toBe(false)
  })

  it('strange names do not come into the facts', () => {
    expect(slackFault(refusal('Ann <ann@example.com>')).facts).toEqual({ slack: 'other' })
  })
})

describe('a bounded map', () => {
  it('forgets what was used least recently, and what is too old', () => {
    let now = 0
    const map = createBounded<number>(2, 100, () => now)
    map.set('a', 1)
    map.set('b', 2)
    map.get('a')
    map.set('c', 3)
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3])
    now = 100
    expect(map.get('a')).toBeUndefined()
  })
})

describe('a body', () => {
  it('is read as what it says it is', () => {
    expect(parseBody(Buffer.from('{"a":1}'), 'application/json; charset=utf-8')).toEqual({ a: 1 })
    expect(parseBody(Buffer.from('payload=%7B%22a%22%3A1%7D'), 'application/x-www-form-urlencoded')).toEqual({
      a: 1,
    })
    expect(parseBody(Buffer.from('a=1&b=2'), 'application/x-www-form-urlencoded')).toEqual({ a: '1', b: '2' })
    expect(parseBody(Buffer.from('[1]'), 'application/json')).toBeNull()
    expect(parseBody(Buffer.from('{'), 'application/json')).toBeNull()
    expect(parseBody(Buffer.from('payload=7'), 'application/x-www-form-urlencoded')).toBeNull()
  })
})

describe('the tenant', () => {
  it('is the workspace, or the organisation that has the app as a whole', () => {
    expect(tenantOf({ team: { id: 'T1' }, enterprise: { id: 'E1' } })).toBe('T1')
    expect(tenantOf({ team: null, enterprise: { id: 'E1' }, is_enterprise_install: true })).toBe('E1')
    expect(
      tenantOf({ team_id: 'T1', authorizations: [{ is_enterprise_install: true, enterprise_id: 'E1' }] }),
    ).toBe('E1')
    expect(tenantOf({ user: { team_id: 'T2' } })).toBe('T2')
  })
})
