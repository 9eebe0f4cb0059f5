/** `pixbooth promo`: codes that give credits; bin/help/promo.txt says how. */
import { parseArgs } from 'node:util'
import { loadConfig } from '../config/env.js'
import { CODES } from '../config/limits.js'
import { readCreditCode } from '../core/billing/code.js'
import { endPromo, makePromo, promos } from '../core/billing/promo.js'
import { Fault } from '../core/errors.js'
import { countOf } from './options.js'
import { renderPromos } from './promo/table.js'
import { withDatabase } from './start/database.js'
import { readTime } from './sweep/time.js'

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      credits: { type: 'string' },
      most: { type: 'string' },
      until: { type: 'string' },
      code: { type: 'string' },
      end: { type: 'string' },
    },
  })
  const { credits, most, until, end } = values
  const config = loadConfig()
  const now = Date.now()
  if (end !== undefined) {
    const ended = await withDatabase(config, db => endPromo(db, codeOf(end), now))
    process.stdout.write(
      ended ? 'The code has ended; what it has brought stays.\n' : 'There is no such code that works.\n',
    )
    return ended ? 0 : 1
  }
  if (credits === undefined) {
    process.stdout.write(renderPromos(await withDatabase(config, promos), now))
    return 0
  }
  if (most === undefined)
    throw new Fault('config', 'A code takes both: --credits N for each person, and --most N persons in all.')
  const wish = {
    credits: countOf('--credits', credits),
    most: countOf('--most', most),
    until: until === undefined ? null : readTime(until, '--until'),
    ...(values.code !== undefined && { code: codeOf(values.code) }),
    now,
  }
  const made = await withDatabase(config, db => makePromo(db, wish))
  process.stdout.write(made ? renderPromos([made], now) : 'There is a code of that name already.\n')
  return made ? 0 : 1
}

function codeOf(text: string): string {
  const code = readCreditCode(text)
  if (code === null)
    throw new Fault('config', `A code has ${CODES.minChars} to ${CODES.maxChars} letters and digits.`)
  return code
}
