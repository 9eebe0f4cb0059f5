import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventName } from '../../../bots/web/inbound.js'
import { newId } from '../../../core/id.js'
import { objectKey } from '../../../core/vault/keys.js'
import { freshDatabase } from '../../support/postgres.js'
import { browser } from './browser.js'
import { openWeb, type Web } from './support.js'

let database: Awaited<ReturnType<typeof freshDatabase>>
let web: Web
beforeAll(async () => {
  database = await freshDatabase()
  web = await openWeb(database.connection, { operatorToken: 'the operator' })
})
afterAll(async () => {
  await web.close()
  await database.drop()
})

describe('the page', () => {
  test('sets a cookie that scripts cannot read, for a long time', async () => {
    const response = await fetch(web.base)
    const cookie = response.headers.getSetCookie()[0] ?? ''
    expect(cookie).toMatch(/^pixbooth=1\.[\w-]{24}\.[\w-]{43};/)
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Lax')
    expect(cookie).toMatch(/Max-Age=34560000/)
    expect(cookie).not.toContain('Secure')
  })

  test('has nothing inline and loads nothing from elsewhere', async () => {
    const response = await fetch(web.base)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("style-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    const html = await response.text()
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|="javascript:|https?:\/\//i)
    expect([...html.matchAll(/<script([^>]*)>([^<]*)</g)].map(([, , inside]) => inside)).toEqual([''])
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '')
    expect(assets).toHaveLength(3)
    for (const path of assets) {
      const asset = await fetch(web.base + path)
      expect(asset.status).toBe(200)
      expect(asset.headers.get('cache-control')).toContain('immutable')
    }
  })

  test('speaks the language of the browser, and so do its refusals', async () => {
    for (const [header, lang, words] of [
      ['de-AT,de;q=0.9,en;q=0.8', 'de', 'Ein Fotoautomat im Chat'],
      ['en-GB', 'en', 'A photo booth that lives in chat'],
      ['fr, de', 'en', 'A photo booth that lives in chat'],
      ['*;q=<script>', 'en', 'A photo booth that lives in chat'],
    ] as const) {
      const headers = { 'accept-language': header }
      const html = await (await fetch(web.base, { headers })).text()
      expect(html).toContain(`<html lang="${lang}">`)
      expect(html).toContain(words)
      const missing = (await (await fetch(`${web.base}/nowhere`, { headers })).json()) as { error: string }
      expect(missing.error).toBe(lang === 'de' ? 'Hier ist nichts.' : 'There is nothing here.')
      const foreign = await fetch(`${web.base}/api/say`, { method: 'POST', headers })
      expect(((await foreign.json()) as { error: string }).error).toContain(
        lang === 'de' ? 'Nur die eigene Seite' : 'own page',
      )
    }
  })

  test('a language that was chosen in the chat holds from that answer on, whatever the browser says', async () => {
    const ann = browser(web.base)
    expect((await ann.open()).language).toBe('en')
    expect((await ann.press('settings:language:de')).language).toBe('de')
    const page = await ann.open()
    expect(page.language).toBe('de')
    expect(page.commands.find(({ name }) => name === 'help')?.summary).toBe('alle Befehle')
  })

  test('a forged cookie makes somebody new, and no error', async () => {
    const real = browser(web.base)
    await real.open()
    const forged = browser(web.base)
    forged.cookie = `${real.cookie.slice(0, -4)}AAAA`
    expect((await forged.get('/')).status).toBe(200)
    expect(forged.cookie).not.toBe(real.cookie)
    const page = await forged.open()
    expect(page.chat).not.toBe(real.chat)
  })

  test('what is not there is said in one sentence', async () => {
    for (const path of ['/nothing', '/assets/../server.ts', '/assets/main-X.js', '/api/chat/x']) {
      const response = await fetch(web.base + path)
      expect(response.status, path).toBe(404)
      expect(await response.json()).toEqual({ error: expect.stringMatching(/^[A-Z].*\.$/) })
    }
  })
})

