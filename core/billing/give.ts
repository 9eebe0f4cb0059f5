import type { Prisma } from '../../prisma/client.js'
import { HOUSE_BUCKETS, post } from './entries.js'
import { repay } from './settle/paid.js'

/** Credits that nobody paid for; what is owed is paid from them. False when they were given before. */
export async function give(
  tx: Prisma.TransactionClient,
  { ledgerId, amount, reason, once }: { ledgerId: string; amount: number; reason: string; once: string },
): Promise<boolean> {
  const given = await post(tx, {
    kind: 'grant',
    amount,
    from: { house: HOUSE_BUCKETS.gifts },
    to: { account: ledgerId, bucket: 'paid' },
    reason,
    once,
  })
  if (given) await repay(tx, ledgerId)
  return given
}
