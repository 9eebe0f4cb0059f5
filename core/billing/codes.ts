/** Codes for credits: those of the operators, and those of people who invite others. */
import { CODES } from '../../config/limits.js'
import { INVITE } from '../../config/plans.js'
import type { Prisma, PrismaClient } from '../../prisma/client.js'
import { Fault } from '../errors.js'
import { type Notice, notice } from '../notice.js'
import { readCreditCode, spellings } from './code.js'
import { give } from './give.js'
import { whyNotNew } from './invite.js'
import { openAccount } from './ledger.js'

type Tx = Prisma.TransactionClient

const HOUR = 3_600_000

export interface CodeTyper {
  personId: string
  /** Names the event, so that a repeat does not count as another try. */
  origin: string
  now: number
}

/** `credited`: they are there. `waiting`: they come with the first picture. */
export type Redeemed =
  | { ok: true; how: 'credited' | 'waiting'; credits: number }
  | { ok: false; notice: Notice }

const refuse = (told: Notice) => ({ ok: false as const, notice: told })

/**
 * Somebody types a code. It works once for each person, as often as its maker wanted, and only so many that are none can
 * be tried in an hour. Notices: `promo_too_many`, `promo_unknown`, `promo_over`, `promo_used`, `invite_own`,
 * `invite_not_new`, `invite_second`, `invite_full`.
 */
export async function redeem(db: PrismaClient, by: CodeTyper, typed: string): Promise<Redeemed> {
  const { personId, origin, now } = by
  // Counted first, and taken back for a right one: of many at once no more than the limit see a count below it.
  await db.$executeRaw`
    INSERT INTO code_try (origin, person_id, at) VALUES (${origin}, ${personId}, ${new Date(now)})
    ON CONFLICT (origin) DO NOTHING`
  const tries = await db.codeTry.count({ where: { personId, at: { gt: new Date(now - HOUR) } } })
  if (tries > CODES.triesPerHour) return refuse(notice('promo_too_many'))
  const code = readCreditCode(typed)
  const found =
    code &&
    (await db.creditCode.findFirst({ where: { code: { in: spellings(code) } }, select: { code: true } }))
  if (!found) return refuse(notice('promo_unknown'))
  await db.codeTry.deleteMany({ where: { origin } })
  return db.$transaction(tx => use(tx, found.code, by))
}

interface CodeRow {
  kind: string
  personId: string | null
  credits: number
  most: number | null
  used: number
  expiresAt: Date | null
}

/** Locks the person, then the code, then (by the entry) the ledger: in that order, as two persons become one. */
async function use(tx: Tx, code: string, { personId, origin, now }: CodeTyper): Promise<Redeemed> {
  const there = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM person WHERE id = ${personId} AND erasing_at IS NULL FOR NO KEY UPDATE`
  if (there.length === 0) throw new Fault('busy', 'The person has become another one.')
  const [row] = await tx.$queryRaw<CodeRow[]>`
    SELECT kind, person_id AS "personId", credits, most, used, expires_at AS "expiresAt" FROM credit_code
    WHERE code = ${code} FOR NO KEY UPDATE`
  if (!row) return refuse(notice('promo_unknown'))
  const before = await tx.codeUse.findUnique({ where: { code_personId: { code, personId } } })
  if (before) {
    // Handled again, since its answer was lost.
    if (before.origin === origin) return done(row)
    return refuse(notice('promo_used'))
  }
  if (row.expiresAt && row.expiresAt.getTime() <= now) return refuse(notice('promo_over'))
  const uses = { code, personId, origin, at: new Date(now) }
  if (row.kind === 'invite') {
    const no = await whyNotNew(tx, { personId, hostId: row.personId, now })
    if (no) return refuse(no)
    await tx.codeUse.create({ data: { ...uses, state: 'waiting' } })
    return done(row)
  }
  if (row.most !== null && row.used >= row.most) return refuse(notice('promo_over'))
  await tx.codeUse.create({ data: uses })
  await tx.creditCode.update({ where: { code }, data: { used: { increment: 1 } } })
  await openAccount(tx, personId)
  const { id } = await tx.ledgerAccount.findUniqueOrThrow({ where: { personId }, select: { id: true } })
  await give(tx, { ledgerId: id, amount: row.credits, reason: `promo:${code}`, once: `promo:${code}:${id}` })
  return done(row)
}

function done({ kind, credits }: CodeRow): Redeemed {
  return kind === 'invite'
    ? { ok: true, how: 'waiting', credits: INVITE.newcomerCredits }
    : { ok: true, how: 'credited', credits }
}
