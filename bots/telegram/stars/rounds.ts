/**
 * Rounds over payments in Stars: what an update has not told is read from Telegram's own account, what operators want is
 * done there, and what has come to its end is noted.
 *
 * Telegram says nothing when somebody cancels a subscription, or when their Stars do not suffice: it just brings no further
 * payment. So a plan goes on until the day that is paid, and a day longer; when no payment of a next month stands in the
 * account by then, it has ended. Should one come later still, the plan goes on with it.
 */
import { STARS } from '../../../config/limits.js'
import { describe, Fault, toFault } from '../../../core/errors.js'
import type { Booth } from '../../../core/platform.js'
import type { Clock, Log } from '../../../core/ports.js'
import { Refused } from '../calls.js'
import type { StarCalls } from './calls.js'
import type { Desk } from './desk.js'
import { type StarLine, toReversed } from './facts.js'
import type { StarHistory } from './history.js'
import type { DueRefund, DueSubscription, StarStore } from './store.js'

export interface RoundDeps {
  booth: Pick<Booth, 'settle'>
  desk: Pick<Desk, 'tell'>
  calls: Pick<StarCalls, 'refund' | 'cancel'>
  history: StarHistory
  store: StarStore
  clock: Clock
  log: Log
}

/** One round. Never throws: what fails is said in the log, and tried again in the next one. */
export async function sweepStars(deps: RoundDeps): Promise<void> {
  const { store, clock } = deps
  const now = clock.now()
  const caughtUp = await attempt(deps, 'payments in Stars could not be read', () => catchUp(deps))
  await attempt(deps, 'refunds in Stars could not be looked for', async () => {
    for (const due of await store.dueRefunds(now))
      if (!(await attempt(deps, 'Stars could not be given back yet', () => giveBack(deps, due))))
        await store.refundAgain(due.paymentId, now + STARS.againMs)
    return true
  })
  await attempt(deps, 'subscriptions in Stars could not be looked for', async () => {
    for (const due of await store.dueStops(now))
      if (!(await attempt(deps, 'a subscription in Stars could not be ended yet', () => stop(deps, due))))
        await store.stopAgain(due.subscriptionId, now + STARS.againMs)
    return true
  })
  // Only whoever knows all that was paid can say that something was not.
  if (caughtUp) await attempt(deps, 'what is over could not be noted', () => endWhatIsOver(deps, now))
}

async function attempt({ log }: RoundDeps, trouble: string, work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work()
  } catch (error) {
    log.warn(trouble, { error: error instanceof Refused ? error.message : describe(toFault(error)) })
    return false
  }
}

/** Reads what is new; true when all of it is booked. The mark stops where something could not be. */
async function catchUp(deps: RoundDeps): Promise<boolean> {
  const { store, history } = deps
  const mark = await store.readUntil()
  let all = true
  for await (const lines of history.since(mark === null ? 0 : mark - STARS.overlapMs)) {
    const booked = await store.booked(lines.flatMap(line => chargeOf(line) ?? []))
    for (const line of lines)
      all =
        (await attempt(deps, 'a payment in Stars could not be booked yet', () => book(deps, line, booked))) &&
        all
    const last = lines.findLast(({ at }) => Number.isFinite(at))
    if (all && last) await store.noteRead(last.at)
  }
  return all
}

function chargeOf(line: StarLine): string | undefined {
  return line.is === 'paid' ? line.payment.chargeId : line.is === 'returned' ? line.back.chargeId : undefined
}

/** False when it is to be read again. */
async function book(deps: RoundDeps, line: StarLine, booked: Map<string, number>): Promise<boolean> {
  if (line.is === 'paid') {
    const { payment } = line
    if (booked.has(payment.chargeId)) return true
    const told = await deps.desk.tell(payment)
    if (told === 'taken') {
      deps.log.warn('a payment in Stars was found that no update had told of')
      booked.set(payment.chargeId, 0)
    }
    return told !== 'unknown'
  }
  // What went back of something that was not sold here is none of ours; payments stand before their refunds.
  if (
    line.is === 'returned' &&
    (booked.get(line.back.chargeId) ?? Number.POSITIVE_INFINITY) < line.back.amount
  )
    await deps.booth.settle(toReversed(line.back))
  return true
}

/** Gives back what an operator wants given back, and books it. */
async function giveBack({ calls, history, booth, store }: RoundDeps, due: DueRefund): Promise<boolean> {
  const { paymentId, chargeId, amount } = due
  let done = false
  for (const payer of due.payers) done ||= (await calls.refund(payer, chargeId)) === 'done'
  if (!done) {
    // Whoever paid has been erased, or has paid from another account of theirs: Telegram still knows.
    const payer = await history.find(due.at - STARS.searchMs, line =>
      line.is === 'paid' && line.payment.chargeId === chargeId ? line.payment.buyer.userId : undefined,
    )
    done = payer !== undefined && (await calls.refund(payer, chargeId)) === 'done'
  }
  if (!done) throw new Fault('bug', 'Telegram knows no such payment in Stars.')
  await booth.settle(toReversed({ chargeId, paymentId, amount }))
  await store.refunded(paymentId)
  return true
}

/** Lets no further month be collected, and notes it. */
async function stop(deps: RoundDeps, due: DueSubscription): Promise<boolean> {
  const { calls, history, booth, store, clock } = deps
  const { subscriptionId, customerId, chargeId, paidUntil, isNobodys } = due
  let done =
    customerId !== undefined &&
    chargeId !== undefined &&
    (await calls.cancel(customerId, chargeId)) === 'done'
  if (!done) {
    const first = await history.find(due.since - STARS.searchMs, line =>
      line.is === 'paid' && line.payment.paymentId === subscriptionId ? line.payment : undefined,
    )
    done = first !== undefined && (await calls.cancel(first.buyer.userId, first.chargeId)) === 'done'
  }
  // One that has run out already has nothing left to stop.
  if (!done && paidUntil > clock.now()) throw new Fault('bug', 'Telegram knows no such subscription.')
  await booth.settle({
    ...factOf(due),
    // Whoever is still here keeps what is paid.
    state: isNobodys || paidUntil <= clock.now() ? 'ended' : 'active',
    endsAt: paidUntil,
  })
  await store.stopped(subscriptionId)
  return true
}

async function endWhatIsOver({ booth, store }: RoundDeps, now: number): Promise<boolean> {
  for (const due of await store.overdue(now))
    await booth.settle({ ...factOf(due), state: 'ended', endsAt: due.paidUntil })
  // A payment that was let through in the last moment has a while to arrive.
  for (const paymentId of await store.expired(now - STARS.overlapMs))
    await booth.settle({ is: 'unpaid', rail: 'stars', paymentId, state: 'expired' })
  return true
}

function factOf({ subscriptionId, product, paidUntil, customerId }: DueSubscription) {
  const names = { paymentId: subscriptionId, subscriptionId, customerId }
  return { is: 'subscription', rail: 'stars', ...names, product, paidUntil } as const
}
