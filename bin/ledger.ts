/** `pixbooth ledger`: whether all balances are right, and what is in one; bin/help/ledger.txt says how. */
import { parseArgs } from 'node:util'
import { loadConfig } from '../config/env.js'
import { readLedger } from '../core/billing/books.js'
import { reconcile } from '../core/billing/reconcile.js'
import { renderDifferences, renderLedger } from './ledger/table.js'
import { countOf } from './options.js'
import { withDatabase } from './start/database.js'

export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { limit: { type: 'string', default: '100' } },
    allowPositionals: true,
  })
  const limit = countOf('--limit', values.limit)
  const [account] = positionals
  const config = loadConfig()
  if (account === undefined) {
    const differences = await withDatabase(config, reconcile)
    process.stdout.write(renderDifferences(differences))
    return differences.length > 0 ? 1 : 0
  }
  const read = await withDatabase(config, db => readLedger(db, account, limit))
  process.stdout.write(read ? renderLedger(read) : 'There is no account of that name.\n')
  return read ? 0 : 1
}
