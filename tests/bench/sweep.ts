/** How fast what has come of age is taken away, and how much memory that needs: 100,000 pictures with their rows. */
import { randomBytes } from 'node:crypto'
import { createPolicy, POLICY } from '../../config/policy.js'
import { createPseudonym } from '../../core/privacy/pseudonym.js'
import { planRetention, sweepRetention } from '../../core/privacy/retention.js'
import { createPrisma } from '../../prisma/client.js'
import { openTestHome, openTestVault } from '../support/booth.js'
import { leaveBehind } from '../support/leavings.js'

const OBJECTS = 100_000
/** A night's worth of a large booth is gone within minutes. */
const GOAL_RATE = 1_000
/** Some pages, whatever the number of objects is; V8 lets some garbage lie. */
const GOAL_MB = 128

/** Sweeps 100,000 expired pictures on disk. */
export async function benchSweep() {
  const home = await openTestHome()
  const db = createPrisma(home.connection)
  try {
    const clock = { now: Date.now }
    const vault = await openTestVault(db, { ...home, masterKey: randomBytes(32) }, clock)
    await leaveBehind({ db, vaultDir: home.vaultDir }, OBJECTS)
    const now = Date.now() + POLICY.images.keepMs
    const deps = { db, vault, policy: createPolicy(), pseudonym: createPseudonym('a secret'), now }
    const counting = await timed(() => planRetention(deps))
    const due = counting.result.find(({ key }) => key === 'images')?.count
    const before = process.memoryUsage().rss
    let peak = before
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss)
    }, 20)
    const { ms, result } = await timed(() => sweepRetention(deps))
    clearInterval(watch)
    const again = await timed(() => sweepRetention(deps))
    if (due !== OBJECTS || result.images !== OBJECTS || Object.keys(again.result).length > 0)
      throw new Error('Not everything went, or not at once.')
    const rate = (OBJECTS / ms) * 1000
    const growth = (peak - before) / 1024 ** 2
    return {
      name: 'sweeping 100,000 pictures that have come of age, with their rows',
      rows: [
        { what: 'objects', value: rate, unit: '/s', goal: `>= ${GOAL_RATE}`, ok: rate >= GOAL_RATE },
        { what: 'in all', value: ms / 1000, unit: 's' },
        { what: 'memory on top', value: growth, unit: 'MB', goal: `<= ${GOAL_MB}`, ok: growth <= GOAL_MB },
        { what: 'counting what is due (--dry-run)', value: counting.ms, unit: 'ms' },
        { what: 'a round that finds nothing', value: again.ms, unit: 'ms' },
      ],
    }
  } finally {
    await db.$disconnect()
    await home.drop()
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const began = performance.now()
  const result = await work()
  return { ms: performance.now() - began, result }
}
