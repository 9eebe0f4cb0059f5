import { createHash } from 'node:crypto'
import { NEEDED_PURPOSES, type Purpose } from '../../config/policy.js'
import { ENGINE_IDS, type EngineId } from '../../config/styles.js'
import type { Prisma, PrismaClient } from '../../prisma/client.js'
import { NEW_ID, newId } from '../id.js'
import type { Platform } from '../platform.js'

/** The version of an answer that nobody gave: the account was closed, and with it what was agreed to. It is asked again. */
export const LAPSED = 'closed'

/**
 * Ends the consents of persons whose account is closed: after each yes that still counts stands a no of the booth's own,
 * with the wording that it ends. Nothing that was said is changed, and nobody is said to have said no.
 */
export async function lapseConsents(
  db: PrismaClient | Prisma.TransactionClient,
  personIds: readonly string[],
  now: number,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO consent (id, person_id, purpose, granted, version, text_hash, language, platform, at)
    SELECT ${NEW_ID}, c.person_id, c.purpose, false, ${LAPSED}, c.text_hash, c.language, c.platform, ${new Date(now)}
    FROM (SELECT DISTINCT ON (person_id, purpose) * FROM consent WHERE person_id = ANY (${[...personIds]})
      ORDER BY person_id, purpose, at DESC, id DESC) AS c
    WHERE c.granted`
}

/** Whether results may be compared with the person's photo: the newest answers for that and for photos are a yes. */
export async function mayCompare(db: PrismaClient, personId: string): Promise<boolean> {
  const rows = await db.$queryRaw<{ granted: boolean }[]>`
    SELECT DISTINCT ON (purpose) granted FROM consent
    WHERE person_id = ${personId} AND purpose IN ('face', 'likeness') ORDER BY purpose, at DESC, id DESC`
  return rows.length === 2 && rows.every(({ granted }) => granted)
}

/** Whether the newest answer for every purpose is a yes. */
export async function hasConsent(db: PrismaClient, personId: string): Promise<boolean> {
  const rows = await db.$queryRaw<{ granted: boolean }[]>`
    SELECT DISTINCT ON (purpose) granted FROM consent
    WHERE person_id = ${personId} AND purpose = ANY (${[...NEEDED_PURPOSES]}) ORDER BY purpose, at DESC, id DESC`
  return rows.length === NEEDED_PURPOSES.length && rows.every(({ granted }) => granted)
}

/** The engines that a consent's wording named: the version of the policy, then their names. */
export function enginesOf(version: string | null): EngineId[] {
  const words = version?.split(' ') ?? []
  return ENGINE_IDS.filter(engine => words.includes(engine))
}

/** Writes down a yes or a no, with the exact wording that was answered (as a hash) and where it was said. */
export async function noteConsent(
  db: PrismaClient,
  consent: {
    personId: string
    purpose: Purpose
    granted: boolean
    wording: string
    language: string
    platform: Platform
    /** The policy's, as it stood when the question was read. */
    version: string
    /** The engines elsewhere that the wording named, when it is about the face. */
    engines?: readonly EngineId[]
    now: number
  },
): Promise<void> {
  const { personId, purpose, granted, language, platform } = consent
  const version = [consent.version, ...(consent.engines ?? [])].join(' ')
  const textHash = createHash('sha256').update(consent.wording).digest('hex')
  // The newest answer counts: one that comes within the same millisecond is written down as coming after.
  await db.$executeRaw`
    INSERT INTO consent (id, person_id, purpose, granted, version, text_hash, language, platform, at)
    VALUES (${newId()}, ${personId}, ${purpose}, ${granted}, ${version}, ${textHash}, ${language}, ${platform},
      greatest(${new Date(consent.now)}::timestamptz, (SELECT max(at) + interval '1 ms' FROM consent
        WHERE person_id = ${personId} AND purpose = ${purpose})))`
}
