import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOOKS } from '../../../config/limits.js'
import { endOrder } from '../../../core/generation/orders.js'
import { newId } from '../../../core/id.js'
import { eventually } from '../../support/booth.js'
import { type Headers, openScene, type Scene, SIGNERS } from './scene.js'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene.close())

const MINUTE = 60_000

describe.each(Object.values(SIGNERS))('what $engine says', signer => {
  const { engine, names } = signer
  const path = (order: string) => `/webhooks/${engine}?order=${order}`
  const say = (order: string, body: string, headers: Headers = signer.sign(body)) =>
    scene.post(path(order), { 'content-type': 'application/json', ...headers }, body)
  /** An order at work under a name of its own. */
  const placed = async () => {
    const engineId = `w-${newId()}`
    const order = await scene.order(engine, engineId)
    return { order, engineId, body: signer.body(engineId), before: await scene.state(order) }
  }

  it('is kept, and whoever looks after the work is called at once', async () => {
    const { order, engineId, body, before } = await placed()
    expect(await say(order, body)).toMatchObject({ status: 200 })
    const answer = JSON.parse(body)
    expect(await scene.state(order)).toEqual({ state: 'placed', engineId, answer, queued: before.queued + 1 })
  })

  it('names the work of a start whose answer was lost', async () => {
    const order = await scene.order(engine, null)
    const { queued } = await scene.state(order)
    const engineId = `w-${newId()}`
    expect(await say(order, signer.body(engineId))).toMatchObject({ status: 200 })
    expect(await scene.state(order)).toMatchObject({ state: 'placed', engineId, queued: queued + 1 })
  })

  it('twenty times at once is as once', async () => {
    const { order, body, before } = await placed()
    const headers = signer.sign(body)
    const answers = await Promise.all(Array.from({ length: 20 }, () => say(order, body, headers)))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect((await scene.state(order)).queued).toBe(before.queued + 1)
  })

  it('anew changes nothing: not the same, not another end, not after the order has ended', async () => {
    const { order, engineId, body, before } = await placed()
    const headers = signer.sign(body)
    await say(order, body, headers)
    const kept = await scene.state(order)
    expect(await say(order, body, headers)).toMatchObject({ status: 200 })
    const otherwise = body.replace('succeeded', 'failed').replace('"OK"', '"ERROR"')
    expect(otherwise).toContain(engineId)
    expect(await say(order, otherwise)).toMatchObject({ status: 200 })
    expect(await scene.state(order)).toEqual(kept)
    await endOrder(scene.house.db, order, 'done', { now: Date.now() })
    expect(await say(order, body, headers)).toMatchObject({ status: 200 })
    expect(await scene.state(order)).toMatchObject({ state: 'done', answer: null, queued: before.queued + 1 })
  })

  it('about an order that nobody knows is taken and forgotten', async () => {
    const body = signer.body('w-none')
    for (const query of [`?order=${newId()}`, '', '?order=', '?order=a&order=b', `?order=${'x'.repeat(500)}`])
      expect(await scene.post(`/webhooks/${engine}${query}`, signer.sign(body), body)).toMatchObject({
        status: 200,
      })
  })

  it('about one order says nothing about another, open or unheard', async () => {
    const mine = await placed()
    const other = await placed()
    const unheard = await scene.order(engine, null)
    const before = await scene.state(unheard)
    const headers = signer.sign(mine.body)
    expect(await say(other.order, mine.body, headers)).toMatchObject({ status: 200 })
    expect(await say(unheard, mine.body, headers)).toMatchObject({ status: 200 })
    expect(await scene.state(other.order)).toEqual(other.before)
    expect(await scene.state(unheard)).toEqual(before)
    expect(await scene.state(mine.order)).toEqual(mine.before)
  })

  it('says nothing about an order at another engine', async () => {
    const elsewhere = engine === 'fal' ? 'replicate' : 'fal'
    const engineId = `w-${newId()}`
    const order = await scene.order(elsewhere, engineId)
    const before = await scene.state(order)
    const body = signer.body(engineId)
    expect(await say(order, body)).toMatchObject({ status: 200 })
    expect(await scene.state(order)).toEqual(before)
  })

  const forged: [string, (body: string) => { headers: Headers; body?: string }][] = [
    ['is not signed', () => ({ headers: {} })],
    ['is signed by somebody else', body => ({ headers: signer.forge(body) })],
    ['is cut off', body => ({ headers: signer.sign(body), body: body.slice(0, -1) })],
    ['has a byte more', body => ({ headers: signer.sign(body), body: `${body} ` })],
    [
      'has its words in another order',
      body => {
        const turned = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(body)).reverse()))
        return { headers: signer.sign(body), body: turned }
      },
    ],
    ['is empty', body => ({ headers: signer.sign(body), body: '' })],
    ['comes six minutes late', body => ({ headers: signer.sign(body, { now: Date.now() - 6 * MINUTE }) })],
    ['comes six minutes early', body => ({ headers: signer.sign(body, { now: Date.now() + 6 * MINUTE }) })],
    [
      'was given a new time',
      body => ({
        headers: {
          ...signer.sign(body, { now: Date.now() - 6 * MINUTE }),
          [names.time]: signer.sign(body)[names.time]!,
        },
      }),
    ],
    ['was given a new id', body => ({ headers: { ...signer.sign(body), [names.id]: 'other' } })],
    ['has no time', body => ({ headers: { ...signer.sign(body), [names.time]: '' } })],
    [
      'has a garbled signature',
      body => ({ headers: { ...signer.sign(body), [names.signature]: 'v1,====/+!' } }),
    ],
    [
      'has an endless signature',
      body => ({ headers: { ...signer.sign(body), [names.signature]: 'v1,A '.repeat(2_000) } }),
    ],
    [
      'has its signature twice',
      body => {
        const headers = signer.sign(body)
        return {
          headers: { ...headers, [names.signature]: [headers[names.signature]!, headers[names.signature]!] },
        }
      },
    ],
    [
      'has its time twice',
      body => {
        const headers = signer.sign(body)
        return { headers: { ...headers, [names.time]: [headers[names.time]!, headers[names.time]!] } }
      },
    ],
    [
      'is signed as the other engine signs',
      body => ({ headers: SIGNERS[engine === 'fal' ? 'replicate' : 'fal'].sign(body) }),
    ],
  ]
  it.each(forged)('is refused when it %s', async (_name, make) => {
    const { order, body, before } = await placed()
    const made = make(body)
    const { status, text } = await say(order, made.body ?? body, made.headers)
    expect({ status, text: JSON.parse(text) }).toEqual({
      status: 401,
      text: { error: 'The signature is missing, wrong or too old.' },
    })
    expect(await scene.state(order)).toEqual(before)
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', undefined])(
    'counts whatever it calls itself: %s',
    async type => {
      const { order, body, before } = await placed()
      const headers = { ...signer.sign(body), ...(type && { 'content-type': type }) }
      expect(await scene.post(path(order), headers, body)).toMatchObject({ status: 200 })
      expect((await scene.state(order)).queued).toBe(before.queued + 1)
    },
  )

  it('is read up to a limit, and no further', async () => {
    const { order, engineId, before } = await placed()
    const padded = (bytes: number) => {
      const base = JSON.parse(signer.body(engineId))
      const empty = JSON.stringify({ ...base, logs: '' }).length
      return JSON.stringify({ ...base, logs: 'x'.repeat(bytes - empty) })
    }
    expect([0, 413]).toContain((await say(order, padded(HOOKS.bodyBytes + 1))).status)
    expect([0, 413]).toContain((await say(order, padded(20 * 1024 * 1024))).status)
    expect(await scene.state(order)).toEqual(before)
    expect((await say(order, padded(HOOKS.bodyBytes))).status).toBe(200)
  })

  it.each(['{}', 'null', '[]', '"x"', '{', '\u0000'])('is refused when it makes no sense: %j', async body => {
    const { order, before } = await placed()
    expect((await say(order, body)).status).toBe(400)
    expect(await scene.state(order)).toEqual(before)
  })

  it('may hold what the database takes in no text', async () => {
    const { order, body } = await placed()
    const odd = body.replace('{', '{"metrics":"\\u0000\\ud800",')
    expect((await say(order, odd)).status).toBe(200)
    expect((await scene.state(order)).answer).toMatchObject({ metrics: '\ufffd' })
  })

  it('comes again while the database is stuck, and is not lost', async () => {
    const { order, body, before } = await placed()
    const headers = signer.sign(body)
    await scene.house.db.$transaction(
      async tx => {
        await tx.$queryRaw`SELECT 1 FROM engine_order WHERE id = ${order} FOR UPDATE`
        expect((await say(order, body, headers)).status).toBe(503)
      },
      { timeout: 20_000 },
    )
    expect((await say(order, body, headers)).status).toBe(200)
    await eventually(
      () => scene.state(order),
      ({ queued, answer }) => answer !== null && queued === before.queued + 1,
    )
  })

  it('is asked for by POST only', async () => {
    const answer = await fetch(`${scene.address}${path('x')}`)
    expect(answer.status).toBe(404)
  })
})

