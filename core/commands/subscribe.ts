import { PLANS, PRODUCTS, type Product, type Rail } from '../../config/plans.js'
import { dayWords, moneyWords, productTitle } from '../billing/money.js'
import { ownLedger } from '../billing/offers.js'
import { type RunningPlan, runningPlan } from '../billing/plan.js'
import { priceOf } from '../billing/purchase.js'
import { railsOf } from '../billing/shop.js'
import type { Button } from '../platform.js'
import type { TextId } from '../say.js'
import type { Answer, Command, Context } from './command.js'
import { personal, shelf } from './money.js'

const SOLD: readonly Product[] = PRODUCTS.filter(({ kind }) => kind === 'plan')

/** How a plan is ended, which is the business of whoever collects for it. */
const ENDING: Record<Rail, TextId> = {
  stripe: 'money.endStripe',
  stars: 'money.endStars',
  discord: 'money.endDiscord',
}

/** Where the way of a plan is not to be had, it was bought elsewhere, and is ended there. */
export function endingWords(context: Context, rail: Rail): string {
  return context.say(railsOf(context).includes(rail) ? ENDING[rail] : 'money.endElsewhere')
}

/** Which plan runs, until when, and how it is ended. */
export function planLines(context: Context, running: RunningPlan): string[] {
  const { say } = context
  const facts = {
    product: productTitle(say, running.product),
    date: dayWords(say, running.endsAt ?? running.paidUntil),
  }
  if (running.endsAt) return [say('money.planEnds', facts)]
  return [say(running.late ? 'money.planLate' : 'money.planRuns', facts), endingWords(context, running.rail)]
}

/** A plan as a line: what comes with it each month, and what it costs here. */
function line(context: Context, { id, plan = 'plus', credits }: Product, price: string | null): string {
  const { say } = context
  const { freePerDay, imagesPerRun, handicap } = PLANS[plan]
  const facts = {
    ...{ product: productTitle(say, id), credits, images: imagesPerRun },
    perDay: Math.max(freePerDay, context.plan.freePerDay),
    line: say(handicap === 0 ? 'money.lineFirst' : 'money.lineAhead'),
  }
  return price === null ? say('money.planLine', facts) : say('money.planLinePrice', { ...facts, price })
}

function priceHere(context: Context, product: Product): string | null {
  const [price] = railsOf(context).flatMap(rail => priceOf(product, rail) ?? [])
  return price ? moneyWords(context.say.language, price.amount, price.currency) : null
}

async function view(context: Context, wanted: string): Promise<Answer> {
  const { db, visitor, say, now } = context
  const running = await runningPlan(db, visitor.personId, now)
  const named = SOLD.filter(({ id }) => id === wanted.trim().toLowerCase())
  const products = named.length > 0 ? named : SOLD
  const lines = [
    say('money.plansTitle'),
    say('money.planLineFree', { perDay: context.plan.freePerDay }),
    ...SOLD.map(product => line(context, product, priceHere(context, product))),
  ]
  const more: Button[] = [{ action: 'credits', label: say('money.creditsButton') }]
  if (running) {
    // A second one would be paid for nothing.
    const buttons = [[{ action: 'billing', label: say('money.billingButton') }, ...more]]
    return personal(context, 'subscribe', [...planLines(context, running), ...lines].join('\n'), buttons)
  }
  const sold = await shelf(context, {
    products,
    ledger: () => ownLedger(context),
    title: say('money.plansHow'),
    again: 'subscribe',
  })
  return personal(context, 'subscribe', [...lines, ...sold.lines].join('\n'), [...sold.buttons, more])
}

/** The plans side by side, and a way to each; whoever has one is told how it stands. */
export const subscribe: Command = {
  name: 'subscribe',
  argument: '[plan]',
  options: [{ name: 'plan', required: false }],
  takesPhoto: false,
  needsConsent: false,
  run: view,
  presses: { subscribe: context => view(context, '') },
}
