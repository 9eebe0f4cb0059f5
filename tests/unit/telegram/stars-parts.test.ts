import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOutbound } from '../../../bots/telegram/outbound.js'
import { createStarCalls } from '../../../bots/telegram/stars/calls.js'
import { createDesk } from '../../../bots/telegram/stars/desk.js'
import type { StarPayment } from '../../../bots/telegram/stars/facts.js'
import { readTransaction } from '../../../bots/telegram/stars/facts.js'
import { createHistory } from '../../../bots/telegram/stars/history.js'
import { createInvoices } from '../../../bots/telegram/stars/invoices.js'
import { createTalk } from '../../../bots/telegram/talk.js'
import { STARS } from '../../../config/limits.js'
import type { Pay } from '../../../core/billing/pay.js'
import { Fault } from '../../../core/errors.js'
import type { Booth, Button } from '../../../core/platform.js'
import { createSay } from '../../../core/say.js'
import { createPerson } from '../../fakes/telegram/person.js'
import { openTelegramServer, type TelegramServer } from '../../fakes/telegram/server.js'
import { createTestLog } from '../../support/booth.js'
import { ADA, inGroup, message, read } from './payloads.js'
import { callsTo, starPay } from './stars-support.js'

const PAID = {
  currency: 'XTR',
  total_amount: 600,
  invoice_payload: 'pay-1',
  telegram_payment_charge_id: 'charge-1',
  provider_payment_charge_id: 'p',
}
const BUYER = { platform: 'telegram', tenant: '', userId: String(ADA.id), language: 'de' }

describe('what Telegram says about Stars', () => {
  it('a query before the checkout', () => {
    const pre_checkout_query = {
      ...{ id: 'q-1', from: ADA, currency: 'XTR', total_amount: 350, invoice_payload: 'pay-1' },
    }
    expect(read({ pre_checkout_query })).toEqual({
      kind: 'checkout',
      checkout: {
        queryId: 'q-1',
        ask: { rail: 'stars', paymentId: 'pay-1', amount: 350, currency: 'xtr' },
        payer: BUYER,
      },
    })
  })

  it('a payment: of whoever it is from, wherever it stands', () => {
    const payment = {
      ...{ chargeId: 'charge-1', paymentId: 'pay-1', amount: 600, currency: 'xtr', buyer: BUYER },
      at: 1_795_000_000_000,
    }
    expect(read({ message: message({ successful_payment: PAID }) })).toEqual({ kind: 'paid', payment })
    expect(read({ message: inGroup({ successful_payment: PAID }) })).toEqual({ kind: 'paid', payment })
  })

  it('a month of a subscription', () => {
    const month = { ...PAID, is_recurring: true, subscription_expiration_date: 1_797_592_000 }
    expect(read({ message: message({ successful_payment: month }) })).toMatchObject({
      kind: 'paid',
      payment: { paidUntil: 1_797_592_000_000 },
    })
  })

  it('a refund', () => {
    expect(read({ message: message({ refunded_payment: PAID }) })).toEqual({
      kind: 'returned',
      back: { chargeId: 'charge-1', paymentId: 'pay-1', amount: 600 },
    })
  })

  it('a line of its account that is no payment is passed over', () => {
    expect(readTransaction({ id: 'x', amount: 5, date: 10, source: { type: 'fragment' } })).toEqual({
      is: 'other',
      at: 10_000,
    })
    expect(readTransaction({ id: 'x', amount: 5, date: 10, receiver: { type: 'other' } }).is).toBe('other')
    expect(readTransaction('something new').is).toBe('other')
  })
})

/** A desk whose booth does as it is told. */
function openDesk(
  booth: Partial<Pick<Booth, 'settle' | 'mayPay'>>,
  answer: (why: string | null) => Promise<boolean>,
) {
  const answers: (string | null)[] = []
  const log = createTestLog()
  const desk = createDesk({
    booth: { settle: async () => 'taken', mayPay: async () => null, ...booth },
    calls: {
      answer: (_query, why) => {
        answers.push(why)
        return answer(why)
      },
    },
    store: { productOf: async ({ amount }) => (amount === 350 ? 'pack_100' : undefined) },
    clock: { now: Date.now },
    say: createSay(),
    log,
  })
  return { desk, answers, log }
}

const CHECKOUT = {
  queryId: 'q',
  ask: { rail: 'stars', paymentId: 'pay-1', amount: 350, currency: 'xtr' },
  payer: { platform: 'telegram', tenant: '', userId: '1', language: 'de' },
} as const
const payment = (more: Partial<StarPayment> = {}): StarPayment => ({
  ...{ chargeId: 'c', paymentId: 'pay-1', amount: 350, currency: 'xtr', buyer: CHECKOUT.payer, ...more },
})

