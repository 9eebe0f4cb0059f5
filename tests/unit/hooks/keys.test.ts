import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFalKeys, type FalKeys } from '../../../bots/hooks/fal-keys.js'
import { HOOKS } from '../../../config/limits.js'

const first = generateKeyPairSync('ed25519').publicKey
const second = generateKeyPairSync('ed25519').publicKey
const setOf = (...keys: KeyObject[]) =>
  JSON.stringify({ keys: keys.map(key => key.export({ format: 'jwk' })) })

let server: Server
let served: { status: number; body: string; headers?: Record<string, string> } | 'nothing'
let asked: string[]
let shift: number
let keys: FalKeys
beforeEach(async () => {
  served = { status: 200, body: setOf(first) }
  asked = []
  shift = 0
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    if (served !== 'nothing') response.writeHead(served.status, served.headers).end(served.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/rest`
  keys = createFalKeys({ apiUrl, clock: { now: () => 1e12 + shift } })
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** As a signature that only this key has made. */
const by = (key: KeyObject) => (known: readonly KeyObject[]) => known.some(each => each.equals(key))

it('are fetched once for many, and kept', async () => {
  expect(await Promise.all(Array.from({ length: 20 }, () => keys.agree(by(first))))).not.toContain(false)
  expect(await keys.agree(by(first))).toBe(true)
  expect(asked).toEqual(['/rest/.well-known/jwks.json'])
})

it('are fetched anew after a day', async () => {
  await keys.agree(by(first))
  shift = HOOKS.keysMs - 1
  expect(await keys.agree(by(first))).toBe(true)
  expect(asked).toHaveLength(1)
  served = { status: 200, body: setOf(second) }
  shift = HOOKS.keysMs
  expect(await keys.agree(by(first))).toBe(false)
  expect(asked).toHaveLength(2)
})

it('are asked for anew when none agrees, once a minute however many forgers come', async () => {
  await keys.agree(by(first))
  served = { status: 200, body: setOf(first, second) }
  expect(await keys.agree(by(second))).toBe(false)
  expect(asked).toHaveLength(1)
  shift = HOOKS.keysAgainMs
  expect(await keys.agree(by(second))).toBe(true)
  for (let n = 0; n < 50; n++) expect(await keys.agree(() => false)).toBe(false)
  expect(asked).toHaveLength(2)
})

it('of before decide when new ones cannot be had, and not past their day', async () => {
  await keys.agree(by(first))
  served = { status: 500, body: '' }
  shift = HOOKS.keysAgainMs
  expect(await keys.agree(by(second))).toBe(false)
  expect(await keys.agree(by(first))).toBe(true)
  shift = HOOKS.keysMs
  await expect(keys.agree(by(first))).rejects.toMatchObject({ code: 'unavailable' })
})

it.each([
  ['an error', { status: 503, body: setOf(first) }],
  ['a page', { status: 200, body: '<html>' }],
  ['no keys', { status: 200, body: '{"keys":[]}' }],
  ['another set', { status: 200, body: '{"jwks":1}' }],
  ['far too much', { status: 200, body: `${setOf(first)}${' '.repeat(HOOKS.keysBytes)}` }],
  ['a way to somewhere else', { status: 302, body: '', headers: { location: '/keys' } }],
])(
  'that come as %s are none: nobody is believed, and soon they are asked for again',
  async (_name, answer) => {
    served = answer
    await expect(keys.agree(() => true)).rejects.toThrow()
    await expect(keys.agree(() => true)).rejects.toMatchObject({ code: 'unavailable' })
    expect(asked).toHaveLength(1)
    served = { status: 200, body: setOf(first) }
    shift = HOOKS.keysRetryMs
    expect(await keys.agree(by(first))).toBe(true)
  },
)

it('that do not come are given up in time', async () => {
  served = 'nothing'
  await expect(keys.agree(() => true)).rejects.toMatchObject({ name: 'TimeoutError' })
})
