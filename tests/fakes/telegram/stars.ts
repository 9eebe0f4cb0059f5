/** Stars at Telegram: invoices, people who pay them or not, subscriptions, refunds, and the bot's account. */
import { randomUUID } from 'node:crypto'
import { Refusal } from './refusal.js'
import type { Updates } from './updates.js'
import { messageJson, type User, userJson, type World } from './world.js'

type Payload = Record<string, unknown>

interface Invoice {
  title: string
  description: string
  payload: string
  amount: number
  monthly: boolean
}

/** How a try to pay ended. `refused`: the bot said no, with its words. `late`: it said nothing in time. */
export type Paid =
  | { how: 'paid'; chargeId: string }
  | { how: 'refused'; because: string }
  | { how: 'late' }
  /** Too few Stars, or the person thought better of it. */
  | { how: 'poor' | 'declined' }

export interface Subscription {
  user: User
  invoice: Invoice
  /** Its first charge, by which the bot names it. */
  chargeId: string
  until: number
  cancelled: 'user' | 'bot' | null
}

interface Query {
  id: string
  user: User
  invoice: Invoice
  askedAt: number
  answer(word: { ok: true } | { ok: false; because: string } | 'late'): void
}

/** What becomes of the next update about a payment. */
export type Mishap = 'doubled' | 'lost' | { delayedMs: number }

const PERIOD = 2_592_000
/** How long Telegram waits for a word on a pre-checkout query. */
const CHECKOUT_MS = 10_000

export type Stars = ReturnType<typeof createStars>

