/** Invitations: somebody shows a code, somebody new types it, and both get credits once there is a first picture. */
import { CODES } from '../../config/limits.js'
import { INVITE } from '../../config/plans.js'
import type { Prisma, PrismaClient } from '../../prisma/client.js'
import { tellPerson } from '../delivery/says.js'
import { describe, toFault } from '../errors.js'
import type { JobRef } from '../jobs.js'
import { type Notice, notice } from '../notice.js'
import type { Jobs, Log } from '../ports.js'
import { newCreditCode } from './code.js'
import { give } from './give.js'
import { openAccount } from './ledger.js'

type Tx = Prisma.TransactionClient

/** A person's own code, made when there is none yet, and what has come of it. */
export interface Invitation {
  code: string
  waiting: number
  /** In this month. */
  credited: number
}

/** The invitation of a person. */
export async function invitationOf(db: PrismaClient, personId: string, now: number): Promise<Invitation> {
  await db.creditCode.createMany({
    data: {
      ...{ code: newCreditCode(), kind: 'invite', personId },
      credits: INVITE.credits,
      createdAt: new Date(now),
    },
    skipDuplicates: true,
  })
  const { code } = await db.creditCode.findUniqueOrThrow({
    where: { personId_kind: { personId, kind: 'invite' } },
  })
  const waiting = await db.codeUse.count({ where: { code, state: 'waiting' } })
  return { code, waiting, credited: await creditedThisMonth(db, personId, now) }
}

/** By the books, which nobody's leaving makes shorter. */
async function creditedThisMonth(db: Tx | PrismaClient, personId: string, now: number): Promise<number> {
  const month = new Date(now)
  return db.ledgerEntry.count({
    where: {
      to: { personId },
      reason: 'invite:host',
      at: { gte: new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth())) },
    },
  })
}

/** Why somebody cannot be invited: their own code, not new any more, invited before; or the inviter's month is full. */
export async function whyNotNew(
  tx: Tx,
  { personId, hostId, now }: { personId: string; hostId: string | null; now: number },
): Promise<Notice | null> {
  if (hostId === personId) return notice('invite_own')
  const invited = await tx.codeUse.count({ where: { personId, of: { kind: 'invite' } } })
  if (invited > 0) return notice('invite_second')
  const person = await tx.person.findUniqueOrThrow({
    where: { id: personId },
    select: {
      createdAt: true,
      // Whoever was joined with another one has been here before, or is somebody's second account.
      _count: { select: { accounts: true, owners: { where: { id: { not: personId } } } } },
      generations: { where: { state: 'done' }, take: 1, select: { id: true } },
    },
  })
  const isNew =
    person.createdAt.getTime() > now - INVITE.newForMs &&
    person._count.accounts === 1 &&
    person._count.owners === 0 &&
    person.generations.length === 0
  if (!isNew) return notice('invite_not_new', { days: INVITE.newForMs / 86_400_000 })
  if (hostId === null) return notice('promo_unknown')
  const waiting = await tx.codeUse.count({ where: { state: 'waiting', of: { personId: hostId } } })
  const credited = await creditedThisMonth(tx, hostId, now)
  return waiting + credited >= INVITE.mostPerMonth ? notice('invite_full') : null
}

interface Due {
  code: string
  personId: string
}

/**
 * Credits both sides of the invitations whose newcomer has had a first picture, each in a commit of its own; a repeat
 * changes nothing. Those that nobody made a picture of in time end without a word. Answers how many it dealt with.
 */
export async function creditInvites({
  db,
  jobs,
  log,
  now,
}: {
  db: PrismaClient
  jobs: Pick<Jobs, 'enqueue'>
  log: Log
  now: number
}): Promise<number> {
  const over = new Date(now - INVITE.waitMs)
  await db.codeUse.updateMany({ where: { state: 'waiting', at: { lt: over } }, data: { state: 'void' } })
  const due = await db.$queryRaw<Due[]>`
    SELECT u.code, u.person_id AS "personId" FROM code_use u
    WHERE u.state = 'waiting' AND EXISTS (
      SELECT 1 FROM generation g WHERE g.person_id = u.person_id AND g.state = 'done')
    ORDER BY u.at LIMIT ${CODES.invitesBatch}`
  for (const one of due)
    try {
      await jobs.enqueue(await db.$transaction(tx => credit(tx, one, now)))
    } catch (error) {
      log.warn('an invitation could not be credited and comes again', { error: describe(toFault(error)) })
    }
  return due.length
}

async function credit(tx: Tx, { code, personId }: Due, now: number): Promise<JobRef[]> {
  const of = await tx.creditCode.findUnique({ where: { code }, select: { personId: true } })
  const hostId = of?.personId ?? personId
  // Both at once and by id, as whoever joins two persons; one who is being erased goes with all that was promised.
  const persons = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM person WHERE id IN (${hostId}, ${personId}) AND erasing_at IS NULL ORDER BY id FOR NO KEY UPDATE`
  const [row] = await tx.$queryRaw<{ personId: string | null }[]>`
    SELECT c.person_id AS "personId" FROM code_use u JOIN credit_code c ON c.code = u.code
    WHERE u.code = ${code} AND u.person_id = ${personId} AND u.state = 'waiting' FOR UPDATE OF u`
  if (!row || row.personId !== of?.personId) return []
  const full = (await creditedThisMonth(tx, hostId, now)) >= INVITE.mostPerMonth
  // The two have become one person meanwhile, or one of them is leaving.
  const alone = hostId === personId || persons.length < 2
  const state = full || alone ? 'void' : 'credited'
  await tx.codeUse.update({ where: { code_personId: { code, personId } }, data: { state } })
  if (alone) return []
  const tell = (to: string, words: Notice) => tellPerson(tx, { personId: to, notice: words, now })
  if (full)
    return [
      ...(await tell(hostId, notice('credits_invite_full', { most: INVITE.mostPerMonth }))),
      ...(await tell(personId, notice('credits_invite_void'))),
    ]
  await tx.creditCode.update({ where: { code }, data: { used: { increment: 1 } } })
  const guest = await ledgerOf(tx, personId)
  const host = await ledgerOf(tx, hostId)
  const once = `invite:${code}:${guest}`
  const sides = [
    { ledgerId: guest, amount: INVITE.newcomerCredits, reason: 'invite:guest', once: `${once}:guest` },
    { ledgerId: host, amount: INVITE.credits, reason: 'invite:host', once: `${once}:host` },
  ]
  for (const side of sides.toSorted((x, y) => (x.ledgerId < y.ledgerId ? -1 : 1))) await give(tx, side)
  return [
    ...(await tell(hostId, notice('credits_invited', { credits: INVITE.credits }))),
    ...(await tell(personId, notice('credits_welcome', { credits: INVITE.newcomerCredits }))),
  ]
}

async function ledgerOf(tx: Tx, personId: string): Promise<string> {
  await openAccount(tx, personId)
  return (await tx.ledgerAccount.findUniqueOrThrow({ where: { personId }, select: { id: true } })).id
}
