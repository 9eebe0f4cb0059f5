/** What Stripe sends comes in every way that mail goes wrong, and the books are as if it had come in order. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findProduct, type ProductId } from '../../config/plans.js'
import { settleFact } from '../../core/billing/settle/index.js'
import { eventually } from '../support/booth.js'
import { seeded } from '../support/random.js'
import { begin, differences, newPerson, purse } from '../unit/billing/house.js'
import { DAY, openScene, type Scene, signal } from '../unit/stripe/scene.js'

const PEOPLE = 60
const EACH = 4
const POSTS = 10_000

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
  const { db, clock } = scene
  scene.core.settle = async fact => ((await settleFact(db, fact, clock.now())) === null ? 'unknown' : 'taken')
  scene.rail.start(scene.booth)
})
afterAll(() => scene.close())

type Purse = Awaited<ReturnType<typeof purse>>
type Thing = ReturnType<Scene['world']['get']>

/** Everybody buys, and much of it does not go as it should. Answers whose ledgers it is about. */
async function live(random: () => number): Promise<string[]> {
  const { db, people } = scene
  const ledgers: string[] = []
  for (let n = 0; n < PEOPLE; n++) {
    const who = await newPerson(db)
    ledgers.push(who.ledgerId)
    for (let turn = 0; turn < EACH; turn++) {
      const id: ProductId = (n + turn) % 4 === 3 ? 'plus' : 'pack_100'
      const paymentId = await begin(db, who, id)
      const { sessionId } = await scene.payments.checkout(
        {
          ...{ paymentId, reference: who.ledgerId, product: findProduct(id)!, language: 'en' },
          expiresAt: scene.clock.now() + 3_600_000,
        },
        { signal },
      )
      const slow = turn === 1 && id === 'pack_100'
      people.pay(sessionId, slow ? 'processing' : 'paid')
      if (slow) {
        people.bank(sessionId, n % 2 ? 'paid' : 'failed')
        continue
      }
      const intent = people.intentOf(sessionId)
      if ((n + turn) % 5 === 0) people.refund(intent.id, 100 + n)
      if ((n + turn) % 7 === 0) people.refund(intent.id)
      if ((n + turn) % 9 === 1) {
        const { id: dispute } = people.dispute(intent.id)
        if (n % 2) people.closeDispute(dispute, n % 4 === 1 ? 'won' : 'lost')
      }
      if (id === 'plus') {
        const subscription = people.subscriptionOf(sessionId).id
        if (random() < 0.4) people.cancelAtEnd(subscription)
        else if (random() < 0.3) people.card(subscription, 'bad')
      }
    }
  }
  // A month goes by: plans are renewed, refused, or end.
  people.advance(31 * DAY)
  return ledgers
}

const idle = () =>
  eventually(
    () => scene.db.paymentEvent.count({ where: { doneAt: null } }),
    left => left === 0,
    120_000,
  )

it('ten thousand posts, doubled, shuffled, late, forged and stale', async () => {
  const { post, db } = scene
  post.manner.held = true
  const inOrder = await live(seeded(7))
  await post.deliver()
  await idle()
  const wanted: Purse[] = []
  for (const id of inOrder) wanted.push(await purse(db, id))
  expect(new Set(wanted.map(({ paid }) => paid)).size).toBeGreaterThan(5)
  expect(wanted.some(({ frozen }) => frozen)).toBe(true)

  const random = seeded(7)
  const held: Thing[] = []
  const after = await live(random)
  await post.deliver(events => {
    held.push(...events)
    return []
  })
  expect(held.length).toBeGreaterThan(800)
  const before = await db.paymentEvent.count()
  const mail: (() => Promise<number>)[] = []
  let forged = 0
  while (mail.length < POSTS) {
    const event = held[mail.length % held.length]!
    const body = post.bodyOf(event)
    const now = scene.clock.now()
    const kind = mail.length < held.length ? 'good' : pick(random)
    if (kind === 'good') mail.push(() => post.send(body, post.sign(body, { at: scene.clock.now() })))
    else {
      forged++
      const other = body.replace(event.id, `evt_forged_${mail.length}`)
      const header = {
        stranger: post.sign(other, { secret: 'whsec_strangers' }),
        stale: post.sign(other, { at: now - 6 * 60_000 }),
        early: post.sign(other, { at: now + 6 * 60_000 }),
        altered: post.sign(body),
        none: undefined,
      }[kind]
      mail.push(() => post.send(other, header))
    }
  }
  for (let at = mail.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[mail[at], mail[other]] = [mail[other]!, mail[at]!]
  }
  const counts: Record<number, number> = {}
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let send = mail.pop(); send; send = mail.pop()) {
        const status = await send()
        counts[status] = (counts[status] ?? 0) + 1
      }
    }),
  )
  await idle()
  expect(counts).toEqual({ 200: POSTS - forged, 401: forged })
  expect(forged).toBeGreaterThan(1_000)
  expect(await db.paymentEvent.count({ where: { eventId: { startsWith: 'evt_forged' } } })).toBe(0)
  const stored = new Set(held.map(({ id }) => id))
  expect((await db.paymentEvent.count()) - before).toBeLessThanOrEqual(stored.size)
  expect(await db.paymentEvent.count({ where: { outcome: 'given_up' } })).toBe(0)
  for (const [index, id] of after.entries()) expect(await purse(db, id)).toEqual(wanted[index])
  expect(await differences(db)).toEqual([])
  expect(scene.world.violations).toEqual([])
}, 400_000)

function pick(random: () => number): 'good' | 'stranger' | 'stale' | 'early' | 'altered' | 'none' {
  const at = random()
  if (at < 0.8) return 'good'
  return (['stranger', 'stale', 'early', 'altered', 'none'] as const)[Math.floor((at - 0.8) * 25)] ?? 'none'
}
