import { INBOX, TASK } from '../../config/limits.js'
import { POLICY } from '../../config/policy.js'
import type { PrismaClient } from '../../prisma/client.js'
import type { Vault } from '../ports.js'
import { erasePerson } from './erase.js'

interface Deps {
  db: PrismaClient
  vault: Vault
  now: number
}

type Sweep = (deps: Deps, before: Date) => Promise<void>

/** Works through rows a page at a time until none is left. */
async function pages<Row>(find: () => Promise<Row[]>, each: (row: Row) => Promise<unknown>): Promise<void> {
  for (;;) {
    const rows = await find()
    for (const row of rows) await each(row)
    if (rows.length < TASK.sweepBatch) return
  }
}

const take = TASK.sweepBatch

/**
 * How each entry of the policy with a period of its own is carried out. Entries without a period go with the account,
 * by the foreign keys.
 */
export const SWEEPS = {
  account: ({ db, vault, now }, before) =>
    pages(
      () => db.person.findMany({ where: { lastSeenAt: { lt: before } }, select: { id: true }, take }),
      ({ id }) => erasePerson({ db, vault }, id, now),
    ),
  selfie_original: ({ db, vault }, before) =>
    pages(
      () => db.selfie.findMany({ where: { originalKey: { not: null }, createdAt: { lt: before } }, take }),
      async ({ id, originalKey }) => {
        if (originalKey) await vault.remove(originalKey)
        await db.$executeRaw`UPDATE selfie SET original_key = NULL, source = NULL WHERE id = ${id}`
      },
    ),
  selfie_reference: ({ db, vault }, before) =>
    pages(
      () => db.selfie.findMany({ where: { referenceKey: { not: null }, createdAt: { lt: before } }, take }),
      async ({ id, referenceKey }) => {
        if (referenceKey) await vault.remove(referenceKey)
        await db.selfie.updateMany({ where: { id }, data: { state: 'forgotten', referenceKey: null } })
      },
    ),
  selfie_verdict: async ({ db }, before) => {
    await db.selfie.deleteMany({
      where: { state: { in: ['refused', 'failed', 'forgotten'] }, createdAt: { lt: before } },
    })
  },
  images: ({ db, vault }, before) =>
    pages(
      () => db.image.findMany({ where: { createdAt: { lt: before } }, take }),
      async ({ id, objectKey }) => {
        await vault.remove(objectKey)
        await db.image.deleteMany({ where: { id } })
      },
    ),
  generations: async ({ db }, before) => {
    await db.generation.deleteMany({ where: { endedAt: { lt: before }, images: { none: {} } } })
  },
  addresses: async ({ db }, before) => {
    await db.delivery.deleteMany({ where: { openedAt: { lt: before } } })
  },
  messages: async ({ db }, before) => {
    await db.webMessage.deleteMany({ where: { at: { lt: before } } })
  },
  reports: async ({ db }, before) => {
    await db.report.deleteMany({ where: { closedAt: { lt: before } } })
  },
} satisfies Partial<Record<keyof typeof POLICY, Sweep>>

/** Carries out the periods of the policy as of `now`; a second run finds nothing left. */
export async function sweepRetention(deps: Deps): Promise<void> {
  for (const [key, sweep] of Object.entries(SWEEPS)) {
    const { keepMs } = POLICY[key as keyof typeof SWEEPS]
    await sweep(deps, new Date(deps.now - keepMs))
  }
  // No personal data, but not for ever either.
  await deps.db.inboxEvent.deleteMany({ where: { receivedAt: { lt: new Date(deps.now - INBOX.keepMs) } } })
}
