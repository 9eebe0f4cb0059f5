import {
  ALL_PURPOSES,
  changesSince,
  type Policy,
  type PolicyChange,
  type Purpose,
} from '../../config/policy.js'
import type { EngineId } from '../../config/styles.js'
import { Prisma, type PrismaClient, sql } from '../../prisma/client.js'
import { planProduct } from '../billing/plan.js'
import { newId } from '../id.js'
import type { AccountName, Incoming, ReplyTarget, Visitor } from '../platform.js'
import { enginesOf, LAPSED } from './consent.js'
import type { Wish } from './wish.js'

/** The newest answer for each purpose; null as long as there is none, which counts as a no. */
export type Answers = Record<Purpose, boolean | null>

export interface Admitted extends Visitor {
  /** What was agreed to. Without `face` and `adult` nothing is processed. */
  answers: Answers
  /** What has changed in the policy, in a way that matters, since they agreed that their photo is processed: it is asked again. */
  changes: PolicyChange[]
  /** The engines elsewhere that were named when the person agreed that their photo is processed. */
  engines: EngineId[]
  /** The person is being erased at this moment: nothing new is taken in. */
  erasing: boolean
  /** Frozen at their own wish: nothing is processed. */
  frozen: boolean
  /** What they want to be called, and when they were born, where they said so. */
  name: string | null
  birthYear: number | null
  /** The last day for which free credits were granted; empty before the first. */
  freeDay: string
  /** The product of the plan that they have, see billing/plan.ts. */
  planProduct: string | null
  /** How many pictures they want of one run, whatever their plan lets them have. */
  imagesPerRun: number
  /** The style that they came for, see wish.ts. */
  wish: Wish | null
}

interface Row {
  accountId: string
  personId: string
  language: string
  erasing: boolean
  frozen: boolean
  name: string | null
  birthYear: number | null
  /** The newest answers, with the versions of what was read. */
  consents: { purpose: string; granted: boolean | null; version: string }[] | null
  seenLately: boolean
  unreachable: boolean
  addressed: boolean
  freeDay: string | null
  planProduct: string | null
  imagesPerRun: number
  languageChosen: boolean
  wish: string | null
  wishedAt: Date | null
  wishEvent: string | null
}

/** Finds an account by its platform's name for it, or makes it with a person of its own. */
export async function admit(
  db: PrismaClient,
  account: AccountName,
  policy: Policy,
  now: number,
  at?: Place,
): Promise<Admitted> {
  const found = await find(db, account, policy, now, at)
  if (found) return found
  const personId = newId()
  // Two first messages at once: the loser's person goes with the transaction, and the winner's account is read.
  await db
    .$transaction(async tx => {
      await tx.person.create({
        data: { id: personId, language: account.language ?? 'en', lastSeenAt: new Date(now) },
      })
      const made = await tx.$executeRaw`
        INSERT INTO account (id, person_id, platform, tenant, user_id)
        VALUES (${newId()}, ${personId}, ${account.platform}, ${account.tenant}, ${account.userId})
        ON CONFLICT (platform, tenant, user_id) DO NOTHING`
      if (made === 0) throw new AlreadyThere()
    })
    .catch(error => {
      if (!(error instanceof AlreadyThere)) throw error
    })
  const made = await find(db, account, policy, now, at)
  if (!made) throw new Error('The account was deleted while it was made.')
  return made
}

const DAY = 24 * 3_600_000

class AlreadyThere extends Error {}

