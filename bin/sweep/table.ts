/** What the sweeper would take, or has taken, as a table for operators. Pure. */
import type { Planned, SweptKey } from '../../core/privacy/retention.js'

const HEAD = ['entry', 'what', 'due', 'oldest']

/** One line a part of an entry; `oldest` is since when it has been kept. */
export function renderPlan(planned: readonly Planned[], now: number): string {
  const rows = planned.map(({ key, what, count, oldest }) => [
    key,
    what ?? '',
    String(count),
    oldest ? time(oldest.getTime()) : '',
  ])
  const sum = planned.reduce((all, { count }) => all + count, 0)
  return `${table([HEAD, ...rows])}\n\n${sum} in all would go at ${time(now)} UTC. Nothing was changed.\n`
}

/** What went, by entry. */
export function renderSwept(counts: Partial<Record<SweptKey, number>>, now: number): string {
  const rows = Object.entries(counts).map(([key, count]) => [key, String(count)])
  const sum = Object.values(counts).reduce((all, count) => all + count, 0)
  const lines = rows.length > 0 ? `${table([['entry', 'gone'], ...rows])}\n\n` : ''
  return `${lines}${sum} in all are gone, as of ${time(now)} UTC.\n`
}

function time(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}

/** Numbers stand to the right. */
function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const cell = (text: string, column: number) =>
    /^\d+$/.test(text) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0)
  return rows.map(row => row.map(cell).join('  ').trimEnd()).join('\n')
}
