/** The calls that move Stars, or let them move. Nothing here writes into a chat. */
import { STARS } from '../../../config/limits.js'
import { type Call, Refused } from '../calls.js'
import { cutText } from '../text.js'

/** `charge`: Telegram knows no such payment of that person. */
export type Done = 'done' | 'charge'

export interface StarCalls {
  /** Says whether a payment may go on: null, or why not. False when nobody waits for that any more. Faults as `Call`. */
  answer(queryId: string, why: string | null): Promise<boolean>
  /** Gives the Stars of a payment back; those that went back before are no trouble. Faults as `Call`. */
  refund(userId: string, chargeId: string): Promise<Done>
  /** Lets a subscription run out: no further month is collected, and only the bot can allow it again. Faults as `Call`. */
  cancel(userId: string, chargeId: string): Promise<Done>
}

/** Builds them. */
export function createStarCalls(call: Call): StarCalls {
  const of = (userId: string, chargeId: string) => ({
    user_id: Number(userId),
    telegram_payment_charge_id: chargeId,
  })
  return {
    async answer(queryId, why) {
      const word = why === null ? { ok: true } : { ok: false, error_message: cutText(why, STARS.reasonUnits) }
      try {
        await call(
          'answerPreCheckoutQuery',
          { pre_checkout_query_id: queryId, ...word },
          { ms: STARS.answerMs },
        )
        return true
      } catch (error) {
        if (error instanceof Refused && error.refusal.kind === 'late') return false
        throw error
      }
    },
    async refund(userId, chargeId) {
      try {
        await call('refundStarPayment', of(userId, chargeId))
      } catch (error) {
        const kind = error instanceof Refused ? error.refusal.kind : undefined
        if (kind === 'charge') return 'charge'
        if (kind !== 'refunded') throw error
      }
      return 'done'
    },
    async cancel(userId, chargeId) {
      try {
        await call('editUserStarSubscription', { ...of(userId, chargeId), is_canceled: true })
        return 'done'
      } catch (error) {
        if (error instanceof Refused && error.refusal.kind === 'charge') return 'charge'
        throw error
      }
    },
  }
}
