import { type PrismaClient, sql } from '../../prisma/client.js'
import { newId } from '../id.js'
import type { Platform, Visitor } from '../platform.js'

export interface AccountName {
  platform: Platform
  tenant: string
  userId: string
  language?: string | undefined
}

export interface Admitted extends Visitor {
  /** What was agreed to, newest answers. */
  face: boolean
  adult: boolean
  /** The person is being erased at this moment: nothing new is taken in. */
  erasing: boolean
  /** The last day for which free credits were granted; empty before the first. */
  freeDay: string
}

interface Row {
  accountId: string
  personId: string
  language: string
  erasing: boolean
  face: boolean | null
  adult: boolean | null
  seenLately: boolean
  freeDay: string | null
}

/** Finds an account by its platform's name for it, or makes it with a person of its own. */
export async function admit(db: PrismaClient, account: AccountName): Promise<Admitted> {
  const found = await find(db, account)
  if (found) return found
  const personId = newId()
  // Two first messages at once: the loser's person goes with the transaction, and the winner's account is read.
  await db
    .$transaction(async tx => {
      await tx.person.create({ data: { id: personId, language: account.language ?? 'en' } })
      const made = await tx.$executeRaw`
        INSERT INTO account (id, person_id, platform, tenant, user_id)
        VALUES (${newId()}, ${personId}, ${account.platform}, ${account.tenant}, ${account.userId})
        ON CONFLICT (platform, tenant, user_id) DO NOTHING`
      if (made === 0) throw new AlreadyThere()
    })
    .catch(error => {
      if (!(error instanceof AlreadyThere)) throw error
    })
  const made = await find(db, account)
  if (!made) throw new Error('The account was deleted while it was made.')
  return made
}

class AlreadyThere extends Error {}

async function find(db: PrismaClient, account: AccountName): Promise<Admitted | null> {
  const [row] = await db.hot<Row>(sql`
    SELECT a.id AS "accountId", p.id AS "personId", p.language, p.erasing_at IS NOT NULL AS erasing,
      p.last_seen_at > now() - interval '1 day' AS "seenLately",
      (SELECT granted FROM consent c WHERE c.person_id = p.id AND c.purpose = 'face' ORDER BY at DESC, id DESC LIMIT 1) AS face,
      (SELECT granted FROM consent c WHERE c.person_id = p.id AND c.purpose = 'adult' ORDER BY at DESC, id DESC LIMIT 1) AS adult,
      (SELECT free_day FROM ledger_account l WHERE l.person_id = p.id) AS "freeDay"
    FROM account a JOIN person p ON p.id = a.person_id
    WHERE a.platform = ${account.platform} AND a.tenant = ${account.tenant} AND a.user_id = ${account.userId}`)
  if (!row) return null
  // To the day is enough: it decides when an unused account is closed.
  if (!row.seenLately) await db.$executeRaw`UPDATE person SET last_seen_at = now() WHERE id = ${row.personId}`
  const face = row.face ?? false
  const adult = row.adult ?? false
  const { seenLately: _, ...rest } = row
  return { ...rest, freeDay: row.freeDay ?? '', face, adult, mayProcess: face && adult && !row.erasing }
}
