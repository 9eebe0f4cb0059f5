import { PAYMENTS } from '../../../config/limits.js'
import { tellPerson } from '../../delivery/says.js'
import type { JobRef } from '../../jobs.js'
import { notice } from '../../notice.js'
import type { UnpaidFact } from '../facts.js'
import { askedAt, type Tx } from './owner.js'

/** A payment that was begun waits for its bank, or has come to nothing; one that was paid meanwhile stays paid. */
export async function takeUnpaid(tx: Tx, fact: UnpaidFact, now: number): Promise<JobRef[] | null> {
  const { paymentId, rail, state } = fact
  const { count } = await tx.payment.updateMany({
    where: { id: paymentId, rail, state: { in: ['open', 'pending'].filter(from => from !== state) } },
    data: {
      state,
      url: null,
      checkAt: state === 'pending' ? new Date(now + PAYMENTS.pendingMs) : null,
    },
  })
  if (count === 0 || state === 'expired') return []
  const payment = await tx.payment.findUnique({ where: { id: paymentId } })
  if (!payment?.personId) return []
  const words = notice(state === 'pending' ? 'payment_pending' : 'payment_failed', {
    product: payment.product,
  })
  return tellPerson(tx, { personId: payment.personId, notice: words, now, at: askedAt(payment) })
}
