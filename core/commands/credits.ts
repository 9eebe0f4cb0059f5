import { PLANS } from '../../config/plans.js'
import { entriesOf, entryLine, heldFor, workWords } from '../billing/history.js'
import { balance, dayOf } from '../billing/ledger.js'
import { dayWords, productTitle } from '../billing/money.js'
import { ownLedger, packsFor } from '../billing/offers.js'
import { runningPlan } from '../billing/plan.js'
import { sells } from '../billing/shop.js'
import { notice } from '../notice.js'
import type { Button } from '../platform.js'
import { type Answer, type Command, type Context, fillCredits, tell } from './command.js'
import { personal, shelf } from './money.js'

/** What there is, and what of it waits. `due`: up to how much the day's credits would be filled up. */
async function standing(context: Context, due: number): Promise<string[]> {
  const { db, visitor, say, plan, now } = context
  const { available, free: left, held, debt, frozen } = await balance(db, visitor.personId)
  const free = Math.max(left, due)
  const others = available - left
  const work = held > 0 ? await heldFor(db, visitor.personId) : []
  const running = await runningPlan(db, visitor.personId, now)
  return [
    say('money.balance', { available: free + others }),
    say('money.balanceFree', { free, perDay: plan.freePerDay }),
    say('money.balanceOthers', { others }),
    ...(held > 0 ? [say('money.balanceHeld', { held })] : []),
    ...work.map(one => say('money.balanceWork', { count: one.amount, work: workWords(say, one) })),
    ...(debt > 0 ? [say('money.balanceDebt', { debt })] : []),
    ...(frozen ? [say('money.balanceFrozen')] : []),
    running
      ? say('money.planNow', {
          product: productTitle(say, running.product),
          date: dayWords(say, running.endsAt ?? running.paidUntil),
        })
      : say('money.planFree', { images: PLANS.plus.imagesPerRun }),
  ]
}

/** A page of what has happened to them, newest first. */
async function history(context: Context, page: number): Promise<{ lines: string[]; buttons: Button[][] }> {
  const { db, say, visitor } = context
  const ledger = await db.ledgerAccount.findUnique({ where: { personId: visitor.personId } })
  const { entries, more } = ledger ? await entriesOf(db, ledger.id, page) : { entries: [], more: false }
  return {
    lines: entries.map(entry => entryLine(entry, say)),
    buttons: more ? [[{ action: `credits:${page + 1}`, label: say('money.olderButton') }]] : [],
  }
}

async function view(context: Context): Promise<Answer> {
  const { say } = context
  await fillCredits(context)
  const lines = await standing(context, 0)
  const before = await history(context, 0)
  const sold = await shelf(context, {
    products: packsFor('person'),
    ledger: () => ownLedger(context),
    title: say('money.packsTitle'),
    again: 'credits',
  })
  const plans: Button[][] = sells(context) ? [[{ action: 'subscribe', label: say('money.plansButton') }]] : []
  return personal(
    context,
    'credits',
    [...lines, say('money.historyTitle'), ...before.lines, ...sold.lines].join('\n'),
    [...sold.buttons, [...plans.flat(), ...before.buttons.flat()]].filter(row => row.length > 0),
  )
}

async function older(context: Context, page: number): Promise<Answer> {
  const { lines, buttons } = await history(context, page)
  if (lines.length === 0) return tell(context, notice('button_old'))
  return personal(
    context,
    `credits:${page}`,
    [context.say('money.historyTitle'), ...lines].join('\n'),
    buttons,
  )
}

/** What somebody has, why, and how to get more. */
export const credits: Command = {
  name: 'credits',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  run: view,
  // The day's credits count as there, though nobody has come to fetch them.
  async glance(context) {
    const due = context.visitor.freeDay < dayOf(context.now) ? context.plan.freePerDay : 0
    return personal(context, 'credits', (await standing(context, due)).join('\n'), [
      [{ action: 'credits', label: context.say('money.creditsButton') }],
    ])
  },
  presses: {
    async credits(context, [page]) {
      if (page === undefined) return view(context)
      return /^[1-9]\d{0,4}$/.test(page) ? older(context, Number(page)) : tell(context, notice('button_old'))
    },
  },
}
