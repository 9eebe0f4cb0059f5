/**
 * Every door that stands open to the network, and whoever tries it: without proof, with somebody else's, with what is no
 * message at all. Nothing of it is taken in, nothing of it makes the booth fail, and honest ones go on being heard.
 */
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSlackStage } from '../fakes/slack/stage.js'
import { eventually } from '../support/booth.js'
import { type Door, type Letter, slackDoor, telegramDoor, webDoor } from './doors.js'

/** What can be written on a letter that has an honest proof, and is still no message. */
const NONSENSE: [what: string, body: string, type?: string][] = [
  ['nothing', ''],
  ['null', 'null'],
  ['a number', '17'],
  ['a word', '"hello"'],
  ['a list', '[]'],
  ['an empty object', '{}'],
  ['half an object', '{"update_id": 1, "message": {"text": "hel'],
  ['no JSON', '<xml/>'],
  ['bytes', '\u0000\uffff\u0001'],
  ['a hundred thousand brackets', '['.repeat(100_000)],
  ['an object in an object, twenty thousand deep', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ['a name of the language’s own', '{"__proto__": {"isAdmin": true}, "constructor": {"prototype": {}}}'],
  ['numbers beyond numbers', '{"update_id": 1e999, "event_id": -1e999, "eventId": 1e400}'],
  [
    'everything of the wrong kind',
    '{"update_id": {}, "message": [], "type": 7, "event": "x", "eventId": [], "text": {}}',
  ],
  ['text for JSON', '{}', 'text/plain'],
  ['XML', '<a/>', 'application/xml'],
  ['a form that is none', 'payload=%7B%22type%22%3A', 'application/x-www-form-urlencoded'],
  [
    'parts without an end',
    '--x\r\ncontent-disposition: form-data; name="eventId"\r\n\r\n',
    'multipart/form-data; boundary=x',
  ],
  ['parts without a boundary', 'x', 'multipart/form-data'],
  ['an unknown language', '{}', 'application/json; charset=utf-99'],
  ['more than any message', `{"text": "${'x'.repeat(3_000_000)}"}`],
]

const DOORS: [string, () => Promise<Door>][] = [
  ['/webhooks/telegram', telegramDoor],
  ['/webhooks/slack', slackDoor],
  ['/api/say', webDoor],
]

describe.each(DOORS)('%s', (path, open) => {
  let door: Door
  beforeAll(async () => {
    door = await open()
  }, 60_000)
  afterAll(() => door?.stage.close(), 60_000)

  const post = (letter: Letter, method = 'POST') =>
    fetch(`${door.stage.house.address}${path}`, {
      method,
      headers: letter.headers,
      ...(method === 'GET' || method === 'HEAD' ? {} : { body: letter.body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    })
  const taken = () => door.stage.house.db.inboxEvent.count()
  /** Does it, and nothing has come in by it. */
  async function nothingComesOf(attempt: () => Promise<unknown>): Promise<void> {
    const before = await taken()
    await attempt()
    expect(await taken()).toBe(before)
  }

  test('an honest letter is taken in', async () => {
    const before = await taken()
    expect((await post(door.honest())).status).toBe(200)
    expect(await taken()).toBe(before + 1)
  })

  test('a letter without an honest proof is refused', async () => {
    for (const [what, letter] of door.forgeries())
      await nothingComesOf(async () => {
        const { status } = await post(letter)
        expect([401, 403], `${what}: ${status}`).toContain(status)
      })
  })

  test.each(NONSENSE)('%s, with an honest proof, is no message and no harm', async (_what, body, type) => {
    await nothingComesOf(async () => {
      const { status } = await post(door.prove(body, type))
      expect(status).toBeLessThan(500)
    })
  })

  test.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    '%s is not how one writes',
    async method => {
      await nothingComesOf(async () => {
        const { status } = await post(door.honest(), method)
        expect([400, 404, 405]).toContain(status)
      })
    },
  )

  test('a letter that is brought again and again counts once', async () => {
    const letter = door.honest()
    const before = await taken()
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(letter)))
    for (const { status } of answers) expect([200, 503]).toContain(status)
    expect((await post(letter)).status).toBe(200)
    expect(await taken()).toBe(before + 1)
  })

  test('letters that come in the wrong order are all taken in', async () => {
    const letters = Array.from({ length: 5 }, () => door.honest())
    const before = await taken()
    for (const letter of letters.toReversed()) expect((await post(letter)).status).toBe(200)
    expect(await taken()).toBe(before + letters.length)
  })

  test.each<[string, (letter: Letter) => string]>([
    ['breaks off in the middle', ({ body }) => head(body.length) + body.slice(0, 20)],
    ['promises more than it has', ({ body }) => head(body.length + 1_000) + body],
    ['names two lengths', ({ body }) => head(body.length, ['content-length: 3']) + body],
    [
      'has a length and pieces, as smugglers write',
      () => `${head(4, ['transfer-encoding: chunked'])}0\r\n\r\n`,
    ],
    ['has pieces that are none', () => `${head(null, ['transfer-encoding: chunked'])}zz\r\nhello\r\n`],
    ['has a header without end', () => head(0, [`x-long: ${'x'.repeat(200_000)}`])],
    ['is no letter at all', () => 'HELLO\r\n\r\n'],
  ])('a connection that %s is closed, and nobody else notices', async (_what, write) => {
    const letter = door.honest()
    await nothingComesOf(() => scream(door.stage.house.port, write({ ...letter, body: letter.body })))
    expect((await post(door.honest())).status).toBe(200)
  })

  /** The top of a request with an honest proof. */
  function head(length: number | null, more: string[] = []): string {
    const { headers } = door.honest()
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    const size = length === null ? [] : [`content-length: ${length}`]
    return `${[`POST ${path} HTTP/1.1`, 'host: booth', ...lines, ...size, ...more].join('\r\n')}\r\n\r\n`
  }

  test('after all that the booth is well: what is honest is answered, and no request has failed', async () => {
    const { db, log } = door.stage.house
    expect((await post(door.honest())).status).toBe(200)
    await eventually(
      () => db.inboxEvent.count({ where: { doneAt: null } }),
      count => count === 0,
    )
    expect(log.lines.filter(({ message }) => message === 'request failed')).toEqual([])
    for (const secret of door.stage.secrets()) expect(JSON.stringify(log.lines)).not.toContain(secret)
    expect((await fetch(`${door.stage.house.address}/health`)).status).toBe(200)
  })
})

