import { PAYMENTS } from '../../config/limits.js'
import type { TeamName } from '../billing/facts.js'
import { ownLedger, packsFor } from '../billing/offers.js'
import { findTeam, memberUses, openTeam, setMemberBudget, usedOf } from '../billing/team.js'
import { notice } from '../notice.js'
import type { Button } from '../platform.js'
import { type Answer, type Command, type Context, join, say, tell } from './command.js'
import { teamOf } from './make.js'
import { personal, shelf } from './money.js'

/** What a member may spend of it, and has spent. */
async function ownLines(context: Context, team: TeamName): Promise<string[]> {
  const { db, visitor, say: word, now } = context
  const pool = await findTeam(db, team)
  const used = pool ? await usedOf(db, pool.id, visitor.personId, now) : 0
  const budget = pool?.memberBudget ?? null
  return [
    word('money.teamTitle', { available: pool?.available ?? 0 }),
    ...(pool && pool.held > 0 ? [word('money.balanceHeld', { held: pool.held })] : []),
    ...(pool?.frozen ? [word('money.balanceFrozen')] : []),
    budget === null ? word('money.teamUsed', { used }) : word('money.teamUsedOf', { used, budget }),
    word('money.teamHow'),
  ]
}

/** Who has used how much, for those who may set the budget. Names are the platform's; the booth knows ids alone. */
async function adminLines(context: Context, team: TeamName): Promise<string[]> {
  const { db, say: word, now } = context
  const uses = await memberUses(db, team, now, PAYMENTS.membersShown)
  return [
    word('money.teamMembers'),
    ...(uses.length === 0 ? [word('money.teamNobody')] : []),
    ...uses.map(({ userId, used, held }) =>
      word('money.teamMember', { member: userId ?? word('money.teamGone'), used, held }),
    ),
    word('money.teamBudgetHow'),
  ]
}

/** The pool as it stands, with packs for it; any member may buy one. */
async function view(context: Context, team: TeamName): Promise<Answer> {
  const { db, say: word, incoming } = context
  const admin = incoming.place.team?.admin === true
  const sold = await shelf(context, {
    products: packsFor('team'),
    async ledger() {
      const { ledgerId } = await openTeam(db, team)
      // The card is the buyer's own: nobody else is to see it on the page.
      return { id: ledgerId, customerId: (await ownLedger(context)).customerId }
    },
    title: word('money.teamPacks'),
    again: 'team',
  })
  const lines = [
    ...(await ownLines(context, team)),
    ...(admin ? await adminLines(context, team) : []),
    ...sold.lines,
  ]
  const more: Button[] = [{ action: 'credits', label: word('money.creditsButton') }]
  return personal(context, 'team', lines.join('\n'), [...sold.buttons, more])
}

/** `budget 50`, `50`, `off`: what a platform hands over may be the value alone. */
const BUDGET = /^(?:budget\s+)?(\d{1,9}|off)$/i

async function setBudget(context: Context, team: TeamName, argument: string): Promise<Answer> {
  const { db, say: word, incoming } = context
  const [, wanted = ''] = BUDGET.exec(argument) ?? []
  if (wanted === '') return tell(context, notice('team_unreadable'))
  if (!incoming.place.team?.admin) return tell(context, notice('team_not_admin'))
  const credits = /^off$/i.test(wanted) ? null : Number(wanted)
  if (credits !== null && credits > PAYMENTS.mostBudget)
    return tell(context, notice('team_budget_most', { most: PAYMENTS.mostBudget }))
  await setMemberBudget(db, team, credits)
  const told =
    credits === null ? word('money.teamBudgetOff') : word('money.teamBudgetSet', { budget: credits })
  return join(say(told), await view(context, team))
}

async function run(context: Context, argument: string): Promise<Answer> {
  const team = teamOf(context)
  if (!team) return tell(context, notice('team_nowhere'))
  const words = argument.trim()
  return words === '' ? view(context, team) : setBudget(context, team, words)
}

/** Credits that a workspace or a server has in common: what there is, one's own use, and for admins everybody's. */
export const team: Command = {
  name: 'team',
  argument: '[budget]',
  options: [{ name: 'budget', required: false }],
  takesPhoto: false,
  needsConsent: false,
  run,
  presses: { team: context => run(context, '') },
}
