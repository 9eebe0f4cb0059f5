import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../support/postgres.js'
import { browser } from './browser.js'
import { openWeb } from './support.js'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => database.drop())

describe('who asks for too much', () => {
  test('one person is slowed down, and others are not', async () => {
    const web = await openWeb(database.connection, { limits: { sayPerMinute: 3 } })
    const [anna, bert] = [browser(web.base), browser(web.base)]
    await anna.open()
    await bert.open()
    const statuses: number[] = []
    for (let n = 0; n < 5; n++) statuses.push((await anna.post({ eventId: randomUUID(), text: 'x' })).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    const refused = await anna.post({ eventId: randomUUID(), text: 'x' })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toEqual({ error: expect.stringMatching(/^[A-Z].*\.$/) })
    expect((await bert.post({ eventId: randomUUID(), text: 'x' })).status).toBe(200)
    await web.close()
  })

  test('one address is slowed down over all its people', async () => {
    const web = await openWeb(database.connection, { limits: { sayPerMinutePerAddress: 4 } })
    const people = [browser(web.base), browser(web.base)]
    const statuses: number[] = []
    for (const person of people) await person.open()
    for (let n = 0; n < 6; n++)
      statuses.push((await people[n % 2]!.post({ eventId: randomUUID(), text: 'x' })).status)
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429])
    await web.close()
  })

  test('no address makes people without end; those who are known still come in', async () => {
    const web = await openWeb(database.connection, { limits: { newPeoplePerHourPerAddress: 2 } })
    const anna = browser(web.base)
    expect((await anna.get('/')).status).toBe(200)
    expect((await fetch(web.base)).status).toBe(200)
    expect((await fetch(web.base)).status).toBe(429)
    expect((await fetch(`${web.base}/api/chat`)).status).toBe(429)
    expect((await anna.get('/')).status).toBe(200)
    expect((await anna.get('/api/chat')).status).toBe(200)
    await web.close()
  })

  test('a ninth open page is refused and told so', async () => {
    const web = await openWeb(database.connection, { limits: { livePerPerson: 2 } })
    const anna = browser(web.base)
    await anna.open()
    const tabs = [anna.events(0), anna.events(0)]
    for (const tab of tabs) expect(await tab.status()).toBe(200)
    const third = await anna.get(`/api/events?chat=${anna.chat}`)
    expect(third.status).toBe(429)
    expect(third.headers.get('retry-after')).toBe('10')
    await web.close()
  })
})

describe('behind https', () => {
  test('the cookie is secure, and the public address is our own', async () => {
    const web = await openWeb(database.connection, { publicUrl: 'https://booth.example' })
    const response = await fetch(web.base)
    expect(response.headers.getSetCookie()[0]).toContain('Secure')
    const anna = browser(web.base)
    await anna.open()
    const body = { eventId: randomUUID(), text: 'x' }
    expect((await anna.post(body, { origin: 'https://booth.example' })).status).toBe(200)
    expect((await anna.post(body, { origin: 'http://booth.example' })).status).toBe(403)
    await web.close()
  })
})

describe('closing time', () => {
  test('open pages are let go at once', async () => {
    const web = await openWeb(database.connection)
    const anna = browser(web.base)
    await anna.open()
    const tab = anna.events(0)
    expect(await tab.status()).toBe(200)
    const began = performance.now()
    await web.close()
    await tab.ended()
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  test('an answer under way is still given', async () => {
    let arrived = () => {}
    let go = () => {}
    const inside = new Promise<void>(resolve => {
      arrived = resolve
    })
    const gate = new Promise<void>(resolve => {
      go = resolve
    })
    const web = await openWeb(database.connection, {
      wrap: booth => ({
        ...booth,
        async handle(event, answer) {
          arrived()
          await gate
          return booth.handle(event, answer)
        },
      }),
    })
    const anna = browser(web.base)
    await anna.open()
    const answer = anna.post({ eventId: randomUUID(), text: '/help' })
    await inside
    const closing = web.close()
    go()
    expect((await answer).status).toBe(200)
    await closing
  })
})
