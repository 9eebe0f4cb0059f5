import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { close, createServer, listen } from '../../../bots/server.js'
import type { TelegramUpdate } from '../../../bots/telegram/update.js'
import { addWebhook, WEBHOOK_PATH, webhookSecrets } from '../../../bots/telegram/webhook.js'
import { createTestLog } from '../../support/booth.js'
import { message, update } from './payloads.js'

const SECRET = 'a_secret-of-Telegrams_1'
let address: string
let server: Awaited<ReturnType<typeof createServer>>
let received: TelegramUpdate[]
let broken = false
const log = createTestLog()

beforeAll(async () => {
  server = await createServer({ log, metrics: new Registry(), ready: async () => ({}) })
  const receive = async (one: TelegramUpdate) => {
    if (broken) throw new Error('The database is away.')
    received.push(one)
  }
  addWebhook(server, { secrets: [SECRET, 'an-earlier-one'], receive, log })
  address = await listen(server, { host: '127.0.0.1', port: 0 })
})
afterAll(() => close(server))
beforeEach(() => {
  received = []
  broken = false
})

async function post(body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${address}${WEBHOOK_PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET, ...headers },
    body,
  })
  await response.text()
  return response.status
}

const hello = () => JSON.stringify(update({ message: message({ text: 'hello' }) }))

describe('the webhook', () => {
  it('takes what Telegram brings', async () => {
    expect(await post(hello())).toBe(200)
    expect(received[0]?.message?.text).toBe('hello')
  })

  it('takes one with the secret of before a rotation, too', async () => {
    expect(await post(hello(), { 'x-telegram-bot-api-secret-token': 'an-earlier-one' })).toBe(200)
    expect(received).toHaveLength(1)
  })

  it('asks for it again when it could not be kept', async () => {
    broken = true
    expect(await post(hello())).toBe(503)
    broken = false
    expect(await post(hello())).toBe(200)
  })

  it.each([
    ['no secret', undefined],
    ['an empty one', ''],
    ['another one of the same length', SECRET.replace('1', '2')],
    ['the beginning of it', SECRET.slice(0, -1)],
    ['more than it', `${SECRET}x`],
  ])('turns away who forges an update with %s', async (_what, secret) => {
    const response = await fetch(`${address}${WEBHOOK_PATH}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret !== undefined && { 'x-telegram-bot-api-secret-token': secret }),
      },
      body: hello(),
    })
    expect(response.status).toBe(401)
    expect(await response.text()).not.toContain(SECRET)
    expect(received).toEqual([])
  })

  it('does not even read what a forger sends', async () => {
    expect(await post('{'.repeat(100_000), { 'x-telegram-bot-api-secret-token': 'forged' })).toBe(401)
  })

  it.each([
    ['cut off', hello().slice(0, -9)],
    ['empty', ''],
    ['no update', '{"ok":true}'],
    ['a list', `[${hello()}]`],
    ['a number of no update', '{"update_id":"1"}'],
    ['words', '"hello"'],
    ['deep beyond reason', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['poisoned', '{"update_id":1,"__proto__":{"admin":true}}'],
  ])('refuses what is %s', async (_what, body) => {
    expect(await post(body)).toBe(400)
    expect(received).toEqual([])
  })

  it('refuses what is giant, and what is no JSON', async () => {
    expect(await post(JSON.stringify({ update_id: 1, text: 'x'.repeat(300_000) }))).toBe(413)
    expect(await post(hello(), { 'content-type': 'application/xml' })).toBe(415)
    expect(received).toEqual([])
  })

  it('says nothing of it in the log but that it happened', () => {
    expect(JSON.stringify(log.lines)).not.toMatch(/hello|412345678|secret-of/)
  })
})

describe('its secret', () => {
  it('follows from the master key, in letters that Telegram takes', () => {
    expect(webhookSecrets(undefined, () => ['ab+/=c-_9', 'd+'])).toEqual(['abc-_9', 'd'])
    expect(webhookSecrets(undefined, () => ['x'.repeat(999)])[0]).toHaveLength(256)
  })

  it('of the operator’s own is told in a sentence when Telegram would not take it', () => {
    expect(webhookSecrets('my_own-1', () => [''])).toEqual(['my_own-1'])
    expect(() => webhookSecrets('my own', () => [''])).toThrow('TELEGRAM_WEBHOOK_SECRET may have')
  })
})
