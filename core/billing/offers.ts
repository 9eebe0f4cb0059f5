/** What can be bought where somebody is: purchases are begun, and each way to pay is a button. */
import { PAYMENTS } from '../../config/limits.js'
import { PRODUCTS, type Product, type Rail } from '../../config/plans.js'
import type { Context } from '../commands/command.js'
import { originOf } from '../commands/make.js'
import { describe, Fault, toFault } from '../errors.js'
import type { Button } from '../platform.js'
import { timeLimit } from '../time-limit.js'
import { openAccount } from './ledger.js'
import { moneyWords, productTitle } from './money.js'
import type { Pay } from './pay.js'
import { type Begun, beginPurchase, keepPage, priceOf } from './purchase.js'
import { railsOf, type Shop } from './shop.js'

/** Packs of that buyer. Pure. */
export function packsFor(buyer: Product['buyer']): Product[] {
  return PRODUCTS.filter(product => product.kind === 'pack' && product.buyer === buyer)
}

/** Whose the credits are to be, and who pays by card. */
export interface Ledger {
  id: string
  /** Of whoever pays, and nobody else: a card's page shows what it knows of its customer. */
  customerId: string | null
}

/** The ledger of whoever is answered, made when there is none yet. */
export async function ownLedger({ db, visitor }: Context): Promise<Ledger> {
  const { personId } = visitor
  const known = await db.ledgerAccount.findUnique({ where: { personId } })
  if (known) return known
  await openAccount(db, personId)
  const made = await db.ledgerAccount.findUnique({ where: { personId } })
  if (!made) throw new Fault('busy', 'The person has become another one.')
  return made
}

export interface Offers {
  /** A row for each product that can be had. */
  buttons: Button[][]
  /** Something that is sold cannot be paid just now. */
  trouble: boolean
}

/**
 * Begins a purchase of each product on each way to pay, and answers them as buttons. What its rail fails to open is left
 * out, so that whatever is wrong there never breaks the answer.
 */
export async function offer(
  context: Context,
  { products, ledger }: { products: readonly Product[]; ledger: Ledger },
): Promise<Offers> {
  const rails = railsOf(context)
  const rows = await Promise.all(
    products.map(async product => {
      const wanted = rails.filter(rail => isHadBy(context, product, rail))
      const ways = await Promise.all(wanted.map(rail => way(context, { product, rail, ledger })))
      return { wanted: wanted.length, buttons: ways.filter(button => button !== null) }
    }),
  )
  return {
    buttons: rows.map(({ buttons }) => buttons).filter(buttons => buttons.length > 0),
    trouble: rows.some(({ wanted, buttons }) => wanted > 0 && buttons.length === 0),
  }
}

function isHadBy({ till }: Shop, product: Product, rail: Rail): boolean {
  return priceOf(product, rail) !== null && (rail !== 'discord' || till.skus[product.id] !== undefined)
}

interface Wanted {
  product: Product
  rail: Rail
  ledger: Ledger
}

/** One way to buy it; null when that way cannot be opened now. */
async function way(context: Context, wanted: Wanted): Promise<Button | null> {
  const { db, incoming, visitor, log, now } = context
  const { product, rail, ledger } = wanted
  const begun = await beginPurchase(db, {
    personId: visitor.personId,
    accountId: visitor.accountId,
    ledgerId: ledger.id,
    product,
    rail,
    origin: originOf(context, `buy:${product.id}:${rail}`),
    replyTo: incoming.replyTo,
    now,
  })
  if (!begun) return null
  try {
    const pay = await payOf(context, wanted, begun)
    return (
      pay && {
        action: product.kind === 'plan' ? 'subscribe' : 'credits',
        label: label(context, product, begun),
        pay,
      }
    )
  } catch (error) {
    log.warn('a way to pay could not be opened', { rail, error: describe(toFault(error)) })
    return null
  }
}

/** `100 credits – $4.99`, `Plus – 600 ⭐ a month`. */
function label({ say }: Context, product: Product, { amount, currency }: Begun): string {
  const price = moneyWords(say.language, amount, currency)
  const shown = product.kind === 'plan' ? say('money.priceMonth', { price }) : price
  return `${productTitle(say, product.id)} – ${shown}`
}

async function payOf(context: Context, { product, rail, ledger }: Wanted, begun: Begun): Promise<Pay | null> {
  const { say, till } = context
  if (rail === 'stars')
    return {
      rail,
      paymentId: begun.id,
      title: productTitle(say, product.id),
      description: say(product.kind === 'plan' ? 'money.invoicePlan' : 'money.invoicePack', {
        credits: product.credits,
      }),
      amount: begun.amount,
      monthly: product.kind === 'plan',
    }
  if (rail === 'discord') {
    const sku = till.skus[product.id]
    return sku === undefined ? null : { rail, sku }
  }
  return { rail, url: begun.url ?? (await openPage(context, { product, ledger }, begun)) }
}

/** Opens a page for a card, and keeps its address before anybody gets it. */
async function openPage(
  { db, till, say }: Context,
  { product, ledger }: Pick<Wanted, 'product' | 'ledger'>,
  begun: Begun,
): Promise<string> {
  const { payments } = till
  if (!payments) throw new Fault('config', 'Nothing is sold by card.')
  const page = await within(PAYMENTS.openLimitMs, signal =>
    payments.checkout(
      {
        paymentId: begun.id,
        reference: ledger.id,
        product,
        ...(ledger.customerId !== null && { customerId: ledger.customerId }),
        language: say.language,
        expiresAt: begun.expiresAt,
      },
      { signal },
    ),
  )
  await keepPage(db, begun.id, page)
  return page.url
}

/** A page with the subscriptions and cards of whoever pays by card, where that is allowed; null otherwise. */
export async function portalFor(
  context: Context,
  customerId: string | null,
): Promise<{ url: string } | 'trouble' | null> {
  const { payments } = context.till
  if (!payments || customerId === null || !railsOf(context).includes('stripe')) return null
  try {
    const url = await within(PAYMENTS.openLimitMs, signal =>
      payments.portal(customerId, { language: context.say.language, signal }),
    )
    return { url }
  } catch (error) {
    context.log.warn('the page of a customer could not be opened', { error: describe(toFault(error)) })
    return 'trouble'
  }
}

/** What is not done by then has failed, whether or not it listens to the signal. */
async function within<T>(ms: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = timeLimit(ms)
  return Promise.race([
    run(signal),
    new Promise<never>((_, reject) => {
      const stop = () => reject(new Fault('timeout', 'The way to pay did not open in time.'))
      signal.addEventListener('abort', stop, { once: true })
    }),
  ])
}
