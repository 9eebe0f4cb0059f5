/** Credits that a Slack workspace or a Discord server has in common, with a budget for each member. */
import type { Prisma, PrismaClient } from '../../prisma/client.js'
import { newId } from '../id.js'
import type { TeamName } from './facts.js'
import { monthOf } from './hold.js'

type Db = PrismaClient | Prisma.TransactionClient

/** A team with what it has. */
export interface TeamPurse {
  id: string
  ledgerId: string
  available: number
  held: number
  frozen: boolean
  /** The most for one member in a month; null: no limit. */
  memberBudget: number | null
}

/** The team of that name; null where nobody has bought anything for it, or set its budget. */
export async function findTeam(db: Db, { platform, tenant }: TeamName): Promise<TeamPurse | null> {
  const team = await db.team.findUnique({
    where: { platform_tenant: { platform, tenant } },
    include: { ledger: true },
  })
  if (!team?.ledger) return null
  const { id, paid, debt, held, frozenAt } = team.ledger
  const frozen = frozenAt !== null
  const available = frozen ? 0 : Math.max(0, paid - debt)
  return { id: team.id, ledgerId: id, available, held, frozen, memberBudget: team.memberBudget }
}

/** The team of that name with its ledger, made when there is none yet. */
export async function openTeam(
  db: Db,
  { platform, tenant }: TeamName,
): Promise<{ id: string; ledgerId: string }> {
  await db.$executeRaw`
    INSERT INTO team (id, platform, tenant) VALUES (${newId()}, ${platform}, ${tenant})
    ON CONFLICT (platform, tenant) DO NOTHING`
  await db.$executeRaw`
    INSERT INTO ledger_account (id, team_id)
    SELECT ${newId()}, id FROM team WHERE platform = ${platform} AND tenant = ${tenant}
    ON CONFLICT (team_id) DO NOTHING`
  const [team] = await db.$queryRaw<{ id: string; ledgerId: string }[]>`
    SELECT t.id, a.id AS "ledgerId" FROM team t JOIN ledger_account a ON a.team_id = t.id
    WHERE t.platform = ${platform} AND t.tenant = ${tenant}`
  if (!team) throw new Error('A team has no ledger.')
  return team
}

/** Makes a person a member of the team's pool, where there is one; what they spend is counted from then on. */
export async function joinTeam(db: Db, { platform, tenant }: TeamName, personId: string): Promise<void> {
  await db.$executeRaw`
    INSERT INTO team_member (team_id, spender_id)
    SELECT t.id, a.id FROM team t, ledger_account a
    WHERE t.platform = ${platform} AND t.tenant = ${tenant} AND a.person_id = ${personId}
    ON CONFLICT (team_id, spender_id) DO NOTHING`
}

/** Sets what one member may spend in a month; null: no limit. */
export async function setMemberBudget(db: Db, team: TeamName, credits: number | null): Promise<void> {
  const { id } = await openTeam(db, team)
  await db.team.update({ where: { id }, data: { memberBudget: credits } })
}

/** What a member has spent or set aside of the team's credits. */
export interface MemberUse {
  /** Their id on the team's platform; null once they are gone. */
  userId: string | null
  /** In this month. */
  used: number
  held: number
}

/** What the members have used this month, most first. */
export async function memberUses(db: Db, team: TeamName, now: number, limit: number): Promise<MemberUse[]> {
  return db.$queryRaw<MemberUse[]>`
    SELECT (SELECT c.user_id FROM account c WHERE c.person_id = a.person_id AND c.platform = t.platform
        AND c.tenant IN (t.tenant, '') ORDER BY c.created_at LIMIT 1) AS "userId",
      CASE WHEN m.month = ${monthOf(now)} THEN m.used ELSE 0 END AS used, m.held
    FROM team_member m JOIN team t ON t.id = m.team_id JOIN ledger_account a ON a.id = m.spender_id
    WHERE t.platform = ${team.platform} AND t.tenant = ${team.tenant}
      AND (m.held > 0 OR (m.month = ${monthOf(now)} AND m.used > 0))
    ORDER BY used DESC, a.id LIMIT ${limit}`
}

/** What one person has used of it this month. */
export async function usedOf(db: Db, teamId: string, personId: string, now: number): Promise<number> {
  const [row] = await db.$queryRaw<{ used: number }[]>`
    SELECT m.used FROM team_member m JOIN ledger_account a ON a.id = m.spender_id
    WHERE m.team_id = ${teamId} AND a.person_id = ${personId} AND m.month = ${monthOf(now)}`
  return row?.used ?? 0
}
