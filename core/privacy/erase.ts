import type { PrismaClient } from '../../prisma/client.js'
import { cancelAll } from '../generation/cancel.js'
import type { Vault } from '../ports.js'

/** What was removed, in counts. */
export interface Receipt {
  selfies: number
  images: number
  generations: number
  messages: number
}

/**
 * Erases a person: what runs is stopped and its credits released, the data key is destroyed and all pictures with it,
 * then the row goes and everything that hangs on it. The mark comes first, so that the sweeper can go on after a crash.
 */
export async function erasePerson(
  tools: { db: PrismaClient; vault: Vault },
  personId: string,
  now: number,
): Promise<Receipt> {
  const { db, vault } = tools
  await db.person.updateMany({ where: { id: personId }, data: { erasingAt: new Date(now) } })
  await cancelAll(db, personId, now)
  const receipt = {
    selfies: await db.selfie.count({ where: { personId, state: { not: 'forgotten' } } }),
    images: await db.image.count({ where: { personId } }),
    generations: await db.generation.count({ where: { personId } }),
    messages: await db.webMessage.count({ where: { chat: { account: { personId } } } }),
  }
  await vault.forgetOwner(personId)
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
