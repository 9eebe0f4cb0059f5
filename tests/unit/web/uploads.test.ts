import { randomBytes, randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PHOTO, WEB } from '../../../config/limits.js'
import { photoSource } from '../../../core/platform.js'
import { freshDatabase } from '../../support/postgres.js'
import { type Browser, browser } from './browser.js'
import { openWeb, type Web } from './support.js'

let database: Awaited<ReturnType<typeof freshDatabase>>
let web: Web
let anna: Browser
beforeAll(async () => {
  database = await freshDatabase()
  web = await openWeb(database.connection)
})
afterAll(async () => {
  await web.close()
  await database.drop()
})
beforeEach(async () => {
  anna = browser(web.base)
  await anna.open()
})

function form(photos: Uint8Array[], fields: Record<string, string> = {}, name = 'photo.jpg'): FormData {
  const data = new FormData()
  for (const [key, value] of Object.entries({ eventId: randomUUID(), text: '', ...fields }))
    data.append(key, value)
  for (const photo of photos) data.append('photos', new Blob([photo as Uint8Array<ArrayBuffer>]), name)
  return data
}

/** Where core was told that a selfie lies. */
function keyOf(selfie: { source: unknown } | undefined): string {
  return photoSource.parse(selfie?.source).address.key ?? ''
}

async function selfies() {
  const account = await web.db.account.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
  return web.db.selfie.findMany({ where: { personId: account.personId }, orderBy: { origin: 'asc' } })
}

