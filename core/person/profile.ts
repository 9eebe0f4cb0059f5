import type { PrismaClient } from '../../prisma/client.js'

/** Notes since when a person's data is frozen; null ends that. */
export async function setFrozen(db: PrismaClient, personId: string, at: Date | null): Promise<void> {
  await db.person.updateMany({ where: { id: personId }, data: { frozenAt: at } })
}

/** Corrects what a person has told about themselves; null takes it out. */
export async function correctProfile(
  db: PrismaClient,
  personId: string,
  facts: { name?: string | null; birthYear?: number | null },
): Promise<void> {
  await db.person.updateMany({ where: { id: personId }, data: facts })
}
