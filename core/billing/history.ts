/** Entries of the ledger in words: what was taken or given, why, and for which picture. */
import { PAYMENTS } from '../../config/limits.js'
import { findProduct } from '../../config/plans.js'
import type { PrismaClient } from '../../prisma/client.js'
import { styleTitle } from '../delivery/style-view.js'
import type { Say, TextId } from '../say.js'
import { productTitle, shortDay } from './money.js'

/** An entry as far as words need it. */
export interface EntryFacts {
  kind: string
  amount: number
  target: string
  reason: string
  /** free | paid | pool: from where a picture is paid. */
  part: string | null
  generationId: string | null
  at: Date
}

/** What a generation is called in the books: its style, and the end of its id, by which two of one style differ. Pure. */
export function workWords(say: Say, entry: Pick<EntryFacts, 'reason' | 'generationId'>): string {
  const style = entry.reason.split(':').at(-1) ?? entry.reason
  return say('money.work', { style: styleTitle(say, style), number: entry.generationId?.slice(-6) ?? '?' })
}

const OF_WORK: Record<string, TextId> = {
  hold: 'money.entryHold',
  capture: 'money.entryCapture',
  release: 'money.entryRelease',
  refund: 'money.entryRefund',
}

const OF_POOL: Record<string, TextId> = {
  hold: 'money.entryPoolHold',
  capture: 'money.entryPoolCapture',
  release: 'money.entryPoolRelease',
  refund: 'money.entryPoolRefund',
}

const PLAIN: Record<string, TextId> = {
  expire: 'money.entryExpire',
  takeback: 'money.entryTakeback',
  repay: 'money.entryRepay',
}

/** Why credits were given. Pure. */
function granted(say: Say, reason: string, count: number): string {
  const [why = '', what = ''] = reason.split(':')
  if (why === 'free') return say('money.entryFree', { count })
  if (why === 'promo') return say('money.entryPromo', { count, code: what })
  if (why === 'invite') return say(what === 'host' ? 'money.entryInvited' : 'money.entryWelcome', { count })
  const product = why === 'product' ? findProduct(what) : undefined
  if (product?.kind === 'plan')
    return say('money.entryPlan', { count, product: productTitle(say, product.id) })
  return say(product ? 'money.entryBought' : 'money.entryGiven', { count })
}

/** What an entry means to whoever's ledger it is; two accounts become one in one direction alone. Pure. */
export function entryWords(entry: EntryFacts, say: Say): string {
  const { kind, amount: count, reason } = entry
  const work = (entry.part === 'pool' ? OF_POOL : OF_WORK)[kind]
  if (work) return say(work, { count, work: workWords(say, entry) })
  if (kind === 'grant') return granted(say, reason, count)
  if (kind === 'transfer')
    return say(entry.target === 'debt' ? 'money.entryOwed' : 'money.entryJoined', { count })
  return say(PLAIN[kind] ?? 'money.entryOther', { count })
}

/** An entry as a line with its day. Pure. */
export function entryLine(entry: EntryFacts, say: Say): string {
  return `- ${shortDay(say, entry.at)}: ${entryWords(entry, say)}`
}

/** A page of a ledger's entries, newest first, those of a team's credits that its person spent among them. */
export async function entriesOf(
  db: PrismaClient,
  ledgerId: string,
  page: number,
): Promise<{ entries: EntryFacts[]; more: boolean }> {
  const entries = await db.ledgerEntry.findMany({
    where: { unit: 'credit', OR: [{ sourceId: ledgerId }, { targetId: ledgerId }, { spenderId: ledgerId }] },
    orderBy: { id: 'desc' },
    skip: page * PAYMENTS.entriesShown,
    take: PAYMENTS.entriesShown + 1,
  })
  return { entries: entries.slice(0, PAYMENTS.entriesShown), more: entries.length > PAYMENTS.entriesShown }
}

/** What is set aside for a person's work, by the work. */
export async function heldFor(
  db: PrismaClient,
  personId: string,
): Promise<{ reason: string; generationId: string; amount: number }[]> {
  return db.$queryRaw`
    SELECT e.reason, e.generation_id AS "generationId", sum(e.amount)::int AS amount
    FROM generation g JOIN ledger_entry e ON e.generation_id = g.id AND e.phase = 'hold'
    WHERE g.person_id = ${personId} AND g.state IN ('waiting', 'queued', 'running') AND NOT EXISTS (
      SELECT 1 FROM ledger_entry s WHERE s.generation_id = e.generation_id AND s.phase = 'settle' AND s.part = e.part)
    GROUP BY e.reason, e.generation_id, g.created_at ORDER BY g.created_at, e.generation_id LIMIT ${PAYMENTS.entriesShown}`
}
