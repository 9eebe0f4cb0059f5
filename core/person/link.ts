/**
 * Links: the host shows a code, the guest types it and says yes, the host says yes, and both are one person. Each step is
 * one conditional update, so that of two who come at once one wins, and a step that is repeated changes nothing.
 */
import { LINK } from '../../config/limits.js'
import { Prisma, type PrismaClient } from '../../prisma/client.js'
import type { LinkFacts } from '../delivery/link-view.js'
import { bumpWhere, openDelivery, type Side } from '../delivery/store.js'
import { newId } from '../id.js'
import type { JobRef } from '../jobs.js'
import { type Notice, notice } from '../notice.js'
import type { ReplyTarget } from '../platform.js'
import { hashCode, newCode, newNumber, readCode } from './code.js'

type Db = PrismaClient | Prisma.TransactionClient

/** Who takes a step, in which event. */
export interface Stepper {
  personId: string
  accountId: string
  /** Names the event, so that handling it again finds what was done. */
  origin: string
  replyTo: ReplyTarget
  now: number
}

export type Stepped<T = object> = ({ ok: true; jobs: JobRef[] } & T) | { ok: false; notice: Notice }

const HOUR = 3_600_000
const refuse = (told: Notice) => ({ ok: false as const, notice: told })

/** Messages of both sides are out of date. */
export function bumpLink(db: Db, linkId: string): Promise<JobRef[]> {
  return bumpWhere(db, Prisma.sql`link_id = ${linkId}`)
}

/**
 * Makes a code. Earlier codes of the account that nobody has typed are void then. Handled again, the event's link gets
 * another code, since the first one is known to nobody. Notice: `link_too_many`.
 */
