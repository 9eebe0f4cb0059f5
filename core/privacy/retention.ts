import { HOUSE, INBOX, TASK } from '../../config/limits.js'
import { POLICY } from '../../config/policy.js'
import { Prisma, type PrismaClient } from '../../prisma/client.js'
import { dayOf } from '../billing/ledger.js'
import { notice } from '../notice.js'
import type { Vault } from '../ports.js'
import { objectsOf } from '../selfie/objects.js'
import { judged } from '../selfie/store.js'
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
  wishes: async ({ db }, before) => {
    await db.person.updateMany({
      where: { wishedAt: { lt: before } },
      data: { wish: null, wishedAt: null, wishEvent: null },
    })
  },
  // A photo that nobody has come to look at by now is given up; a whole picture is no longer waited for.
  selfie_original: async ({ db, vault, now }, before) => {
    const old = { createdAt: { lt: before } }
    await pages(
      () => db.selfie.findMany({ where: { state: { in: ['fetching', 'looking'] }, ...old }, take }),
      async selfie => {
        await judged(db, selfie.id, { state: 'failed', notices: [notice('photo_failed')] }, now)
        for (const key of objectsOf(selfie)) await vault.remove(key)
      },
    )
    await pages(
      () => db.selfie.findMany({ where: { wholeKey: { not: null }, ...old }, take }),
      async ({ id, wholeKey }) => {
        if (wholeKey) await vault.remove(wholeKey)
        await db.selfie.updateMany({ where: { id }, data: { wholeKey: null } })
      },
    )
  },
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
  prompts: async ({ db }, before) => {
    await db.generation.updateMany({
      where: { endedAt: { lt: before }, prompt: { not: null } },
      data: { prompt: null },
    })
  },
  generations: async ({ db }, before) => {
    await db.generation.deleteMany({ where: { endedAt: { lt: before }, images: { none: {} } } })
  },
  // One that is still open is stopped by the rounds first.
  engine_orders: async ({ db }, before) => {
    await db.engineOrder.deleteMany({ where: { endedAt: { lt: before } } })
  },
  engine_spend: async ({ db }, before) => {
    await db.engineSpend.deleteMany({ where: { day: { lt: dayOf(before.getTime()) } } })
  },
  likeness: async ({ db }, before) => {
    await db.generation.updateMany({
      where: { unlike: true, endedAt: { lt: before } },
      data: { unlike: false },
    })
  },
  inbox: async ({ db }, before) => {
    await db.inboxEvent.updateMany({
      where: { receivedAt: { lt: before }, NOT: { payload: { equals: Prisma.DbNull } } },
      data: { payload: Prisma.DbNull, doneAt: before },
    })
  },
  addresses: async ({ db }, before) => {
    await db.delivery.deleteMany({ where: { openedAt: { lt: before } } })
  },
  links: async ({ db }, before) => {
    await db.link.deleteMany({ where: { createdAt: { lt: before } } })
    await db.linkTry.deleteMany({ where: { at: { lt: before } } })
  },
  messages: async ({ db }, before) => {
    await db.webMessage.deleteMany({ where: { at: { lt: before } } })
  },
  reports: async ({ db }, before) => {
    await db.report.deleteMany({ where: { closedAt: { lt: before } } })
  },
  notifications: async ({ db }, before) => {
    await db.notificationRecipient.deleteMany({ where: { notification: { createdAt: { lt: before } } } })
  },
} satisfies Partial<Record<keyof typeof POLICY, Sweep>>

/**
 * Carries out the periods of the policy as of `now`; a second run finds nothing left. What would come of age before the
 * next round is taken with this one, so that no period is ever exceeded. One sweep that fails does not stop the others.
 */
export async function sweepRetention(deps: Deps): Promise<void> {
  const faults: unknown[] = []
  for (const [key, sweep] of Object.entries(SWEEPS)) {
    const { keepMs } = POLICY[key as keyof typeof SWEEPS]
    await sweep(deps, new Date(deps.now - keepMs + HOUSE.retentionMs)).catch(error => faults.push(error))
  }
  // No personal data, but not for ever either.
  await deps.db.inboxEvent.deleteMany({ where: { receivedAt: { lt: new Date(deps.now - INBOX.keepMs) } } })
  if (faults.length > 0) throw faults[0]
}
