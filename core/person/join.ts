/** Two persons become one. */
import { Prisma, type PrismaClient } from '../../prisma/client.js'
import { joinCredits } from '../billing/join.js'
import { openAccount } from '../billing/ledger.js'
import { Fault } from '../errors.js'
import type { JobRef } from '../jobs.js'
import { type Notice, notice } from '../notice.js'
import { freeNames } from './character.js'
import { bumpLink, move } from './link.js'

type Tx = Prisma.TransactionClient

/**
 * Tables whose rows move, in the order in which all others lock them too (core/selfie, core/generation, core/delivery):
 * a photo, what is made of it, its message, its task.
 */
const TABLES = [
  'selfie',
  'generation',
  'image',
  'export',
  'delivery',
  'task',
  'consent',
  'report',
  'account',
  'vault_owner',
] as const

/**
 * The host says yes: the guest account's person becomes a part of the host account's, in one commit. Everything moves,
 * work under way included; pictures stay where they lie, under the name of their owner. Answers the host's person, and
 * `joined: false` when there was nothing to say yes to, because it had ended or a repeat of this had been faster.
 * Notice: `erasing`, when one of the two is being erased.
 *
 * Locks, in this order: both persons, by id, so that nobody begins to erase, join, or ask for something; what hangs on
 * the guest; the guest for good, which waits for those who are just adding something; what they have added; the ledger.
 */
export async function joinPersons(
  db: PrismaClient,
  step: { linkId: string; freePerDay: number; now: number },
): Promise<{ joined: boolean; personId: string | null; jobs: JobRef[] } | Notice> {
  const { linkId, freePerDay, now } = step
  // Before the locks: what is settled while it waits for them must find the account; see `settleCtes`.
  const host = (await read(db, linkId)).host
  if (host !== null) await openAccount(db, host)
  return db.$transaction(async tx => {
    const before = await read(tx, linkId)
    const ids = [before.host, before.guest].filter(id => id !== null)
    const persons = await tx.$queryRaw<{ id: string; erasing: boolean }[]>`
      SELECT id, erasing_at IS NOT NULL AS erasing FROM person WHERE id = ANY (${ids}) ORDER BY id FOR NO KEY UPDATE`
    const { agreed, host, guest } = await read(tx, linkId)
    if (!agreed || host === null || guest === null) return { joined: false, personId: host, jobs: [] }
    if (host !== before.host || guest !== before.guest)
      throw new Fault('busy', 'The accounts have changed hands meanwhile.')
    if (persons.some(({ erasing }) => erasing)) return notice('erasing')
    if (!(await move(tx, linkId, ['agreed'], 'joined', now)))
      return { joined: false, personId: host, jobs: [] }
    if (host !== guest) await absorb(tx, { hostId: host, guestId: guest, freePerDay })
    return { joined: true, personId: host, jobs: await bumpLink(tx, linkId) }
  })
}

async function read(
  tx: Tx | PrismaClient,
  linkId: string,
): Promise<{ agreed: boolean; host: string | null; guest: string | null }> {
  const link = await tx.link.findUnique({ where: { id: linkId }, include: { host: true, guest: true } })
  return {
    agreed: link?.state === 'agreed',
    host: link?.host?.personId ?? null,
    guest: link?.guest?.personId ?? null,
  }
}

async function absorb(tx: Tx, both: { hostId: string; guestId: string; freePerDay: number }): Promise<void> {
  const { hostId, guestId } = both
  await tx.$executeRaw`
    UPDATE person p SET last_seen_at = greatest(p.last_seen_at, g.last_seen_at),
      language = CASE WHEN p.language_chosen THEN p.language WHEN g.language_chosen THEN g.language ELSE p.language END,
      language_chosen = p.language_chosen OR g.language_chosen
    FROM person g WHERE p.id = ${hostId} AND g.id = ${guestId}`
  await moveRows(tx, hostId, guestId)
  await joinNotified(tx, hostId, guestId)
  await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${guestId} FOR UPDATE`
  await renameCharacters(tx, hostId, guestId)
  await joinCodes(tx, hostId, guestId)
  await moveRows(tx, hostId, guestId)
  // What is still being written under the guest's name finds its person by this, a first key included.
  await tx.$executeRaw`
    INSERT INTO vault_owner (id, person_id) VALUES (${guestId}, ${hostId})
    ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id`
  await joinCredits(tx, both)
  await tx.person.delete({ where: { id: guestId } })
}

/** Who was told as either of the two has been told. */
async function joinNotified(tx: Tx, hostId: string, guestId: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO notification_recipient (notification_id, person_id, state, platform, told_at)
    SELECT notification_id, ${hostId}, state, platform, told_at FROM notification_recipient WHERE person_id = ${guestId}
    ON CONFLICT (notification_id, person_id) DO UPDATE
      SET state = excluded.state, platform = excluded.platform, told_at = excluded.told_at
      WHERE excluded.state = 'told' AND notification_recipient.state <> 'told'`
}

/** What one of the two has used is used; whoever invited keeps one code of their own. */
async function joinCodes(tx: Tx, hostId: string, guestId: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO code_use (code, person_id, origin, state, at)
    SELECT code, ${hostId}, origin, state, at FROM code_use WHERE person_id = ${guestId} ON CONFLICT (code, person_id) DO NOTHING`
  await tx.$executeRaw`
    UPDATE credit_code SET person_id = ${hostId} WHERE person_id = ${guestId}
      AND NOT EXISTS (SELECT 1 FROM credit_code h WHERE h.person_id = ${hostId} AND h.kind = credit_code.kind)`
}

/** Two characters of one name become two names: the guest's gets a number. */
async function renameCharacters(tx: Tx, hostId: string, guestId: string): Promise<void> {
  const all = await tx.character.findMany({ where: { personId: { in: [hostId, guestId] } } })
  const [host, guest] = [hostId, guestId].map(id => all.filter(({ personId }) => personId === id))
  for (const { id, name } of freeNames(host?.map(one => one.name) ?? [], guest ?? []))
    await tx.character.update({ where: { id }, data: { name } })
  await tx.$executeRaw`UPDATE "character" SET person_id = ${hostId} WHERE person_id = ${guestId}`
}

async function moveRows(tx: Tx, hostId: string, guestId: string): Promise<void> {
  for (const table of TABLES)
    await tx.$executeRaw`UPDATE ${Prisma.raw(`"${table}"`)} SET person_id = ${hostId} WHERE person_id = ${guestId}`
}
