/** `pixbooth stripe`: sets up at Stripe what is sold; bin/help/stripe.txt says what each word does. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createStripeCalls } from '../bots/payments/main.js'
import { syncStripe } from '../bots/payments/stripe/sync.js'
import { loadConfig, ROOT } from '../config/env.js'
import { STRIPE } from '../config/limits.js'
import { PRODUCTS } from '../config/plans.js'
import { Fault } from '../core/errors.js'
import { timeLimit } from '../core/time-limit.js'
import { renderSync } from './stripe/table.js'

export async function main(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    options: { 'dry-run': { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [word, ...more] = positionals
  if (word === undefined) {
    process.stdout.write(await readFile(join(ROOT, 'bin/help/stripe.txt'), 'utf8'))
    return 0
  }
  if (word !== 'sync' || more.length > 0)
    throw new Fault('config', 'stripe takes one word, sync: "bin/pixbooth help stripe" explains it.')
  const config = loadConfig()
  if (!config.stripe)
    throw new Fault('config', 'Stripe is not set up here: set STRIPE_SECRET_KEY, see docs/payments.md.')
  const dryRun = values['dry-run']
  try {
    const signal = timeLimit(STRIPE.syncMs)
    const rows = await syncStripe(createStripeCalls(config.stripe), { products: PRODUCTS, dryRun, signal })
    process.stdout.write(renderSync(rows, { dryRun, publicUrl: config.http.publicUrl }))
    return 0
  } catch (error) {
    // What passes is no mistake of ours: a sentence will do.
    if (error instanceof Fault && error.code !== 'bug')
      throw new Fault(
        'config',
        `${error.message.replace(/\.$/, '')}. What was done so far stays; run it again.`,
      )
    throw error
  }
}