describe('the word before a checkout', () => {
  it('is what the booth says', async () => {
    const { desk, answers } = openDesk({ mayPay: async () => 'Sold out.' }, async () => true)
    await desk.check(CHECKOUT)
    expect(answers).toEqual(['Sold out.'])
  })

  it('is a no in the payer’s language when the booth cannot tell, or not in time', async () => {
    const broken = openDesk(
      { mayPay: () => Promise.reject(new Fault('unavailable', 'away')) },
      async () => true,
    )
    await broken.desk.check(CHECKOUT)
    const silent = openDesk({ mayPay: () => new Promise(() => {}) }, async () => true)
    const before = performance.now()
    await silent.desk.check(CHECKOUT)
    expect(performance.now() - before).toBeLessThan(STARS.checkMs + 1_000)
    const sentence = createSay()('de')('money.notPayable.trouble')
    expect([...broken.answers, ...silent.answers]).toEqual([sentence, sentence])
  })

  it('is said once more when it was not heard, and given up within Telegram’s ten seconds', async () => {
    const fail = () => Promise.reject(new Fault('timeout', 'late'))
    const { desk, answers, log } = openDesk({}, fail)
    await desk.check(CHECKOUT)
    expect(answers).toEqual([null, null])
    expect(log.lines.map(({ message }) => message)).toEqual(['a payment in Stars could not be answered'])
    expect(STARS.checkMs + STARS.answerTries * STARS.answerMs).toBeLessThanOrEqual(7_000)
  })
})

describe('a payment that the booth cannot book', () => {
  it('comes again while the booth is away, however often', async () => {
    const { desk } = openDesk(
      { settle: () => Promise.reject(new Fault('unavailable', 'away')) },
      async () => true,
    )
    for (let i = 0; i < STARS.tries * 2; i++) await expect(desk.paid(payment())).rejects.toThrow('away')
  })

  it.each([
    ['unknown', () => Promise.resolve('unknown' as const)],
    ['a bug', () => Promise.reject(new Error('oops'))],
  ])('comes again some times when it is %s, then is left to the rounds', async (_why, settle) => {
    const { desk, log } = openDesk({ settle }, async () => true)
    for (let i = 1; i < STARS.tries; i++) await expect(desk.paid(payment())).rejects.toThrow()
    await desk.paid(payment())
    expect(log.lines.map(({ message }) => message)).toEqual(['an update about Stars is left to the rounds'])
  })

  it('for nothing that is sold is said to the operators, and holds up nobody', async () => {
    const { desk, log } = openDesk({}, async () => true)
    await desk.paid(payment({ amount: 7 }))
    expect(log.lines).toHaveLength(1)
  })
})

