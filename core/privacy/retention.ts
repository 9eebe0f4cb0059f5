import { HOUSE, TASK } from '../../config/limits.js'
import type { Policy, PolicyEntries } from '../../config/policy.js'
import { Prisma, type PrismaClient } from '../../prisma/client.js'
import { dayOf } from '../billing/ledger.js'
import { notice } from '../notice.js'
import type { Vault } from '../ports.js'
import { objectsOf } from '../selfie/objects.js'
import { judged } from '../selfie/store.js'
import { erasePerson } from './erase.js'
import { expireExports } from './export/store.js'

interface Deps {
  db: PrismaClient
  vault: Vault
  policy: Policy
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
  consents: async ({ db }, before) => {
    await db.consent.deleteMany({ where: { endedAt: { lt: before } } })
  },
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
  // Whoever has not agreed that it is kept for later: gone with the hour, unless something is being made of it.
  selfie_session: ({ db, vault }, before) =>
    pages(
      () =>
        db.$queryRaw<{ id: string; referenceKey: string }[]>`
          SELECT s.id, s.reference_key AS "referenceKey" FROM selfie s JOIN person p ON p.id = s.person_id
          WHERE s.reference_key IS NOT NULL AND s.created_at < ${before} AND p.frozen_at IS NULL
            AND coalesce((SELECT c.granted FROM consent c WHERE c.person_id = p.id AND c.purpose = 'keep'
              ORDER BY c.at DESC, c.id DESC LIMIT 1), false) = false
            AND NOT EXISTS (SELECT 1 FROM generation g WHERE g.selfie_id = s.id AND g.state IN ('waiting', 'queued', 'running'))
          LIMIT ${take}`,
      async ({ id, referenceKey }) => {
        await vault.remove(referenceKey)
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
  // Each says by itself until when it can be fetched: as long as it was promised, and no longer.
  exports: deps => expireExports(deps, take),
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
  ledger: ({ db }, before) => dropLedgers(db, before),
  request_log: async ({ db }, before) => {
    await db.inboxEvent.deleteMany({ where: { receivedAt: { lt: before } } })
  },
  security_log: async ({ db }, before) => {
    await db.securityEvent.deleteMany({ where: { at: { lt: before } } })
  },
} satisfies Partial<Record<keyof PolicyEntries, Sweep>>

/** Ledgers of persons who are gone, once their newest entry is older than that; the setting is what the trigger asks for. */
async function dropLedgers(db: PrismaClient, before: Date): Promise<void> {
  await db.$transaction(async tx => {
    await tx.$executeRaw`SELECT set_config('pixbooth.retention', 'on', true)`
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT a.id FROM ledger_account a WHERE a.person_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.account_id = a.id AND e.at >= ${before})
      LIMIT ${take}`
    const ids = rows.map(({ id }) => id)
    if (ids.length === 0) return
    await tx.$executeRaw`DELETE FROM ledger_entry WHERE account_id = ANY (${ids})`
    await tx.$executeRaw`DELETE FROM ledger_account WHERE id = ANY (${ids})`
  })
}

/**
 * Carries out the periods of the policy as of `now`; a second run finds nothing left. What would come of age before the
 * next round is taken with this one, so that no period is ever exceeded. One sweep that fails does not stop the others.
 */
export async function sweepRetention(deps: Deps): Promise<void> {
  const faults: unknown[] = []
  for (const [key, sweep] of Object.entries(SWEEPS)) {
    const { keepMs } = deps.policy.entries[key as keyof typeof SWEEPS]
    await sweep(deps, new Date(deps.now - keepMs + HOUSE.retentionMs)).catch(error => faults.push(error))
  }
  if (faults.length > 0) throw faults[0]
}
