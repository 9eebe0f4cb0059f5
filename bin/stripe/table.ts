/** What stands at Stripe as a table for operators. Pure. */
import { EVENTS } from '../../bots/payments/stripe/news.js'
import type { Row } from '../../bots/payments/stripe/sync.js'

const HEAD = ['what', 'name', 'done', 'detail']
const WOULD: Readonly<Record<Row['done'], string>> = {
  kept: 'is there',
  made: 'to be made',
  replaced: 'to be replaced',
  'opened again': 'to be opened',
  closed: 'to be closed',
}

/** The rows, and where Stripe is to announce what happens. */
export function renderSync(
  rows: readonly Row[],
  options: { dryRun: boolean; publicUrl?: string | undefined },
): string {
  const { dryRun, publicUrl } = options
  const cells = [
    HEAD,
    ...rows.map(({ what, name, done, detail }) => [what, name, dryRun ? WOULD[done] : done, detail]),
  ]
  const widths = HEAD.map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0)))
  const table = cells.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [
    ...table,
    '',
    ...(dryRun ? ['Nothing was changed.', ''] : []),
    `Stripe is to announce at ${publicUrl ?? 'PUBLIC_URL'}/webhooks/stripe, with its secret in STRIPE_WEBHOOK_SECRET:`,
    ...Object.keys(EVENTS).map(type => `  ${type}`),
    '',
  ].join('\n')
}