describe('over a Bot API server', () => {
  let server: TelegramServer
  beforeAll(async () => {
    server = await openTelegramServer()
  })
  afterAll(() => server.close())

  const signal = () => AbortSignal.timeout(10_000)
  const openTalk = () => {
    const call = callsTo(server)
    const log = createTestLog()
    const outbound = createOutbound({ call, pictures: async () => [], log })
    const talk = createTalk({
      ...{ outbound, log, say: createSay(), publicResults: false, username: () => 'booth' },
      links: async said => said,
      invoices: createInvoices({ call }),
      booth: { unreachable: async () => {} },
    })
    return { talk, log }
  }
  const button = (label: string, pay?: Pay): Button => ({
    action: `buy:${label}`,
    label,
    ...(pay && { pay }),
  })
  const stripe = (url: string): Pay => ({ rail: 'stripe', url })

  it('a button to pay with Stars leads to an invoice, and one of another way is never sent', async () => {
    const ada = createPerson(server, 'Ada')
    await ada.say('hello')
    const { talk, log } = openTalk()
    const buttons = [
      [
        button('Pack', starPay()),
        button('Plan', starPay({ paymentId: 'pay-2', monthly: true, amount: 600 })),
      ],
      [button('Card', stripe('https://checkout.stripe.com/c/pay/cs_test_1')), button('Back')],
      [button('Receipt', stripe('https://pay.stripe.com/receipts/1'))],
      [button('Sku', { rail: 'discord', sku: '1' })],
    ]
    const said = { text: 'Credits', buttons, images: [] }
    const ref = await talk.send({ chat: ada.id }, said, null, signal())
    const shown = () => ada.messages().at(-1)?.buttons ?? []
    expect(shown().map(row => row.map(({ label }) => label))).toEqual([['Pack', 'Plan'], ['Back']])
    const [pack, plan] = shown()[0] ?? []
    expect(server.stars.invoices.get(pack?.press ?? '')).toEqual({
      title: '100 credits',
      description: 'For a hundred pictures of the studio.',
      payload: 'pay-1',
      amount: 350,
      monthly: false,
    })
    expect(server.stars.invoices.get(plan?.press ?? '')).toMatchObject({ payload: 'pay-2', monthly: true })
    expect(log.lines.map(({ message }) => message)).toEqual([
      'buttons were left out that Telegram would refuse',
    ])
    // Said once more, it is the same message with the same links.
    await talk.send({ chat: ada.id }, said, ref, signal())
    expect(server.captured.filter(({ method }) => method === 'createInvoiceLink')).toHaveLength(2)
    expect(ada.messages()).toHaveLength(1)
    expect(server.violations).toEqual([])
  })

  it('words that are too long for an invoice are cut', async () => {
    const invoices = createInvoices({ call: callsTo(server) })
    const pay = starPay({ paymentId: 'pay-3', title: 'long '.repeat(20), description: 'long '.repeat(100) })
    const links = await invoices([[button('x', pay)]], signal())
    const invoice = server.stars.invoices.get(links.get('pay-3') ?? '')
    expect([invoice?.title.length, (invoice?.description.length ?? 0) <= 255]).toEqual([32, true])
    expect(server.violations).toEqual([])
  })

  it('a call with a link of a card payment is refused by the stand-in', async () => {
    const other = await openTelegramServer()
    const ada = createPerson(other, 'Ada')
    await ada.say('hello')
    const call = callsTo(other)
    for (const text of ['see https://buy.stripe.com/1', 'cs_test_a1', 'http://127.0.0.1:9/pay']) {
      other.forbid(/127\.0\.0\.1:9/)
      await expect(call('sendMessage', { chat_id: Number(ada.id), text })).rejects.toThrow()
    }
    expect(ada.messages()).toEqual([])
    expect(other.violations.length).toBeGreaterThanOrEqual(3)
    await other.close()
  })

  it('an answer that nobody waits for is no fault, and a refund that was made before is done', async () => {
    const { answer, refund, cancel } = createStarCalls(callsTo(server))
    expect(await answer('long-gone', null)).toBe(false)
    expect([await refund('1', 'none'), await cancel('1', 'none')]).toEqual(['charge', 'charge'])
  })

  it('Telegram gives a checkout up that nobody answers in time', async () => {
    const other = await openTelegramServer()
    other.stars.waitFor(100)
    const ada = createPerson(other, 'Ada')
    ada.stars(1_000)
    const links = await createInvoices({ call: callsTo(other) })([[button('x', starPay())]], signal())
    const link = links.get('pay-1') ?? ''
    expect(await other.stars.pay(ada.user, link)).toEqual({ how: 'late' })
    expect(await other.stars.pay(ada.user, link, { declines: true })).toEqual({ how: 'declined' })
    const query = other.updates.pending().at(-1)?.pre_checkout_query as { id: string }
    expect(await createStarCalls(callsTo(other)).answer(query.id, null)).toBe(false)
    expect(ada.stars()).toBe(1_000)
    await other.close()
  })

  it('the account is read from a moment on with few calls, however long it is', async () => {
    const other = await openTelegramServer()
    const line = (index: number) => ({ id: `t${index}`, amount: 1, date: index, source: { type: 'other' } })
    for (let i = 0; i < 5_000; i++) other.stars.transactions.push(line(i))
    const history = createHistory({ call: callsTo(other) })
    const read = async (ms: number) => {
      const before = other.captured.length
      const times: number[] = []
      for await (const lines of history.since(ms)) times.push(...lines.map(({ at }) => at / 1_000))
      return { first: times[0], count: times.length, calls: other.captured.length - before }
    }
    expect(await read(0)).toEqual({ first: 0, count: 5_000, calls: 51 })
    const late = await read(4_770_000)
    expect(late).toMatchObject({ first: 4_770, count: 230 })
    expect(late.calls).toBeLessThan(30)
    // From then on it is known where that moment stands.
    other.stars.transactions.push(line(5_000))
    expect(await read(4_770_000)).toEqual({ first: 4_770, count: 231, calls: 4 })
    expect(await read(4_999_500)).toMatchObject({ first: 5_000, count: 1 })
    expect(await read(9_999_000)).toMatchObject({ first: undefined, count: 0 })
    expect(await read(3_000_000)).toMatchObject({ first: 3_000, count: 2_001 })
    expect(await history.find(0, one => (one.at === 7_000 ? 'seven' : undefined))).toBe('seven')
    await other.close()
  })
})
