import { Prisma, type PrismaClient } from '../../prisma/client.js'
import { dayOf } from '../billing/ledger.js'
import { bumpWhere } from '../delivery/store.js'
import { LIVE_STATES } from '../generation/machine.js'
import { newId } from '../id.js'
import type { JobRef } from '../jobs.js'

/** Whether the account's person has other accounts. */
export async function isLinked(db: PrismaClient, personId: string): Promise<boolean> {
  return (await db.account.count({ where: { personId } })) > 1
}

/**
 * Makes an account a person of its own, with nothing: no pictures, no consent, and no free credits before tomorrow, since
 * it had its share of the person's. Everything stays with the other accounts. What is under way and was to be shown here
 * goes on with them; its messages here say so. Null when it stands alone already.
 */
export async function partAccount(
  db: PrismaClient,
  part: { accountId: string; personId: string; now: number },
): Promise<JobRef[] | null> {
  const { accountId, personId, now } = part
  return db.$transaction(async tx => {
    // Persons are locked before what hangs on them; two accounts that part at once cannot both be the last but one.
    const [person] = await tx.$queryRaw<{ language: string; languageChosen: boolean }[]>`
      SELECT language, language_chosen AS "languageChosen" FROM person WHERE id = ${personId} AND erasing_at IS NULL FOR NO KEY UPDATE`
    const accounts = await tx.account.findMany({ where: { personId }, select: { id: true } })
    if (!person || accounts.length < 2 || !accounts.some(({ id }) => id === accountId)) return null
    const alone = newId()
    await tx.person.create({ data: { id: alone, ...person } })
    await tx.$executeRaw`
      INSERT INTO ledger_account (id, person_id, free_day) VALUES (${newId()}, ${alone}, ${dayOf(now)})`
    await tx.account.update({ where: { id: accountId }, data: { personId: alone } })
    // A question that stands open here is this account's own.
    await tx.$executeRaw`
      WITH d AS (
        UPDATE delivery SET person_id = ${alone} WHERE account_id = ${accountId} AND link_id IS NOT NULL RETURNING id)
      UPDATE task SET person_id = ${alone} FROM d WHERE task.delivery_id = d.id`
    return bumpWhere(
      tx,
      Prisma.sql`account_id = ${accountId} AND person_id = ${personId} AND (
        generation_id IN (SELECT id FROM generation WHERE person_id = ${personId} AND state = ANY (${[...LIVE_STATES]}))
        OR selfie_id IN (SELECT id FROM selfie WHERE person_id = ${personId} AND state IN ('fetching', 'looking', 'asking')))`,
    )
  })
}
