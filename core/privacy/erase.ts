import type { PrismaClient } from '../../prisma/client.js'
import { Fault } from '../errors.js'
import { cancelAll } from '../generation/cancel.js'
import { ownersOf } from '../person/data-keys.js'
import { endLinksOf } from '../person/link.js'
import type { Vault } from '../ports.js'
import type { Pseudonym } from './pseudonym.js'
import { countAll, type Receipt } from './receipt.js'
import { removeTraces } from './traces.js'

/** What an erasure works with. */
export interface ErasureTools {
  db: PrismaClient
  vault: Vault
  pseudonym: Pseudonym
}

/** The last step is one transaction: a person with many rows takes longer than Prisma allows by itself. */
const LAST_STEP = { maxWait: 10_000, timeout: 60_000 }

/**
 * Erases a person, in an order in which every step may be the last one before a crash: the mark, by which the rounds find
 * an erasure that was cut off; then what runs is stopped, its credits released; then the data keys are destroyed, and all
 * pictures with them, in every backup too; then, in one commit, the person goes with everything that hangs on them, and
 * with everything that does not hang on them but knows of them. Each step finds done what it did before.
 *
 * `during` is the event that asks for it: it is not answered yet, and its answer says goodbye.
 */
export async function erasePerson(
  tools: ErasureTools,
  personId: string,
  now: number,
  during?: { platform: string; eventId: string },
): Promise<Receipt> {
  const { db, vault } = tools
  const marked = await db.person.updateMany({ where: { id: personId }, data: { erasingAt: new Date(now) } })
  // Nobody is erased by the name of somebody who has just become a part of another person.
  if (marked.count === 0 && (await db.vaultOwner.count({ where: { id: personId } })) > 0)
    throw new Fault('busy', 'The person has become another one.')
  await cancelAll(db, personId, now)
  // Photos on their way in and messages on their way out: whoever holds such a task is stopped by the loss of it.
  await db.task.deleteMany({ where: { personId } })
  await endLinksOf(db, personId)
  const counts = await countAll(db, personId)
  // No more of them can come: whoever is being erased joins nobody.
  const owners = await ownersOf(db, personId)
  for (const owner of owners) await vault.forgetOwner(owner)
  const erasing = { personId, counts, now, during }
  const receipt = await db.$transaction(tx => removeTraces(tx, tools.pseudonym, erasing), LAST_STEP)
  // What was being written meanwhile; what comes even later is taken away by whoever writes it, or as an orphan.
  for (const owner of owners) await vault.forgetOwner(owner)
  return receipt
}

/** Persons whose erasure was begun before that time and never ended. */
export async function unfinishedErasures(db: PrismaClient, before: number): Promise<string[]> {
  const rows = await db.person.findMany({
    where: { erasingAt: { lt: new Date(before) } },
    select: { id: true },
    take: 100,
  })
  return rows.map(row => row.id)
}