export async function offerLink(
  db: PrismaClient,
  by: Stepper,
): Promise<Stepped<{ facts: LinkFacts; code: string }>> {
  const code = newCode()
  const codeHash = hashCode(readCode(code) ?? '')
  return db.$transaction(async tx => {
    // One at a time for a person, so that the count holds.
    await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${by.personId} FOR NO KEY UPDATE`
    const before = await tx.link.findUnique({ where: { origin: by.origin } })
    if (before) {
      if (before.state === 'open') await tx.link.update({ where: { id: before.id }, data: { codeHash } })
      const facts = await readLink(tx, before.id, 'host')
      return facts ? { ok: true, facts, code, jobs: [] } : refuse(notice('link_expired'))
    }
    const lately = await tx.link.count({
      where: { host: { personId: by.personId }, createdAt: { gt: new Date(by.now - HOUR) } },
    })
    if (lately >= LINK.codesPerHour) return refuse(notice('link_too_many'))
    const jobs: JobRef[] = []
    for (const { id } of await tx.link.findMany({ where: { hostId: by.accountId, state: 'open' } }))
      if (await move(tx, id, ['open'], 'expired')) jobs.push(...(await bumpLink(tx, id)))
    const link = await tx.link.create({
      data: {
        id: newId(),
        origin: by.origin,
        codeHash,
        hostId: by.accountId,
        number: newNumber(),
        expiresAt: new Date(by.now + LINK.codeMs),
        createdAt: new Date(by.now),
      },
    })
    await openDelivery(tx, { ...by, subject: { linkId: link.id, side: 'host' } })
    return { ok: true, facts: { ...link, side: 'host', state: 'open', other: null }, code, jobs }
  })
}

/**
 * Somebody has typed a code: it is used up, and they are asked. Typed again by the same account, the question stands as
 * it was. Notices: `link_too_many_tries`, `link_unknown`, `link_own`, `link_expired`, `link_used`.
 */
export async function typeCode(
  db: PrismaClient,
  by: Stepper,
  typed: string,
): Promise<Stepped<{ facts: LinkFacts }>> {
  const { accountId, now } = by
  // Counted first: of many that come at once, no more than the limit see a count below it.
  await db.$executeRaw`
    INSERT INTO link_try (origin, account_id, at) VALUES (${by.origin}, ${accountId}, ${new Date(now)})
    ON CONFLICT (origin) DO NOTHING`
  const tries = await db.linkTry.count({ where: { accountId, at: { gt: new Date(now - HOUR) } } })
  if (tries > LINK.triesPerHour) return refuse(notice('link_too_many_tries'))
  const code = readCode(typed)
  const found =
    code && (await db.link.findUnique({ where: { codeHash: hashCode(code) }, include: { host: true } }))
  if (!found) return refuse(notice('link_unknown', { minutes: LINK.codeMs / 60_000 }))
  if (found.host?.personId === by.personId) return refuse(notice('link_own'))
  return db.$transaction(async tx => {
    const claimed = await tx.link.updateMany({
      where: { id: found.id, state: 'open', hostId: { not: null }, expiresAt: { gt: new Date(now) } },
      data: { state: 'claimed', guestId: accountId, expiresAt: new Date(now + LINK.answerMs) },
    })
    const link = await tx.link.findUniqueOrThrow({ where: { id: found.id } })
    const over = link.expiresAt.getTime() <= now || link.state === 'expired' || !link.hostId
    if (claimed.count === 0 && link.guestId !== accountId)
      return refuse(notice(link.guestId || !over ? 'link_used' : 'link_expired'))
    if (claimed.count > 0) await openDelivery(tx, { ...by, subject: { linkId: link.id, side: 'guest' } })
    const facts = await readLink(tx, link.id, 'guest')
    if (!facts || (claimed.count === 0 && over)) return refuse(notice('link_expired'))
    return { ok: true, facts, jobs: claimed.count > 0 ? await bumpWhere(tx, hostOf(link.id)) : [] }
  })
}

const hostOf = (linkId: string) => Prisma.sql`link_id = ${linkId} AND side = 'host'`

/** Which side of a link an account is; null when it has no part in it. */
export async function sideOf(db: PrismaClient, linkId: string, accountId: string): Promise<Side | null> {
  const link = await db.link.findUnique({ where: { id: linkId } })
  if (link?.hostId === accountId) return 'host'
  return link?.guestId === accountId ? 'guest' : null
}

/** The guest says yes: now the host is asked. False when there was nothing to say yes to. */
export async function agree(db: Db, linkId: string, now: number): Promise<boolean> {
  return move(db, linkId, ['claimed'], 'agreed', now)
}

/** Either side says no. False when it had ended. */
export async function refuseLink(db: Db, linkId: string): Promise<boolean> {
  return move(db, linkId, ['claimed', 'agreed'], 'refused')
}

/** Moves a link; with `now`, only one whose time is not over. */
export async function move(
  db: Db,
  linkId: string,
  from: LinkFacts['state'][],
  to: LinkFacts['state'],
  now?: number,
): Promise<boolean> {
  const moved = await db.link.updateMany({
    where: {
      id: linkId,
      state: { in: from },
      ...(now !== undefined && { expiresAt: { gt: new Date(now) } }),
    },
    data: { state: to },
  })
  return moved.count > 0
}

/** What a side of a link shows now. */
export async function readLink(db: Db, linkId: string, side: Side): Promise<LinkFacts | null> {
  const link = await db.link.findUnique({ where: { id: linkId }, include: { host: true, guest: true } })
  if (!link) return null
  const other = (side === 'host' ? link.guest : link.host)?.platform ?? null
  return { id: link.id, side, number: link.number, state: link.state, other } as LinkFacts
}

/** Ends the links whose time is over; their messages say so. */
export async function expireLinks(db: PrismaClient, now: number): Promise<JobRef[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    UPDATE link SET state = 'expired'
    WHERE state IN ('open', 'claimed', 'agreed') AND expires_at <= ${new Date(now)} RETURNING id`
  const jobs: JobRef[] = []
  for (const { id } of rows) jobs.push(...(await bumpLink(db, id)))
  return jobs
}

/** Ends the questions that a person's accounts have a part in; the other side is told so. */
export async function endLinksOf(db: PrismaClient, personId: string): Promise<void> {
  const mine = { personId }
  const links = await db.link.findMany({
    where: { state: { in: ['open', 'claimed', 'agreed'] }, OR: [{ host: mine }, { guest: mine }] },
    select: { id: true },
  })
  for (const { id } of links)
    if (await move(db, id, ['open', 'claimed', 'agreed'], 'expired')) await bumpLink(db, id)
}
