import type { PrismaClient } from '../../prisma/client.js'
import { Fault } from '../errors.js'
import { cancelAll } from '../generation/cancel.js'
import { ownersOf } from '../person/data-keys.js'
import type { Vault } from '../ports.js'

/** What was removed, in counts. */
export interface Receipt {
  selfies: number
  images: number
  generations: number
  messages: number
}

/**
 * Erases a person: what runs is stopped and its credits released, the data keys are destroyed and all pictures with them,
 * then the row goes and everything that hangs on it. The mark comes first, so that the sweeper can go on after a crash.
 */
export async function erasePerson(
  tools: { db: PrismaClient; vault: Vault },
  personId: string,
  now: number,
): Promise<Receipt> {
  const { db, vault } = tools
  const marked = await db.person.updateMany({ where: { id: personId }, data: { erasingAt: new Date(now) } })
  // Nobody is erased by the name of somebody who has just become a part of another person.
  if (marked.count === 0 && (await db.vaultOwner.count({ where: { id: personId } })) > 0)
    throw new Fault('busy', 'The person has become another one.')
  await cancelAll(db, personId, now)
  const receipt = {
    selfies: await db.selfie.count({ where: { personId, state: { not: 'forgotten' } } }),
    images: await db.image.count({ where: { personId } }),
    generations: await db.generation.count({ where: { personId } }),
    messages: await db.webMessage.count({ where: { chat: { account: { personId } } } }),
  }
  // No more of them can come: whoever is being erased joins nobody.
  for (const owner of await ownersOf(db, personId)) await vault.forgetOwner(owner)
  // A report outlives its author, without a name; its words go.
  await db.report.updateMany({ where: { personId }, data: { text: '', imageId: null } })
  await db.person.deleteMany({ where: { id: personId } })
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