describe('talking', () => {
  test('the booth greets, asks for consent, and everything is still there after a reload', async () => {
    const anna = browser(web.base)
    const page = await anna.open()
    expect(page).toMatchObject({ messages: [], newest: 0, more: false, mayProcess: false })
    expect(page.commands.map(command => command.name)).toContain('portrait')
    await anna.say('/start')
    expect((await anna.press('consent:face:yes')).mayProcess).toBe(false)
    expect((await anna.press('consent:adult:yes')).mayProcess).toBe(true)
    const messages = await anna.messages()
    expect(messages.filter(one => one.author === 'me').map(one => one.text)).toEqual([
      '/start',
      'consent:face:yes',
      'consent:adult:yes',
    ])
    expect(messages.filter(one => one.author === 'booth').length).toBeGreaterThanOrEqual(2)
  })

  test('two browsers are two people', async () => {
    const [anna, bert] = [browser(web.base), browser(web.base)]
    await anna.open()
    await bert.open()
    await anna.agree()
    await anna.say('only for me')
    expect(bert.chat).not.toBe(anna.chat)
    expect(JSON.stringify(await bert.messages())).not.toContain('only for me')
    expect((await bert.open()).mayProcess).toBe(false)
  })

  test('the same event sent twice is one event, also at the same time', async () => {
    const anna = browser(web.base)
    await anna.open()
    const eventId = randomUUID()
    await Promise.all([1, 2, 3].map(() => anna.say('/help', eventId)))
    await anna.say('/help', eventId)
    const messages = await anna.messages()
    expect(messages.filter(one => one.author === 'me')).toHaveLength(1)
    expect(messages.filter(one => one.author === 'booth')).toHaveLength(1)
  })

  test('one person cannot use up the event of another', async () => {
    const [anna, bert] = [browser(web.base), browser(web.base)]
    await anna.open()
    await bert.open()
    const eventId = randomUUID()
    await anna.say('/help', eventId)
    await bert.say('/help', eventId)
    expect((await bert.messages()).filter(one => one.author === 'booth')).toHaveLength(1)
  })

  test('what is said arrives live, and again after the connection was cut', async () => {
    const anna = browser(web.base)
    const { newest } = await anna.open()
    const first = anna.events(newest)
    await anna.say('/help')
    await first.until(() => first.changes().length >= 2)
    first.close()
    const last = first.heard.findLast(one => one.event === 'change')?.id ?? 0
    await anna.say('/guide')
    const second = anna.events(0, { 'last-event-id': String(last) })
    await second.until(() => second.changes().length >= 2)
    expect(second.changes().map(change => change.seq)).toEqual([last + 1, last + 2])
    second.close()
  })

  test('markup in texts stays text', async () => {
    const anna = browser(web.base)
    await anna.open()
    const evil = '<img src=x onerror=alert(1)></script><script>alert(1)</script>'
    const response = await anna.post({ eventId: randomUUID(), text: evil })
    expect(response.status).toBe(200)
    const own = (await anna.messages()).find(one => one.author === 'me')
    expect(own?.text).toBe(evil)
    const raw = await anna.get('/api/chat')
    expect(raw.headers.get('content-type')).toContain('application/json')
    expect(raw.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('letters that no database takes do no harm', async () => {
    const anna = browser(web.base)
    await anna.open()
    expect((await anna.post({ eventId: randomUUID(), text: 'a\0b\ud800c' })).status).toBe(200)
    expect((await anna.messages())[0]?.text).toBe('ab\ufffdc')
  })

  test('a dialog goes on where it stands, below it nothing is added', async () => {
    const anna = browser(web.base)
    await anna.open()
    await anna.say('/delete')
    await anna.say('hello')
    const [, menu, , hint] = await anna.messages()
    const press = (action: string) => anna.post({ eventId: randomUUID(), press: action, from: menu?.slot })
    await press('deleting:all')
    expect((await anna.messages()).map(({ slot }) => slot).slice(1)).toEqual([
      menu?.slot,
      expect.any(String),
      hint?.slot,
    ])
    expect((await anna.messages())[1]?.text).toContain('for good')
    await press('deleted:keep')
    expect((await anna.messages())[1]?.text).toContain('Nothing was deleted')
    expect(await anna.messages()).toHaveLength(4)
  })

  test('a dialog cannot be put into a message of somebody else, or over what the person said', async () => {
    const [anna, bert] = [browser(web.base), browser(web.base)]
    await anna.open()
    await bert.open()
    await anna.say('/delete')
    const [own, menu] = await anna.messages()
    await bert.post({ eventId: randomUUID(), press: 'deleting:all', from: menu?.slot })
    await anna.post({ eventId: randomUUID(), press: 'deleting:all', from: own?.slot })
    expect((await anna.messages()).map(({ text }) => text)).toEqual([own?.text, menu?.text])
  })

  test('an erased person is told, loses the cookie, and other tabs hear of it', async () => {
    const anna = browser(web.base)
    const { newest } = await anna.open()
    await anna.say('hello')
    const tab = anna.events(newest)
    const before = anna.cookie
    const reply = await anna.press('deleted:all')
    expect(reply.farewell?.[0]?.text).toBeTruthy()
    expect(anna.cookie).not.toBe(before)
    await tab.until(() => tab.heard.some(one => one.event === 'erased'))
    await tab.ended()
    // A tab that only now comes back with its old number is told as well.
    const late = anna.events(5)
    await late.until(() => late.heard.some(one => one.event === 'erased'))
    expect(await anna.open()).toMatchObject({ messages: [], mayProcess: false })
  })

  test('an event whose handling died is asked for again, and then answered once', async () => {
    const anna = browser(web.base)
    await anna.open()
    await anna.say('hello')
    const account = await web.db.account.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
    const eventId = randomUUID()
    const name = eventName(account.id, eventId)
    await web.db.inboxEvent.create({
      data: { platform: 'web', eventId: name, leaseUntil: new Date(Date.now() + 60_000) },
    })
    const held = await anna.post({ eventId, text: '/help' })
    expect(held.status).toBe(503)
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(0)
    await web.db.inboxEvent.updateMany({ where: { eventId: name }, data: { leaseUntil: new Date(0) } })
    expect((await anna.post({ eventId, text: '/help' })).status).toBe(200)
    expect((await anna.messages()).filter(one => one.slot.startsWith(`a:${name}:`))).toHaveLength(1)
  })
})

describe('strangers', () => {
  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
  ])('%s cannot say anything', async (_who, headers) => {
    const anna = browser(web.base)
    await anna.open()
    const response = await anna.post({ eventId: randomUUID(), text: 'hi' }, headers)
    expect(response.status).toBe(403)
    expect(await anna.messages()).toEqual([])
  })

  test('no other page may read an answer', async () => {
    const response = await fetch(`${web.base}/api/chat`, { headers: { origin: 'https://evil.example' } })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin')
  })

  test.each([
    ['no JSON', 'nonsense', { 'content-type': 'application/json' }, 400],
    ['a form', 'eventId=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['too much', JSON.stringify({ text: 'x'.repeat(300_000) }), { 'content-type': 'application/json' }, 413],
    ['a wrong shape', '{"eventId":"event-000001"}', { 'content-type': 'application/json' }, 400],
  ])('%s is answered with a sentence', async (_what, body, headers, status) => {
    const anna = browser(web.base)
    await anna.open()
    const response = await fetch(`${web.base}/api/say`, {
      method: 'POST',
      body,
      headers: { ...headers, origin: web.base, cookie: anna.cookie },
    })
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ error: expect.stringMatching(/^[A-Z].*\.$/) })
  })

  test('pictures are shown to their owner alone', async () => {
    const [anna, bert] = [browser(web.base), browser(web.base)]
    await anna.open()
    await bert.open()
    const owner = await web.db.account.findMany({ orderBy: { createdAt: 'desc' }, take: 2 })
    const personId = owner[1]?.personId ?? ''
    const id = newId()
    const key = objectKey(personId, 'image', id)
    await web.vault.put(personId, key, Buffer.from('a picture'))
    await web.db.generation.create({
      data: {
        id: newId(),
        personId,
        origin: newId(),
        kind: 'portrait',
        style: 'noir',
        engine: 'local',
        state: 'done',
        seed: 1,
        cost: 1,
        deadlineAt: new Date(),
        images: {
          create: { id, personId, objectKey: key, width: 4, height: 5, mime: 'image/jpeg', bytes: 9 },
        },
      },
    })
    const own = await anna.get(`/images/${id}`)
    expect([own.status, own.headers.get('content-type'), await own.text()]).toEqual([
      200,
      'image/jpeg',
      'a picture',
    ])
    expect(own.headers.get('cache-control')).toBe('private, no-cache')
    const again = await anna.get(`/images/${id}`, { 'if-none-match': own.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
    expect((await bert.get(`/images/${id}`, { 'if-none-match': own.headers.get('etag') ?? '' })).status).toBe(
      404,
    )
    const saved = await anna.get(`/images/${id}?download`)
    expect(saved.headers.get('content-disposition')).toMatch(/^attachment; filename="pixbooth-[\w-]+\.jpg"$/)
    expect((await bert.get(`/images/${id}`)).status).toBe(404)
    expect((await fetch(`${web.base}/images/${id}`)).status).toBe(404)
    expect((await anna.get('/images/..%2f..%2fetc')).status).toBe(400)
  })
})

describe('the house', () => {
  test('health and readiness', async () => {
    expect(await (await fetch(`${web.base}/health`)).json()).toEqual({ ok: true })
    expect(await (await fetch(`${web.base}/ready`)).json()).toEqual({ ok: true, database: true })
  })

  test('metrics are for the machine itself and for who knows the word', async () => {
    const ask = (headers: Record<string, string>) => fetch(`${web.base}/metrics`, { headers })
    expect((await ask({})).status).toBe(200)
    expect((await ask({ 'x-forwarded-for': '1.2.3.4' })).status).toBe(404)
    expect((await ask({ 'x-forwarded-for': '1.2.3.4', authorization: 'Bearer a guess' })).status).toBe(404)
    const told = await ask({ 'x-forwarded-for': '1.2.3.4', authorization: 'Bearer the operator' })
    expect(told.status).toBe(200)
    expect(await told.text()).toContain('pixbooth_http_seconds')
  })

  test('nothing personal is logged', () => {
    const lines = web.log.lines.join('\n')
    expect(lines).not.toMatch(/only for me|hello|onerror|pixbooth=1/)
  })
})
