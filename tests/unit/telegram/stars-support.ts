/** The parts of the bot that have to do with Stars, over a Bot API server on loopback. */
import { Api } from 'grammy'
import { createCalls } from '../../../bots/telegram/calls.js'
import { createPace } from '../../../bots/telegram/pace.js'
import { createInvoices } from '../../../bots/telegram/stars/invoices.js'
import type { ProductId } from '../../../config/plans.js'
import { findProduct } from '../../../config/plans.js'
import type { Pay } from '../../../core/billing/pay.js'
import { beginPurchase } from '../../../core/billing/purchase.js'
import type { TelegramPerson } from '../../fakes/telegram/person.js'
import type { TelegramServer } from '../../fakes/telegram/server.js'
import type { TelegramStage } from '../../fakes/telegram/stage.js'
import { eventually } from '../../support/booth.js'

/** Calls as the bot makes them. */
export function callsTo({ token, address }: Pick<TelegramServer, 'token' | 'address'>) {
  const api = new Api(token, { apiRoot: address })
  return createCalls({ api, pace: createPace({ now: Date.now }) })
}

export const starPay = (pay: Partial<Extract<Pay, { rail: 'stars' }>> = {}) => ({
  rail: 'stars' as const,
  paymentId: 'pay-1',
  title: '100 credits',
  description: 'For a hundred pictures of the studio.',
  amount: 350,
  monthly: false,
  ...pay,
})

/** Begins a purchase as a command would, and makes its link; `amount` is another one than the booth wants. */
export async function invoiceFor(
  stage: TelegramStage,
  person: TelegramPerson,
  productId: ProductId,
  amount?: number,
): Promise<{ paymentId: string; link: string }> {
  const { db, clock } = stage.house
  await person.command('start')
  const account = await eventually(
    () => db.account.findFirst({ where: { platform: 'telegram', userId: person.id } }),
    found => found?.personId != null,
  )
  if (!account?.personId) throw new Error('There is no such account.')
  const { personId } = account
  await db.$executeRaw`
    INSERT INTO ledger_account (id, person_id) VALUES (${`ledger-${personId}`}, ${personId}) ON CONFLICT DO NOTHING`
  const ledger = await db.ledgerAccount.findUniqueOrThrow({ where: { personId } })
  const product = findProduct(productId)
  if (!product) throw new Error('That is not sold.')
  const begun = await beginPurchase(db, {
    ...{ personId, accountId: account.id, ledgerId: ledger.id, product, rail: 'stars', now: clock.now() },
    origin: `test:${person.id}:${productId}:${clock.now()}`,
    replyTo: { platform: 'telegram', rungs: [{ address: { chat: person.id } }] },
  })
  if (!begun) throw new Error('That is not sold for Stars.')
  const invoices = createInvoices({ call: callsTo(stage.server) })
  const pay = starPay({
    paymentId: begun.id,
    amount: amount ?? begun.amount,
    monthly: product.kind === 'plan',
  })
  const links = await invoices([[{ action: 'buy', label: 'Buy', pay }]], AbortSignal.timeout(5_000))
  return { paymentId: begun.id, link: links.get(begun.id) ?? '' }
}
