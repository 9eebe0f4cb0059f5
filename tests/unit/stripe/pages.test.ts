/** Pages for paying and for looking after it, asked of Stripe by its real client; and what goes wrong on the way. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { wayBack } from '../../../bots/payments/stripe/checkout.js'
import { localeOf } from '../../../bots/payments/stripe/names.js'
import { STRIPE } from '../../../config/limits.js'
import { Fault, describe as word } from '../../../core/errors.js'
import { type Desk, MINUTE, openDesk, signal } from './scene.js'

let desk: Desk
let violations: string[] = []
beforeEach(async () => {
  desk = await openDesk()
  violations = []
})
afterEach(async () => {
  await desk.close()
  expect(desk.world.violations).toEqual(violations)
})

const sessions = () => desk.world.all('checkout.session')
const openings = () =>
  desk.world.calls.filter(({ path, method }) => method === 'POST' && path === '/checkout/sessions')

describe('a page for paying', () => {
  it('is for one person and one product, is paid once and closes', async () => {
    const wish = desk.wish('pack_100')
    const { url, sessionId } = await desk.payments.checkout(wish, { signal })
    expect(url).toMatch(/^https:/)
    const metadata = { payment: wish.paymentId, product: 'pack_100' }
    expect(openings()[0]).toMatchObject({
      key: `checkout-${wish.paymentId}`,
      params: {
        mode: 'payment',
        client_reference_id: 'somebody',
        metadata,
        payment_intent_data: { metadata },
        invoice_creation: { enabled: 'true', invoice_data: { metadata } },
        customer_creation: 'always',
        expires_at: String(Math.floor(wish.expiresAt / 1_000)),
        locale: 'de',
        success_url: 'https://booth.example/',
      },
    })
    desk.people.pay(sessionId)
    expect(() => desk.people.pay(sessionId)).toThrow('complete')
  })

  it('for a plan carries the same names on to the subscription, and knows who has paid before', async () => {
    const customerId = desk.world.make('cus', 'customer', {}).id
    const wish = desk.wish('pro', { customerId })
    await desk.payments.checkout(wish, { signal })
    const params = openings()[0]?.params
    expect(params).toMatchObject({
      mode: 'subscription',
      customer: customerId,
      subscription_data: { metadata: { payment: wish.paymentId, product: 'pro' } },
    })
    for (const name of ['customer_creation', 'invoice_creation', 'payment_intent_data'])
      expect(params).not.toHaveProperty(name)
  })

  it('is the same one when it is asked for again, also when the answer was lost', async () => {
    const wish = desk.wish('pack_100')
    desk.world.trouble = ['lost']
    const first = await desk.payments.checkout(wish, { signal })
    expect(await desk.payments.checkout(wish, { signal })).toEqual(first)
    const many = await Promise.all(Array.from({ length: 5 }, () => desk.payments.checkout(wish, { signal })))
    expect(new Set(many.map(({ url }) => url))).toEqual(new Set([first.url]))
    expect(sessions()).toHaveLength(1)
  })

  it('is another one with the same key never: the first stands', async () => {
    const wish = desk.wish('pack_100')
    await desk.payments.checkout(wish, { signal })
    const other = desk.payments.checkout({ ...wish, reference: 'another' }, { signal })
    await expect(other).rejects.toMatchObject({ code: 'unavailable' })
    expect(sessions()).toHaveLength(1)
  })

  it('opens with the price that stands there now, and for somebody whom Stripe has forgotten', async () => {
    await desk.open('pack_100')
    const price = desk.price('pack_100')
    price.active = false
    price.lookup_key = null
    const { id } = desk.world.make('price', 'price', {
      ...structuredClone(price),
      id: 'price_new',
      active: true,
      lookup_key: 'pixbooth_pack_100',
    })
    const wish = desk.wish('pack_100', { customerId: 'cus_gone' })
    await expect(desk.payments.checkout(wish, { signal })).rejects.toMatchObject({ code: 'config' })
    const { customerId: _, ...anew } = desk.wish('pack_100')
    await desk.payments.checkout(anew, { signal })
    expect(sessions()[0]?.secret.price).toBe(id)
    const forgotten = desk.wish('pack_100', { customerId: 'cus_gone' })
    const { sessionId } = await desk.payments.checkout(forgotten, { signal })
    expect(await desk.payments.checkout(forgotten, { signal })).toMatchObject({ sessionId })
    expect(desk.world.get(sessionId)).toMatchObject({ customer: null, customer_creation: 'always' })
  })

  it('looks a price up once in some minutes', async () => {
    await desk.open('pack_100')
    const before = desk.world.count('GET', /^\/prices$/)
    await desk.open('pack_100')
    expect(desk.world.count('GET', /^\/prices$/)).toBe(before)
    desk.clock.shift += STRIPE.namesMs
    await desk.open('pack_100')
    expect(desk.world.count('GET', /^\/prices$/)).toBe(before + 1)
  })

  it('needs what sync sets up', async () => {
    for (const price of desk.world.all('price')) price.active = false
    await expect(desk.open('plus')).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('bin/pixbooth stripe sync'),
    })
  })

  it('that would close too soon is refused in words for the operator', async () => {
    const soon = desk.open('plus', { expiresAt: desk.clock.now() + 5 * MINUTE })
    await expect(soon).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('expires_at'),
    })
  })
})

describe('a page for looking after it', () => {
  it('is theirs, with our settings, in their language', async () => {
    const { sessionId } = await desk.open('plus')
    const { customer } = desk.people.pay(sessionId)
    const url = await desk.payments.portal(customer, { language: 'pt-BR', signal })
    expect(url).toMatch(/^https:/)
    const [session] = desk.world.all('billing_portal.session')
    expect(desk.world.get(session?.configuration).features).toMatchObject({
      invoice_history: { enabled: 'true' },
      payment_method_update: { enabled: 'true' },
      subscription_cancel: { enabled: 'true', mode: 'at_period_end' },
      subscription_update: { enabled: 'false' },
    })
    expect(desk.world.calls.at(-1)?.params).toMatchObject({ locale: 'pt-BR' })
  })

  it('of a customer who is gone is a fault, and not for ever', async () => {
    await expect(desk.payments.portal('cus_none', { language: 'en', signal })).rejects.toMatchObject({
      code: 'config',
    })
  })
})

describe('somebody who is gone', () => {
  it('pays no more and is forgotten; twice is as once', async () => {
    const { sessionId } = await desk.open('plus')
    const { customer } = desk.people.pay(sessionId)
    const { id } = desk.people.subscriptionOf(sessionId)
    const gone = { customerId: customer, subscriptionId: id }
    await desk.payments.forget(gone, { signal })
    expect(desk.world.get(id).status).toBe('canceled')
    expect(desk.world.get(customer).gone).toBe(true)
    await desk.payments.forget(gone, { signal })
    await desk.payments.forget({ subscriptionId: 'sub_none', customerId: 'cus_none' }, { signal })
    await desk.payments.forget({}, { signal })
  })
})

describe('when Stripe cannot', () => {
  const ask = () => desk.payments.checkout(desk.wish('pack_100'), { signal })

  it('a bad moment is waited out', async () => {
    await ask()
    desk.world.trouble = [500, 'cut']
    await ask()
    expect(sessions()).toHaveLength(2)
  })

  it.each([
    [500, 'unavailable', 'Stripe answered 500.'],
    [503, 'unavailable', 'Stripe answered 503.'],
    ['cut', 'unavailable', 'Stripe cannot be reached.'],
    [429, 'unavailable', 'Stripe wants a pause.'],
    [403, 'config', 'The key of STRIPE_SECRET_KEY may not do that at Stripe: docs/payments.md.'],
    [
      { status: 400, code: 'account_invalid', param: 'x' },
      'config',
      'Stripe refuses a request: account_invalid x',
    ],
  ] as const)('%j is %s, in our own words', async (trouble, code, message) => {
    await ask()
    desk.world.trouble = Array(8).fill(trouble)
    const fault = await ask().catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(Fault)
    expect(fault).toMatchObject({ code, message })
    const said = JSON.stringify([
      word(fault as Fault),
      (fault as Fault).facts,
      String((fault as Fault).cause),
    ])
    expect(said).not.toContain('quoted')
  })

  it('a wrong key is told without the key', async () => {
    desk.world.key = 'sk_test_another'
    const fault = await ask().catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'config', message: expect.stringContaining('STRIPE_SECRET_KEY') })
    expect(JSON.stringify(fault)).not.toMatch(/sk_/)
  })

  it('whoever asks waits no longer than they want to', async () => {
    await ask()
    desk.world.trouble = ['hang']
    const started = Date.now()
    const short = desk.payments.checkout(desk.wish('pack_100'), { signal: AbortSignal.timeout(200) })
    await expect(short).rejects.toMatchObject({ code: 'timeout' })
    desk.world.trouble = ['hang']
    const given = new AbortController()
    const left = desk.payments.checkout(desk.wish('pack_100'), { signal: given.signal })
    setTimeout(() => given.abort(), 50)
    await expect(left).rejects.toMatchObject({ code: 'cancelled' })
    expect(Date.now() - started).toBeLessThan(3_000)
  })

  it('a redirect is not followed, and what is no JSON is not believed', async () => {
    await ask()
    desk.world.trouble = [302, 302, 302]
    await expect(ask()).rejects.toBeInstanceOf(Fault)
  })
})

it.each([
  [undefined, 'sk_live_x', 'https://stripe.com/'],
  ['https://booth.example', 'sk_live_x', 'https://booth.example/'],
  ['http://booth.example', 'rk_live_x', 'https://stripe.com/'],
  ['http://localhost:3000', 'rk_test_x', 'http://localhost:3000/'],
])('from %s with %s people go back to %s', (publicUrl, key, back) => {
  expect(wayBack(publicUrl, key)).toBe(back)
})

it.each([
  ['de', 'de'],
  ['de-AT', 'de'],
  ['pt_br', 'pt-BR'],
  ['no', 'nb'],
  ['zh-Hant-TW', 'zh'],
  ['es-419', 'es-419'],
  ['tlh', 'auto'],
  ['', 'auto'],
])('%s is read in %s', (language, locale) => {
  expect(localeOf(language)).toBe(locale)
})
