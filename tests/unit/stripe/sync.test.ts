/** Setting up at Stripe what is sold. */
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { renderSync } from '../../../bin/stripe/table.js'
import { EVENTS } from '../../../bots/payments/stripe/news.js'
import { syncStripe } from '../../../bots/payments/stripe/sync.js'
import { loadTestConfig, ROOT } from '../../../config/env.js'
import { PRODUCTS, type Product } from '../../../config/plans.js'
import { type Desk, openDesk, signal } from './scene.js'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(async () => {
  await desk.close()
  expect(desk.world.violations).toEqual([])
})

const sync = (products: readonly Product[] = PRODUCTS, dryRun = false) =>
  syncStripe(desk.calls, { products, dryRun, signal })
const writes = () => desk.world.calls.filter(({ method }) => method !== 'GET').length
const offered = () =>
  desk.world
    .all('price')
    .filter(({ active }) => active)
    .map(({ product, lookup_key, unit_amount, recurring }) => [
      product,
      lookup_key,
      unit_amount,
      recurring?.interval,
    ])
    .sort()
const dearer = (stripe: number) =>
  PRODUCTS.map(one => (one.id === 'plus' ? { ...one, prices: { ...one.prices, stripe } } : one))

it('makes everything that is sold, each under our own name', () => {
  expect(offered()).toEqual(
    PRODUCTS.map(({ id, prices, kind }) => [
      `pixbooth_${id}`,
      `pixbooth_${id}`,
      prices.stripe,
      kind === 'plan' ? 'month' : undefined,
    ]).sort(),
  )
  expect(desk.world.all('billing_portal.configuration')).toHaveLength(1)
})

it('a second run changes nothing', async () => {
  const before = writes()
  const rows = await sync()
  expect(writes()).toBe(before)
  expect(new Set(rows.map(({ done }) => done))).toEqual(new Set(['kept']))
  expect(rows).toHaveLength(2 * PRODUCTS.length + 1)
})

it('a new price takes the place of the former one, and going back is a new price again', async () => {
  const first = desk.price('plus').id
  const rows = await sync(dearer(899))
  expect(rows.filter(({ done }) => done !== 'kept').map(({ done, name }) => [done, name])).toEqual([
    ['replaced', 'pixbooth_plus'],
    ['closed', 'pixbooth_plus'],
  ])
  expect(desk.world.get(first)).toMatchObject({ active: false, lookup_key: null })
  expect(desk.price('plus').unit_amount).toBe(899)
  await sync()
  expect(desk.price('plus')).toMatchObject({ unit_amount: 799, lookup_key: 'pixbooth_plus' })
  expect(desk.price('plus').id).not.toBe(first)
  await sync(dearer(899))
  expect(desk.price('plus').unit_amount).toBe(899)
  expect(offered()).toHaveLength(PRODUCTS.length)
})

it('goes on where it was cut off, anywhere', async () => {
  for (const cut of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const amount = 800 + cut
    let left = cut
    const gone = new AbortController()
    const calls = desk.world.calls
    const push = calls.push.bind(calls)
    calls.push = (...more) => {
      if (--left === 0) gone.abort()
      return push(...more)
    }
    await syncStripe(desk.calls, {
      products: dearer(amount).filter(({ id }) => id === 'plus'),
      dryRun: false,
      signal: gone.signal,
    }).catch(() => {})
    calls.push = push
    await sync(dearer(amount))
    expect(desk.price('plus').unit_amount).toBe(amount)
    expect(offered()).toHaveLength(PRODUCTS.length)
  }
})

it('a dry run only looks', async () => {
  const before = writes()
  const rows = await sync(dearer(899), true)
  expect(writes()).toBe(before)
  expect(rows).toContainEqual(expect.objectContaining({ done: 'replaced', detail: '8.99 usd a month' }))
  const page = renderSync(rows, { dryRun: true, publicUrl: 'https://booth.example' })
  expect(page).toContain('to be replaced')
  expect(page).toContain('Nothing was changed.')
  expect(page).toContain('https://booth.example/webhooks/stripe')
  for (const type of Object.keys(EVENTS)) expect(page).toContain(type)
})

it('leaves alone what an operator has added, and opens a product again that was archived', async () => {
  const theirs = desk.world.make('price', 'price', {
    ...structuredClone(desk.price('plus')),
    id: 'price_theirs',
    lookup_key: null,
    metadata: {},
  })
  desk.world.get('pixbooth_pro').active = false
  desk.world.get('pixbooth_plus').name = 'Something nicer'
  const rows = await sync()
  expect(theirs.active).toBe(true)
  expect(rows.find(({ done }) => done === 'opened again')?.name).toBe('pixbooth_pro')
  expect(desk.world.get('pixbooth_pro').active).toBe(true)
  expect(desk.world.get('pixbooth_plus').name).toBe('Something nicer')
})

/** Runs the command as an operator does. */
function run(args: string[], more: Record<string, string> = {}) {
  const env = {
    PATH: loadTestConfig().path,
    HOME: tmpdir(),
    STRIPE_SECRET_KEY: desk.config.key,
    STRIPE_API_URL: desk.apiUrl,
    ...more,
  }
  return new Promise<{ code: unknown; stdout: string; stderr: string }>(resolve =>
    execFile(
      join(ROOT, 'bin/pixbooth'),
      ['stripe', ...args],
      { env, timeout: 60_000 },
      (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr }),
    ),
  )
}

it('by the command: a table, one sentence for what is wrong, and help', async () => {
  const made = await run(['sync'], { PUBLIC_URL: 'https://booth.example' })
  expect(made).toMatchObject({ code: 0, stderr: '' })
  expect(made.stdout).toMatch(/^price +pixbooth_plus +kept +7\.99 usd a month$/m)
  expect(made.stdout).toContain('https://booth.example/webhooks/stripe')
  const wrong = await run(['sync'], { STRIPE_SECRET_KEY: 'sk_test_somebodys' })
  expect(wrong.code).toBe(1)
  expect(wrong.stderr).toBe(
    'Stripe does not take the key: check STRIPE_SECRET_KEY. What was done so far stays; run it again.\n',
  )
  expect((await run([])).stdout).toMatch(/^bin\/pixbooth stripe sync/)
}, 90_000)
