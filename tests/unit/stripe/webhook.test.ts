/** What Stripe announces, and what pretends to be Stripe. */
import { request } from 'node:http'
import Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isFromStripe } from '../../../bots/payments/stripe/signature.js'
import { STRIPE } from '../../../config/limits.js'
import { MINUTE, openScene, type Scene } from './scene.js'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(async () => {
  await scene?.close()
  expect(scene.world.violations).toEqual([])
})
// Nobody works them off: the rail is not started here.
beforeEach(() => scene.db.paymentEvent.deleteMany())

let count = 0
const event = (more: object = {}) =>
  JSON.stringify({
    id: `evt_${++count}`,
    object: 'event',
    type: 'invoice.paid',
    data: { object: { id: 'in_1', object: 'invoice', amount_paid: 1e9 } },
    ...more,
  })

/** Posts bytes as they are. */
function post(
  body: string,
  headers: Record<string, string | string[]>,
): Promise<{ status: number; text: string }> {
  return new Promise(resolve => {
    const sent = request(
      `${scene.address}/webhooks/stripe`,
      { method: 'POST', headers, agent: false },
      answer => {
        const chunks: Buffer[] = []
        answer.on('data', chunk => chunks.push(chunk))
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        )
      },
    )
    sent.on('error', () => resolve({ status: 0, text: '' }))
    sent.end(body)
  })
}
const signed = (body: string, options?: Parameters<Scene['post']['sign']>[1]) => ({
  'stripe-signature': scene.post.sign(body, options),
})

describe('what Stripe has signed', () => {
  it('is kept with as little as is needed, and nothing of it is believed', async () => {
    const body = event()
    expect(await post(body, signed(body))).toMatchObject({ status: 200 })
    expect(await scene.events()).toEqual([
      {
        rail: 'stripe',
        eventId: JSON.parse(body).id,
        type: 'invoice.paid',
        objectId: 'in_1',
        attempts: 0,
        receivedAt: expect.any(Date),
        dueAt: expect.any(Date),
        doneAt: null,
        outcome: null,
      },
    ])
    expect(scene.told).toEqual([])
  })

  it('is kept once, however often and however much at once it comes', async () => {
    const body = event()
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(body, signed(body))))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(await scene.events()).toHaveLength(1)
  })

  it.each([
    ['of another type', { type: 'customer.created' }],
    ['of a type that is none', { type: 'constructor' }],
    ['about nothing with a name', { type: 'balance.available', data: { object: { object: 'balance' } } }],
  ])('%s is answered and not kept', async (_name, more) => {
    const body = event(more)
    expect(await post(body, signed(body))).toMatchObject({ status: 200 })
    expect(await scene.events()).toEqual([])
  })

  it.each([
    '{}',
    'null',
    '[]',
    '{',
    JSON.stringify({ id: '../x', type: 'invoice.paid', data: { object: {} } }),
  ])('and makes no sense is refused: %s', async body => {
    expect(await post(body, signed(body))).toMatchObject({ status: 400 })
    expect(await scene.events()).toEqual([])
  })

  it('is not taken when it is larger than anything of theirs', async () => {
    const body = event({ padding: 'x'.repeat(STRIPE.bodyBytes) })
    expect([0, 413]).toContain((await post(body, signed(body))).status)
    expect(await scene.events()).toEqual([])
  })

  it('is answered 5xx while it cannot be kept, so that it comes again', async () => {
    const body = event()
    await scene.db.$transaction(
      async tx => {
        await tx.$executeRaw`LOCK TABLE payment_event IN ACCESS EXCLUSIVE MODE`
        expect((await post(body, signed(body))).status).toBe(503)
      },
      { timeout: 20_000 },
    )
  })
})

