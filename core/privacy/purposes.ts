import type { Purpose } from '../../config/policy.js'
import type { PrismaClient } from '../../prisma/client.js'
import type { Vault } from '../ports.js'

interface Tools {
  db: PrismaClient
  vault: Vault
}

/**
 * Removes what was kept for a purpose that is no longer agreed to. Photos and age are not among them: whoever takes those
 * back has everything stopped (core/commands/consent.ts).
 */
export async function dropPurpose(tools: Tools, personId: string, purpose: Purpose): Promise<void> {
  const { db } = tools
  if (purpose === 'keep') await dropKept(tools, personId)
  if (purpose === 'likeness')
    await db.generation.updateMany({ where: { personId, unlike: true }, data: { unlike: false } })
  if (purpose === 'improve')
    await db.$executeRaw`UPDATE report SET about = NULL WHERE person_id = ${personId}`
}

/** Crops that wait for later; one that something is being made of goes with the next sweep. */
async function dropKept({ db, vault }: Tools, personId: string): Promise<void> {
  const kept = await db.selfie.findMany({
    where: {
      personId,
      state: 'accepted',
      referenceKey: { not: null },
      generations: { none: { state: { in: ['waiting', 'queued', 'running'] } } },
    },
    select: { id: true, referenceKey: true },
  })
  for (const { id, referenceKey } of kept) {
    if (referenceKey) await vault.remove(referenceKey)
    await db.selfie.updateMany({ where: { id }, data: { state: 'forgotten', referenceKey: null } })
  }
}
