/** `pixbooth payments`: what was paid, and how it is given back; bin/help/payments.txt says how. */
import { parseArgs } from 'node:util'
import { loadConfig } from '../config/env.js'
import { recentPayments, type WantedRefund, wantRefund } from '../core/billing/books.js'
import { countOf } from './options.js'
import { renderPayments } from './payments/table.js'
import { withDatabase } from './start/database.js'

const TOLD: Record<WantedRefund, string> = {
  wanted: 'The money goes back: at once where the booth runs, else with its next start.\n',
  unknown: 'There is no payment with that number: "bin/pixbooth payments" lists them.\n',
  unpaid: 'Nothing was paid there. Nothing was changed.\n',
  nothing: 'All of it has gone back already. Nothing was changed.\n',
  elsewhere:
    'What was bought in Discord is refunded in its developer portal, under Monetization; the booth hears of it by itself.\n',
}

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      refund: { type: 'string' },
      of: { type: 'string' },
      limit: { type: 'string', default: '50' },
    },
  })
  const take = countOf('--limit', values.limit)
  const { refund, of } = values
  const config = loadConfig()
  if (refund === undefined) {
    process.stdout.write(renderPayments(await withDatabase(config, db => recentPayments(db, { of, take }))))
    return 0
  }
  const told = await withDatabase(config, db => wantRefund(db, refund, Date.now()))
  process.stdout.write(TOLD[told])
  return told === 'wanted' ? 0 : 1
}