it('a status of Replicate’s that is no end is taken and forgotten', async () => {
  const order = await scene.order('replicate', 'w-early')
  const before = await scene.state(order)
  const body = JSON.stringify({ id: 'w-early', status: 'processing' })
  const path = `/webhooks/replicate?order=${order}`
  expect((await scene.post(path, SIGNERS.replicate.sign(body), body)).status).toBe(200)
  expect(await scene.state(order)).toEqual(before)
})

it('all of it is counted, and none of it is logged', async () => {
  const metrics = await scene.metrics.metrics()
  for (const outcome of ['taken', 'idle', 'ignored', 'refused', 'broken'])
    expect(metrics).toMatch(
      new RegExp(`pixbooth_engine_webhooks_total{engine="fal",outcome="${outcome}"} [1-9]`),
    )
  const lines = JSON.stringify(scene.log.lines)
  expect(lines).toContain('request failed')
  for (const secret of ['w-', 'order=', 'https://x', 'v1,']) expect(lines).not.toContain(secret)
})

it('an engine that is not set up is not heard', async () => {
  const bare = await openScene(['fal'])
  try {
    const order = await bare.order('replicate', 'w-1')
    const body = SIGNERS.replicate.body('w-1')
    const { status } = await bare.post(
      `/webhooks/replicate?order=${order}`,
      SIGNERS.replicate.sign(body),
      body,
    )
    expect(status).toBe(404)
    expect((await bare.state(order)).answer).toBeNull()
  } finally {
    await bare.close()
  }
})