describe('/slack/oauth_redirect', () => {
  let stage: Awaited<ReturnType<typeof openSlackStage>>
  beforeAll(async () => {
    stage = await openSlackStage({ http: true, oauth: true, noToken: true })
  }, 60_000)
  afterAll(() => stage?.close(), 60_000)

  test.each([
    ['nothing', ''],
    ['a code without a state', '?code=abc'],
    ['a state without a code', '?state=abc'],
    ['a state that nobody gave', '?code=abc&state=eyJhbGciOiJub25lIn0.e30.'],
    ['a state of many parts', `?code=abc&state=${'a.'.repeat(500)}`],
    ['two states', '?code=abc&state=one&state=two'],
    ['a list for a code', '?code[]=abc&state[x]=y'],
    ['a giant code', `?state=abc&code=${'x'.repeat(12_000)}`],
    ['what is no text', '?code=%00%ff%fe&state=%00'],
  ])('%s installs nothing', async (_what, query) => {
    const { status } = await fetch(`${stage.house.address}/slack/oauth_redirect${query}`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    })
    expect(status).toBeGreaterThanOrEqual(300)
    expect(status).toBeLessThan(500)
    expect(await stage.house.db.installation.count()).toBe(0)
  })

  test.each(['POST', 'PUT', 'DELETE'])('%s is not how Slack comes back', async method => {
    const { status } = await fetch(`${stage.house.address}/slack/oauth_redirect?code=a&state=b`, { method })
    expect([400, 404, 405]).toContain(status)
    expect(await stage.house.db.installation.count()).toBe(0)
  })

  test('no request has failed on the way', () => {
    expect(stage.house.log.lines.filter(({ message }) => message === 'request failed')).toEqual([])
  })
})

/** Says it on a connection of its own, and hangs up when nothing comes of it. */
async function scream(port: number, words: string): Promise<string> {
  return new Promise(resolve => {
    let heard = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(words))
    socket.setTimeout(500, () => socket.destroy())
    socket.on('data', piece => {
      heard += piece.toString()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(heard))
  })
}