describe('what Stripe has not signed is refused, and changes nothing', () => {
  const forged: [string, (body: string) => { headers: Record<string, string | string[]>; body?: string }][] =
    [
      ['without a signature', () => ({ headers: {} })],
      ['signed by somebody else', body => ({ headers: signed(body, { secret: 'whsec_another' }) })],
      ['signed with no secret', body => ({ headers: signed(body, { secret: '' }) })],
      ['with a byte more', body => ({ headers: signed(body), body: `${body} ` })],
      ['with another object', body => ({ headers: signed(body), body: body.replace('in_1', 'in_2') })],
      ['empty', body => ({ headers: signed(body), body: '' })],
      ['six minutes old', body => ({ headers: signed(body, { at: Date.now() - 6 * MINUTE }) })],
      ['six minutes ahead', body => ({ headers: signed(body, { at: Date.now() + 6 * MINUTE }) })],
      ['of the year 50000', body => ({ headers: signed(body, { at: 1.5e15 }) })],
      [
        'old with a new time put before it',
        body => {
          const { 'stripe-signature': old } = signed(body, { at: Date.now() - 6 * MINUTE })
          return { headers: { 'stripe-signature': `t=${Math.floor(Date.now() / 1_000)},${old}` } }
        },
      ],
      [
        'old with a new time put behind it',
        body => {
          const { 'stripe-signature': old } = signed(body, { at: Date.now() - 6 * MINUTE })
          return { headers: { 'stripe-signature': `${old},t=${Math.floor(Date.now() / 1_000)}` } }
        },
      ],
      [
        'with its signature twice',
        body => ({
          headers: {
            'stripe-signature': [signed(body)['stripe-signature'], signed(body)['stripe-signature']],
          },
        }),
      ],
      [
        'with half of it',
        body => ({ headers: { 'stripe-signature': signed(body)['stripe-signature'].slice(0, 60) } }),
      ],
      [
        'in the scheme for tests',
        body => ({ headers: { 'stripe-signature': signed(body)['stripe-signature'].replace('v1=', 'v0=') } }),
      ],
      ['with an endless one', () => ({ headers: { 'stripe-signature': `t=1,${'v1=00,'.repeat(1_500)}` } })],
      ['with nonsense', () => ({ headers: { 'stripe-signature': 't=,v1=,=,,t' } })],
    ]
  it.each(forged)('%s', async (_name, make) => {
    const body = event()
    const made = make(body)
    const { status, text } = await post(made.body ?? body, made.headers)
    expect({ status, text: JSON.parse(text) }).toEqual({
      status: 401,
      text: { error: 'The signature is missing, wrong or too old.' },
    })
    expect(await scene.events()).toEqual([])
  })

  it('is written down once in a while, and names nobody', async () => {
    const notes = await scene.db.securityEvent.findMany({ where: { kind: 'forged' } })
    expect(notes).toHaveLength(1)
    expect(notes[0]?.facts).toEqual({ what: 'stripe', before: 0 })
    expect(JSON.stringify(scene.log.lines)).not.toMatch(/evt_|whsec_|v1=/)
  })
})

describe('the time of a signature', () => {
  const { signature } = Stripe.webhooks
  const now = 1_800_000_000_000
  const check = (at: number, secrets = [scene.post.secret], spoil = (header: string) => header) => {
    const body = Buffer.from('{}')
    const header = spoil(scene.post.sign('{}', { at }))
    return isFromStripe(signature!, { body, header }, secrets, now)
  }

  it.each([
    [0, true],
    [-300_000, true],
    [-301_000, false],
    [300_000, true],
    [301_000, false],
  ])('%d ms from now: %s', (offset, fits) => {
    expect(check(now + offset)).toBe(fits)
  })

  it('counts for any of several secrets, and for none where there are none', () => {
    expect(check(now, ['whsec_new', scene.post.secret])).toBe(true)
    expect(check(now, ['whsec_new'])).toBe(false)
    expect(check(now, [])).toBe(false)
    // Stripe signs with both while a secret is being replaced.
    expect(check(now, [scene.post.secret], header => header.replace(',v1=', ',v1=00ff,v1='))).toBe(true)
  })
})

it('all of it is counted', async () => {
  const counted = await scene.metrics.metrics()
  for (const outcome of ['kept', 'known', 'ignored', 'refused', 'broken'])
    expect(counted).toMatch(new RegExp(`pixbooth_stripe_events_total{outcome="${outcome}"} [1-9]`))
})

it('without a secret there is no such address', async () => {
  const deaf = await openScene({ deaf: true })
  try {
    const answer = await fetch(`${deaf.address}/webhooks/stripe`, { method: 'POST', body: '{}' })
    expect(answer.status).toBe(404)
  } finally {
    await deaf.close()
  }
})