describe('photos on their way in', () => {
  test('without consent nothing is taken, and the page learns what is missing', async () => {
    const before = await web.objects()
    const response = await anna.post(form([randomBytes(3_000_000)]))
    expect(response.status).toBe(409)
    expect(await response.json()).toEqual({ error: expect.stringMatching(/\.$/), need: 'consent' })
    expect(await web.objects()).toEqual(before)
    expect(await anna.messages()).toEqual([])
    expect(await selfies()).toEqual([])
  })

  test('several at once are kept, in order, encrypted, and told to core', async () => {
    await anna.agree()
    const before = await web.objects()
    const photos = [randomBytes(10), randomBytes(3_000_000), randomBytes(70_000)]
    expect((await anna.post(form(photos, { text: '/portrait noir' }))).status).toBe(200)
    const taken = await selfies()
    const keys = taken.map(keyOf)
    expect(await web.objects()).toEqual([...before, ...keys].sort())
    const bytes = await Promise.all(keys.map(key => web.vault.get(key ?? '')))
    expect(bytes.map(one => one.length).sort()).toEqual(photos.map(one => one.length).sort())
    for (const photo of photos) expect(bytes.some(one => one.equals(photo))).toBe(true)
    const own = (await anna.messages()).findLast(one => one.author === 'me')
    expect(own).toMatchObject({ text: '/portrait noir', photos: 3 })
  })

  test('sent again after it was handled, nothing is stored anew', async () => {
    await anna.agree()
    const eventId = randomUUID()
    await anna.post(form([randomBytes(500)], { eventId }))
    const before = await web.objects()
    const [selfie] = await selfies()
    await web.vault.remove(keyOf(selfie))
    expect((await anna.post(form([randomBytes(500)], { eventId }))).status).toBe(200)
    expect((await web.objects()).length).toBe(before.length - 1)
    expect(await selfies()).toHaveLength(1)
    expect((await anna.messages()).filter(one => one.photos > 0)).toHaveLength(1)
  })

  test('the same photo sent three times at once is one photo', async () => {
    await anna.agree()
    const before = await web.objects()
    const eventId = randomUUID()
    const photo = randomBytes(300_000)
    const answers = await Promise.all([1, 2, 3].map(() => anna.post(form([photo], { eventId }))))
    expect(answers.map(one => one.status)).toEqual([200, 200, 200])
    expect(await web.objects()).toHaveLength(before.length + 1)
    expect(await selfies()).toHaveLength(1)
  })

  test('one that is too large is refused in one sentence, and none of its bytes stay', async () => {
    await anna.agree()
    const before = await web.objects()
    const response = await anna.post(form([randomBytes(100), Buffer.alloc(PHOTO.maxBytes + 1)]))
    expect(response.status).toBe(413)
    expect(await response.json()).toEqual({ error: expect.stringMatching(/20 MB/) })
    expect(await web.objects()).toEqual(before)
    expect((await anna.post(form([Buffer.alloc(PHOTO.maxBytes)]))).status).toBe(200)
  })

  test('too many are refused, and none stays', async () => {
    await anna.agree()
    const before = await web.objects()
    const many = Array.from({ length: WEB.photosAtOnce + 1 }, () => randomBytes(50))
    const response = await anna.post(form(many))
    expect(response.status).toBe(413)
    expect(await response.json()).toEqual({ error: expect.stringMatching(/at most 10 photos/) })
    expect(await web.objects()).toEqual(before)
  })

  test('an upload that breaks off leaves nothing', async () => {
    await anna.agree()
    const before = await web.objects()
    const { hostname, port } = new URL(web.base)
    const socket = connect(Number(port), hostname)
    const head = `--x\r\nContent-Disposition: form-data; name="eventId"\r\n\r\n${randomUUID()}\r\n--x\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`
    socket.write(
      `POST /api/say HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${web.base}\r\nCookie: ${anna.cookie}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 5000000\r\n\r\n${head}`,
    )
    const { begun, ended } = web.uploads
    socket.write(randomBytes(2_000_000))
    await expect.poll(() => web.uploads.begun).toBe(begun + 1)
    socket.destroy()
    await expect.poll(() => web.uploads.ended).toBe(ended + 1)
    await anna.say('still there?')
    expect(await web.objects()).toEqual(before)
    expect(await selfies()).toEqual([])
    expect((await anna.messages()).filter(one => one.photos > 0)).toEqual([])
  })

  test('a form that ends too early is refused, and nothing stays', async () => {
    await anna.agree()
    const before = await web.objects()
    const body = `--x\r\nContent-Disposition: form-data; name="eventId"\r\n\r\n${randomUUID()}\r\n--x\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\nhalf a pho`
    const response = await fetch(`${web.base}/api/say`, {
      method: 'POST',
      body,
      headers: { origin: web.base, cookie: anna.cookie, 'content-type': 'multipart/form-data; boundary=x' },
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ error: expect.stringMatching(/\.$/) })
    expect(await web.objects()).toEqual(before)
  })

  test.each([
    ['a photo before its event', 'late'],
    ['no event at all', 'none'],
  ])('%s is refused', async (_what, how) => {
    await anna.agree()
    const before = await web.objects()
    const data = new FormData()
    data.append('photos', new Blob([randomBytes(100) as Uint8Array<ArrayBuffer>]), 'a.jpg')
    if (how === 'late') data.append('eventId', randomUUID())
    expect((await anna.post(data)).status).toBe(400)
    expect(await web.objects()).toEqual(before)
  })

  test.each([
    '<script>alert(1)</script>.jpg',
    '../../../etc/passwd',
    'a"; evil="b.jpg',
    ''.padEnd(5000, 'é'),
  ])('a file called %j does no harm, and its name is not kept', async name => {
    await anna.agree()
    expect((await anna.post(form([randomBytes(50)], {}, name))).status).toBe(200)
    const stored = await web.db.webMessage.findMany()
    expect(JSON.stringify(stored)).not.toMatch(/script>|passwd|evil=|éé/)
  })

  test('another site cannot upload', async () => {
    await anna.agree()
    const before = await web.objects()
    expect((await anna.post(form([randomBytes(50)]), { origin: 'https://evil.example' })).status).toBe(403)
    expect(await web.objects()).toEqual(before)
  })
})
