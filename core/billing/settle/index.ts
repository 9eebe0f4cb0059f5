import type { PrismaClient } from '../../../prisma/client.js'
import type { JobRef } from '../../jobs.js'
import type { Fact } from '../facts.js'
import type { Tx } from './owner.js'
import { takePaid } from './paid.js'
import { takeDisputed, takeReversed } from './reversed.js'
import { takeSubscription } from './subscription.js'
import { takeUnpaid } from './unpaid.js'

function take(tx: Tx, fact: Fact, now: number): Promise<JobRef[] | null> {
  switch (fact.is) {
    case 'paid':
      return takePaid(tx, fact, now)
    case 'unpaid':
      return takeUnpaid(tx, fact, now)
    case 'reversed':
      return takeReversed(tx, fact, now)
    case 'disputed':
      return takeDisputed(tx, fact, now)
    case 'subscription':
      return takeSubscription(tx, fact, now)
  }
}

/**
 * Takes what a rail says, all of it in one commit, with the message to whom it concerns; a repeat changes nothing. Null:
 * it is about something that has not been told of yet.
 */
export async function settleFact(db: PrismaClient, fact: Fact, now: number): Promise<JobRef[] | null> {
  return db.$transaction(tx => take(tx, fact, now))
}