async function find(
  db: PrismaClient,
  account: AccountName,
  policy: Policy,
  now: number,
  at: Place | undefined,
): Promise<Admitted | null> {
  const [row] = await db.hot<Row>(sql`
    SELECT a.id AS "accountId", p.id AS "personId", p.language, p.language_chosen AS "languageChosen",
      p.wish, p.wished_at AS "wishedAt", p.wish_event AS "wishEvent", p.erasing_at IS NOT NULL AS erasing,
      p.last_seen_at > ${new Date(now - DAY)} AS "seenLately", a.unreachable_at IS NOT NULL AS unreachable, a.reply_to IS NOT NULL AS addressed,
      p.frozen_at IS NOT NULL AS frozen, p.name, p.birth_year AS "birthYear",
      p.images_per_run AS "imagesPerRun",
      (SELECT json_agg(json_build_object('purpose', c.purpose, 'version', c.version,
        'granted', CASE WHEN c.version <> ${LAPSED} THEN c.granted END)) FROM (
        SELECT DISTINCT ON (purpose) purpose, granted, version FROM consent WHERE person_id = p.id
        ORDER BY purpose, at DESC, id DESC) AS c) AS consents,
      (SELECT free_day FROM ledger_account l WHERE l.person_id = p.id) AS "freeDay",
      ${planProduct(Prisma.sql`p.id`, now)} AS "planProduct"
    FROM account a JOIN person p ON p.id = a.person_id
    WHERE a.platform = ${account.platform} AND a.tenant = ${account.tenant} AND a.user_id = ${account.userId}`)
  if (!row) return null
  // To the day is enough: it decides when an unused account is closed. A visit opens a closed one again.
  if (!row.seenLately)
    await db.$executeRaw`
      UPDATE person SET last_seen_at = ${new Date(now)}, warned_at = NULL, closed_at = NULL WHERE id = ${row.personId}`
  if (row.unreachable)
    await db.$executeRaw`UPDATE account SET unreachable_at = NULL WHERE id = ${row.accountId}`
  const address = at && lastingAddress(at)
  if (address && !(row.seenLately && row.addressed))
    await db.$executeRaw`UPDATE account SET reply_to = ${JSON.stringify(address)}::jsonb WHERE id = ${row.accountId}`
  const answers = Object.fromEntries(
    ALL_PURPOSES.map(purpose => [
      purpose,
      row.consents?.find(one => one.purpose === purpose)?.granted ?? null,
    ]),
  ) as Answers
  const faceVersion = row.consents?.find(({ purpose }) => purpose === 'face')?.version ?? ''
  const changes = answers.face ? changesSince(policy, faceVersion) : []
  if (changes.length > 0) answers.face = null
  return {
    accountId: row.accountId,
    personId: row.personId,
    language: await speak(db, row, account.language),
    erasing: row.erasing,
    freeDay: row.freeDay ?? '',
    planProduct: row.planProduct,
    imagesPerRun: row.imagesPerRun,
    wish:
      row.wish !== null && row.wishedAt ? { style: row.wish, at: row.wishedAt, event: row.wishEvent } : null,
    answers,
    changes,
    frozen: row.frozen,
    name: row.name,
    birthYear: row.birthYear,
    engines: answers.face ? enginesOf(faceVersion) : [],
    mayProcess: mayProcess({ answers, erasing: row.erasing, frozen: row.frozen }),
  }
}

/** Where somebody is answered. */
export type Place = Pick<Incoming, 'place' | 'replyTo'>

/** What of it works for good and is read by nobody else: what concerns an account itself is said there. Pure. */
export function lastingAddress({ place, replyTo }: Place): ReplyTarget | null {
  const rungs = replyTo.rungs.filter(({ expiresAt }) => expiresAt === undefined)
  return place.kind === 'private' && rungs.length > 0 ? { ...replyTo, rungs } : null
}

/** Whether a photo of theirs may be taken in and worked on. Pure. */
export function mayProcess({
  answers,
  erasing,
  frozen,
}: Pick<Admitted, 'answers' | 'erasing' | 'frozen'>): boolean {
  return answers.face === true && answers.adult === true && !erasing && !frozen
}

/** The person's language: as their platform says, unless they have chosen one. */
async function speak(db: PrismaClient, row: Row, said: string | null | undefined): Promise<string> {
  if (!said || row.languageChosen || said === row.language) return row.language
  await db.$executeRaw`
    UPDATE person SET language = ${said} WHERE id = ${row.personId} AND NOT language_chosen`
  return said
}

/** Notes that nothing can be sent to an account any more; `admit` takes it back. */
export async function markUnreachable(db: PrismaClient, account: AccountName, now: number): Promise<void> {
  await db.account.updateMany({
    where: {
      platform: account.platform,
      tenant: account.tenant,
      userId: account.userId,
      unreachableAt: null,
    },
    data: { unreachableAt: new Date(now) },
  })
}
