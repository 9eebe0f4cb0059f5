import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '../../../core/id.js'
import published from '../../../docs/export.schema.json' with { type: 'json' }
import { eventually } from '../../support/booth.js'
import { openStageBooth, type StageBooth } from '../../support/stage-booth.js'
import { openClient } from '../../support/web-client.js'
import { unpack } from './support.js'

const DAY = 86_400_000
let house: StageBooth
beforeAll(async () => {
  house = await openStageBooth({ only: 'web' })
})
afterAll(() => house.close())

type Linked = { slot: string; text: string; link?: { url: string; label: string } }

/** Somebody at the web chat, with an export that is ready. */
async function exported() {
  const before = new Set((await house.db.export.findMany()).map(({ id }) => id))
  const client = await openClient(() => house.address)
  await client.say({ text: '/export' })
  const find = async () => ((await client.messages()) as Linked[]).find(({ link }) => link)
  const message = (await eventually(find, Boolean)) as Linked
  const made = await house.db.export.findFirstOrThrow({ where: { id: { notIn: [...before] } } })
  return { client, message, url: message.link?.url ?? '', id: made.id }
}

const get = (path: string, cookie?: string, method = 'GET') =>
  fetch(`${house.address}${path}`, { method, headers: cookie ? { cookie } : {} })

it('in the web chat the message brings a link, which opens with its person’s cookie, as often as they like', async () => {
  const { client, message, url } = await exported()
  expect(message.text).toContain('The link works until')
  expect(message.link?.label).toBe('Download my data')
  for (let times = 0; times < 2; times++) {
    const answer = await get(url, client.cookie)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/zip')
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="pixbooth-[\w-]{6}\.zip"$/,
    )
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(bytes.length).toBe(Number(answer.headers.get('content-length')))
    const { data } = await unpack(bytes)
    expect(data.accounts).toMatchObject([{ platform: 'web' }])
  }
})

it('a look (HEAD) gets no byte and uses nothing up', async () => {
  const { client, url } = await exported()
  const look = await get(url, client.cookie, 'HEAD')
  expect(look.status).toBe(200)
  expect(Number(look.headers.get('content-length'))).toBeGreaterThan(1_000)
  expect((await look.arrayBuffer()).byteLength).toBe(0)
  expect((await get(url, client.cookie)).status).toBe(200)
})

it('nobody else gets it: no cookie, another person’s cookie, a forged one, a wrong token', async () => {
  const { client, url } = await exported()
  const other = await openClient(() => house.address)
  await other.say({ text: '/status' })
  for (const cookie of [undefined, other.cookie, `${client.cookie.slice(0, -4)}AAAA`])
    for (const method of ['GET', 'HEAD']) expect((await get(url, cookie, method)).status).toBe(404)
  for (const wrong of [
    `${url.slice(0, -1)}${url.endsWith('A') ? 'B' : 'A'}`,
    '/export/',
    '/export/x',
    `${url}x`,
  ])
    expect((await get(wrong, client.cookie)).status).toBe(404)
})

it('a link that was sent elsewhere needs no cookie: who knows it is who it was sent to', async () => {
  const { id } = await exported()
  const url = await house.booth.linkTo(id, { guarded: false })
  expect((await get(url)).status).toBe(200)
  const [, , token = ''] = url.split('/')
  const links = await house.db.exportLink.findMany()
  expect(JSON.stringify(links)).not.toContain(token)
})

it('after 24 hours it says that its time is over, whether or not the sweep has come by', async () => {
  const { client, url } = await exported()
  house.clock.shift += DAY - 60_000
  expect((await get(url, client.cookie)).status).toBe(200)
  house.clock.shift += 60_000
  const late = await get(url, client.cookie)
  expect(late.status).toBe(410)
  expect(await late.text()).toContain('The time of this link is over')
  expect((await get(url)).status).toBe(404)
  house.clock.shift = 0
})

it('a person who is being erased hands out nothing', async () => {
  const { client, url, id } = await exported()
  await house.db.person.updateMany({
    where: { exports: { some: { id } } },
    data: { erasingAt: new Date() },
  })
  expect((await get(url, client.cookie)).status).toBe(404)
})

it('the schema is published', async () => {
  const answer = await get('/export.schema.json')
  expect(answer.headers.get('content-type')).toContain('application/schema+json')
  expect(await answer.json()).toEqual(published)
})

it('no line of the log has a link, and none went wrong', async () => {
  await get(`/export/${newId()}`)
  const log = JSON.stringify(house.log.lines)
  const messages = await house.db.webMessage.findMany()
  const tokens = messages.flatMap(({ body }) => /\/export\/([\w-]{43})/.exec(JSON.stringify(body))?.[1] ?? [])
  expect(tokens.length).toBeGreaterThan(3)
  for (const token of tokens) expect(log).not.toContain(token)
  expect(house.log.lines.filter(({ level }) => level === 'error')).toEqual([])
})
