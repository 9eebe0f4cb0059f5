import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRange } from '../../../bots/web/ranges.js'
import { newId } from '../../../core/id.js'
import { objectKey } from '../../../core/vault/keys.js'
import { freshDatabase } from '../../support/postgres.js'
import { browser } from './browser.js'
import { openWeb, type Web } from './support.js'

let database: Awaited<ReturnType<typeof freshDatabase>>
let web: Web
beforeAll(async () => {
  database = await freshDatabase()
  web = await openWeb(database.connection)
})
afterAll(async () => {
  await web.close()
  await database.drop()
})

test('a clip is handed out in parts, as browsers that play it ask for them', async () => {
  const anna = browser(web.base)
  await anna.open()
  const [account] = await web.db.account.findMany({ orderBy: { createdAt: 'desc' }, take: 1 })
  const personId = account?.personId ?? ''
  const id = newId()
  const key = objectKey(personId, 'image', id)
  await web.vault.put(personId, key, Buffer.from('0123456789'))
  await web.db.generation.create({
    data: {
      id: newId(),
      personId,
      origin: newId(),
      kind: 'video',
      style: 'alive',
      engine: 'replicate',
      state: 'done',
      seed: 1,
      cost: 1,
      deadlineAt: new Date(),
      images: { create: { id, personId, objectKey: key, width: 4, height: 5, mime: 'video/mp4', bytes: 10 } },
    },
  })
  const whole = await anna.get(`/images/${id}`)
  expect(whole.status).toBe(200)
  expect(whole.headers.get('content-type')).toBe('video/mp4')
  expect(whole.headers.get('accept-ranges')).toBe('bytes')
  expect(whole.headers.get('content-security-policy')).toContain("media-src 'self'")
  const tag = whole.headers.get('etag') ?? ''

  const part = async (range: string, more: Record<string, string> = {}) => {
    const answer = await anna.get(`/images/${id}`, { range, ...more })
    return [answer.status, answer.headers.get('content-range'), await answer.text()]
  }
  expect(await part('bytes=0-')).toEqual([206, 'bytes 0-9/10', '0123456789'])
  expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234'])
  expect(await part('bytes=10-')).toEqual([416, 'bytes */10', ''])
  expect(await part('bytes=0-1,4-5')).toEqual([200, null, '0123456789'])
  expect(await part('bytes=0-1', { 'if-range': tag })).toEqual([206, 'bytes 0-1/10', '01'])
  expect(await part('bytes=0-1', { 'if-range': '"another"' })).toEqual([200, null, '0123456789'])

  const saved = await anna.get(`/images/${id}?download`)
  expect(saved.headers.get('content-disposition')).toMatch(/^attachment; filename="pixbooth-[\w-]+\.mp4"$/)
  // Nobody else gets any part of it.
  const bert = browser(web.base)
  await bert.open()
  expect((await bert.get(`/images/${id}`, { range: 'bytes=0-1' })).status).toBe(404)
})

test.each([
  [undefined, 'whole'],
  ['bytes=0-9', { first: 0, last: 9 }],
  ['bytes=8-99', { first: 8, last: 9 }],
  ['bytes=-3', { first: 7, last: 9 }],
  ['bytes=-99', { first: 0, last: 9 }],
  ['bytes=-0', 'outside'],
  ['bytes=10-', 'outside'],
  ['bytes=99999999999999999999-', 'outside'],
  ['bytes=4-2', 'whole'],
  ['bytes=-', 'whole'],
  ['bytes=a-b', 'whole'],
  ['lines=0-1', 'whole'],
])('the part of ten bytes that %s asks for', (header, range) => {
  expect(readRange(header, 10)).toEqual(range)
})
