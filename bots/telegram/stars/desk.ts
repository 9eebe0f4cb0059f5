/** Where Stars are paid: says whether a payment may go on, and tells the booth what was paid. */
import { STARS } from '../../../config/limits.js'
import { FALLBACK_LANGUAGE } from '../../../config/locales/index.js'
import { describe, Fault, toFault } from '../../../core/errors.js'
import type { Booth } from '../../../core/platform.js'
import type { Clock, Log } from '../../../core/ports.js'
import type { Say } from '../../../core/say.js'
import { timeLimit } from '../../../core/time-limit.js'
import { createLedger } from '../ledger.js'
import type { StarCalls } from './calls.js'
import { type Checkout, type StarPayment, type StarReturn, toPaid, toReversed } from './facts.js'
import type { StarStore } from './store.js'

export interface Desk {
  /** Says yes or no to a pre-checkout query, in time and with a no where there is doubt. Never throws. */
  check(checkout: Checkout): Promise<void>
  /** Settles once a payment is booked; throws when the update is to be brought again. */
  paid(payment: StarPayment): Promise<void>
  /** The same for Stars that went back. */
  returned(back: StarReturn): Promise<void>
  /** Tells the booth of a payment, once. `nothing`: it is for nothing that is sold here. Faults. */
  tell(payment: StarPayment): Promise<'taken' | 'unknown' | 'nothing'>
}

/** Builds it. */
export function createDesk(deps: {
  booth: Pick<Booth, 'settle' | 'mayPay'>
  calls: Pick<StarCalls, 'answer'>
  store: Pick<StarStore, 'productOf'>
  clock: Clock
  say: (language: string) => Say
  log: Log
}): Desk {
  const { booth, calls, store, log } = deps
  /** How often the update about a charge has come to nothing. */
  const tries = createLedger<number>(STARS.invoicesKept)

  /** Null, or why not. What cannot be checked in time is not sold: nobody has paid yet, and may try again. */
  async function whyNot({ ask, payer }: Checkout): Promise<string | null> {
    try {
      return await inTime(booth.mayPay(ask, payer))
    } catch (error) {
      log.warn('a payment in Stars could not be checked, and is refused', {
        error: describe(toFault(error)),
      })
      return deps.say(payer.language ?? FALLBACK_LANGUAGE)('money.notPayable.trouble')
    }
  }

  async function tell(payment: StarPayment) {
    const product = await store.productOf(payment)
    if (product) return booth.settle(toPaid(payment, product, deps.clock.now()))
    log.error('Stars were paid for something that is not sold here')
    return 'nothing'
  }

  /**
   * An update that the booth can make nothing of comes again some times, then it is left to the rounds, which read the same
   * from Telegram's own account: it must not stand in the way of all others for a day. A booth that is away is another
   * matter: then nothing else could be kept either.
   */
  async function keep(chargeId: string, work: () => Promise<'taken' | 'unknown' | 'nothing'>): Promise<void> {
    const fault = await work().then(
      done =>
        done === 'unknown'
          ? new Fault('busy', 'A payment is not known yet.', { facts: { unknown: true } })
          : null,
      toFault,
    )
    if (!fault) return
    const count = (tries.find(chargeId) ?? 0) + 1
    tries.note(chargeId, count)
    const hopeless = fault.code === 'bug' || fault.facts.unknown === true
    if (!hopeless || count < STARS.tries) throw fault
    log.error('an update about Stars is left to the rounds', { error: describe(fault) })
  }

  return {
    async check(checkout) {
      const why = await whyNot(checkout)
      for (let tried = 1; ; tried++) {
        try {
          const heard = await calls.answer(checkout.queryId, why)
          if (!heard) log.warn('a payment in Stars was answered too late, and has come to nothing')
          return
        } catch (error) {
          if (tried < STARS.answerTries) continue
          // Telegram gives it up by itself, and nobody has paid.
          log.warn('a payment in Stars could not be answered', { error: describe(toFault(error)) })
          return
        }
      }
    },
    paid: payment => keep(payment.chargeId, () => tell(payment)),
    returned: back => keep(`back:${back.chargeId}`, () => booth.settle(toReversed(back))),
    tell,
  }
}

/** The answer, or a fault when it takes too long. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const limit = timeLimit(STARS.checkMs)
  const late = new Promise<never>((_resolve, reject) => {
    limit.addEventListener('abort', () => reject(new Fault('timeout', 'Checking took too long.')), {
      once: true,
    })
  })
  return Promise.race([work, late])
}