/** Opens the shop. `now` is Telegram's clock for payments, which tests move along with the booth's. */
export function createStars(
  { world, updates }: { world: World; updates: Updates },
  now: () => number = Date.now,
) {
  const invoices = new Map<string, Invoice>()
  const queries = new Map<string, Query>()
  const balances = new Map<number, number>()
  const transactions: Payload[] = []
  const subscriptions: Subscription[] = []
  const charges = new Map<string, { user: User; invoice: Invoice; refunded: boolean }>()
  const mishaps: Mishap[] = []
  let checkoutMs = CHECKOUT_MS
  let serial = 0

  const seconds = () => Math.floor(now() / 1_000)

  /** Tells the bot of something in the private chat, in the way that the next mishap wants. */
  function tell(user: User, content: Payload): void {
    user.started = true
    const message = world.put({ chat: user.id, from: user, text: '' })
    const update = { message: { ...messageJson(world, message), date: seconds(), ...content } }
    const mishap = mishaps.shift()
    if (mishap === 'lost') return
    if (typeof mishap === 'object') {
      setTimeout(() => updates.push(update), mishap.delayedMs).unref()
      return
    }
    const pushed = updates.push(update)
    if (mishap === 'doubled') updates.again(pushed)
  }

  function charge(user: User, invoice: Invoice, more: Payload = {}): string {
    const chargeId = `stxT${String(++serial).padStart(4, '0')}${randomUUID().replaceAll('-', '')}`
    balances.set(user.id, (balances.get(user.id) ?? 0) - invoice.amount)
    charges.set(chargeId, { user, invoice, refunded: false })
    transactions.push({
      id: chargeId,
      amount: invoice.amount,
      date: seconds(),
      source: partner(user, invoice),
    })
    tell(user, {
      successful_payment: {
        currency: 'XTR',
        total_amount: invoice.amount,
        invoice_payload: invoice.payload,
        telegram_payment_charge_id: chargeId,
        provider_payment_charge_id: `${user.id}_${serial}`,
        ...more,
      },
    })
    return chargeId
  }

  const partner = (user: User, { payload, monthly }: Invoice) => ({
    type: 'user',
    transaction_type: 'invoice_payment',
    user: userJson(user),
    invoice_payload: payload,
    ...(monthly && { subscription_period: PERIOD }),
  })

  function refund(chargeId: string): void {
    const paid = charges.get(chargeId)
    if (!paid) throw new Refusal(400, 'Bad Request: CHARGE_NOT_FOUND')
    if (paid.refunded) throw new Refusal(400, 'Bad Request: CHARGE_ALREADY_REFUNDED')
    const { user, invoice } = paid
    paid.refunded = true
    balances.set(user.id, (balances.get(user.id) ?? 0) + invoice.amount)
    transactions.push({
      id: chargeId,
      amount: invoice.amount,
      date: seconds(),
      receiver: partner(user, invoice),
    })
    tell(user, {
      refunded_payment: {
        currency: 'XTR',
        total_amount: invoice.amount,
        invoice_payload: invoice.payload,
        telegram_payment_charge_id: chargeId,
      },
    })
  }

  const methods = {
    createInvoiceLink: (payload: Payload) => {
      const prices = payload.prices as { label: string; amount: number }[]
      const period = payload.subscription_period
      const [price] = prices
      if (payload.currency !== 'XTR') throw new Refusal(400, 'Bad Request: PAYMENT_PROVIDER_INVALID')
      if (payload.provider_token) throw new Refusal(400, 'Bad Request: PAYMENT_PROVIDER_INVALID')
      if (prices.length !== 1 || !price) throw new Refusal(400, 'Bad Request: STARS_INVOICE_INVALID')
      if (!Number.isInteger(price.amount) || price.amount < 1 || price.amount > 100_000)
        throw new Refusal(400, 'Bad Request: CURRENCY_TOTAL_AMOUNT_INVALID')
      if (period !== undefined && (period !== PERIOD || price.amount > 10_000))
        throw new Refusal(400, 'Bad Request: SUBSCRIPTION_PERIOD_INVALID')
      const link = `https://t.me/$${randomUUID().replaceAll('-', '')}`
      invoices.set(link, {
        title: String(payload.title),
        description: String(payload.description),
        payload: String(payload.payload),
        amount: price.amount,
        monthly: period !== undefined,
      })
      return link
    },
    answerPreCheckoutQuery: (payload: Payload) => {
      const query = queries.get(String(payload.pre_checkout_query_id))
      if (!query || Date.now() - query.askedAt > checkoutMs)
        throw new Refusal(
          400,
          'Bad Request: query is too old and response timeout expired or query ID is invalid',
        )
      if (payload.ok !== true && !payload.error_message)
        throw new Refusal(400, 'Bad Request: ERROR_MESSAGE_EMPTY')
      queries.delete(query.id)
      query.answer(payload.ok === true ? { ok: true } : { ok: false, because: String(payload.error_message) })
      return true
    },
    refundStarPayment: (payload: Payload) => {
      const chargeId = String(payload.telegram_payment_charge_id)
      if (charges.get(chargeId)?.user.id !== Number(payload.user_id))
        throw new Refusal(400, 'Bad Request: CHARGE_NOT_FOUND')
      refund(chargeId)
      return true
    },
    editUserStarSubscription: (payload: Payload) => {
      const found = subscriptions.find(
        ({ user, chargeId }) =>
          user.id === Number(payload.user_id) && chargeId === payload.telegram_payment_charge_id,
      )
      if (!found) throw new Refusal(400, 'Bad Request: CHARGE_ID_INVALID')
      if (payload.is_canceled === true) found.cancelled = 'bot'
      else if (found.cancelled === 'bot') found.cancelled = 'user'
      return true
    },
    getStarTransactions: (payload: Payload) => {
      const offset = Number(payload.offset ?? 0)
      const limit = Number(payload.limit ?? 100)
      if (offset < 0 || limit < 1 || limit > 100) throw new Refusal(400, 'Bad Request: LIMIT_INVALID')
      return { transactions: transactions.slice(offset, offset + limit) }
    },
  }

  return {
    methods,
    invoices,
    subscriptions,
    transactions,
    /** Stars of a person. */
    balance: (user: User) => balances.get(user.id) ?? 0,
    give: (user: User, stars: number) => void balances.set(user.id, (balances.get(user.id) ?? 0) + stars),
    /** The next updates about payments meet these. */
    next: (...what: Mishap[]) => void mishaps.push(...what),
    /** How long Telegram waits for the word on a query, for tests that have less time than it. */
    waitFor(ms: number) {
      checkoutMs = ms
    },
    refund,
    /** Somebody opens an invoice by its link, and pays it. */
    async pay(user: User, link: string, options: { declines?: boolean } = {}): Promise<Paid> {
      const invoice = invoices.get(link)
      if (!invoice) throw new Error('That is no link of an invoice.')
      if (options.declines) return { how: 'declined' }
      if ((balances.get(user.id) ?? 0) < invoice.amount) return { how: 'poor' }
      const id = randomUUID()
      const said = await new Promise<Parameters<Query['answer']>[0]>(answer => {
        const late = setTimeout(() => answer('late'), checkoutMs)
        queries.set(id, {
          ...{ id, user, invoice, askedAt: Date.now() },
          answer(word) {
            clearTimeout(late)
            answer(word)
          },
        })
        updates.push({
          pre_checkout_query: {
            id,
            from: userJson(user),
            currency: 'XTR',
            total_amount: invoice.amount,
            invoice_payload: invoice.payload,
          },
        })
      })
      if (said === 'late') return { how: 'late' }
      if (!said.ok) return { how: 'refused', because: said.because }
      if (!invoice.monthly) return { how: 'paid', chargeId: charge(user, invoice) }
      const until = seconds() + PERIOD
      const chargeId = charge(user, invoice, {
        is_recurring: true,
        is_first_recurring: true,
        subscription_expiration_date: until,
      })
      subscriptions.push({ user, invoice, chargeId, until, cancelled: null })
      return { how: 'paid', chargeId }
    },
    /** Collects the next month of everybody whose month is over by Telegram's clock, without a question to the bot. */
    renew(): string[] {
      const due = subscriptions.filter(({ until, cancelled }) => until <= seconds() && cancelled === null)
      return due.flatMap(subscription => {
        const { user, invoice } = subscription
        if ((balances.get(user.id) ?? 0) < invoice.amount) return []
        subscription.until += PERIOD
        return [
          charge(user, invoice, { is_recurring: true, subscription_expiration_date: subscription.until }),
        ]
      })
    },
    /** Cancelled in the app, of which the bot hears nothing. */
    cancel(user: User) {
      for (const one of subscriptions) if (one.user === user) one.cancelled ??= 'user'
    },
  }
}
