import type { ReadLedger } from '../../core/billing/books.js'
import type { Difference } from '../../core/billing/reconcile.js'

/** Balances that differ, one a line. Pure. */
export function renderDifferences(differences: readonly Difference[]): string {
  if (differences.length === 0) return 'Every balance is what its entries add up to.\n'
  const lines = differences.map(
    ({ accountId, bucket, balance, entries }) =>
      `${accountId}  ${bucket}: the balance says ${balance}, the entries say ${entries}`,
  )
  return `${lines.join('\n')}\n${differences.length} balances are wrong, which is a mistake of the booth.\n`
}

/** A ledger with its entries as sentences, newest first. Pure. */
export function renderLedger({ account, entries }: ReadLedger): string {
  const { id, free, paid, held, debt, frozenAt } = account
  const frozen = frozenAt ? `, frozen since ${dateOf(frozenAt)}` : ''
  const lines = entries.map(entry => `${dateOf(entry.at)}  ${sentenceOf(entry, id)}`)
  return [`${id}: ${free} free, ${paid} others, ${held} set aside, ${debt} owed${frozen}`, ...lines, ''].join(
    '\n',
  )
}

type Entry = ReadLedger['entries'][number]

/** An entry in words, such as "2 credits held for portrait noir, generation …". Pure. */
export function sentenceOf(entry: Entry, ledgerId: string): string {
  const { kind, unit, amount, reason, generationId, paymentId, source, sourceId, target, targetId } = entry
  const what = unit === 'credit' ? `${amount} ${amount === 1 ? 'credit' : 'credits'}` : `${amount} ${unit}`
  const about = [
    generationId && `generation ${generationId}`,
    paymentId && `payment ${paymentId}`,
    kind === 'transfer' && (sourceId === ledgerId ? `to ${targetId}` : `from ${sourceId}`),
  ].filter(Boolean)
  return `${[`${what} ${DONE[kind] ?? kind} ${reason.replaceAll(':', ' ')}`, ...about].join(', ')} (${source} → ${target})`
}

const DONE: Readonly<Record<string, string>> = {
  grant: 'given for',
  hold: 'held for',
  capture: 'spent on',
  release: 'released from',
  refund: 'given back for',
  transfer: 'moved,',
  expire: 'expired of',
  takeback: 'taken back with the money for',
  repay: 'paid of the',
}

function dateOf(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ')
}
