/** An erasure that dies, at every step of it: the rounds go on with it, and in the end it is as if nothing had happened. */
import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOUSE } from '../../config/limits.js'
import { erasePerson } from '../../core/privacy/erase.js'
import { tidy } from '../../workers/rounds.js'
import { openTestBooth, openTestHome, type TestBooth } from '../support/booth.js'
import type { EraserOptions } from '../support/child-eraser.js'
import { createEyes } from '../support/eyes.js'
import { countdown, mortalTools } from '../support/mortal.js'
import { allFiles, allRows, tracesIn } from '../support/scan.js'
import { type Life, wholeLife } from '../support/whole-life.js'

let home: Awaited<ReturnType<typeof openTestHome>>
let house: TestBooth
let bob: Life
let bobs: string[]
const his = async () => tracesIn(await allRows(house.db), ['bob', ...bob.traces])

beforeAll(async () => {
  home = await openTestHome()
  house = await openTestBooth({ home, engines: {}, vision: createEyes(), idle: true })
  bob = await wholeLife(house, 'bob')
  bobs = await his()
  // Every erasure that was begun is one that was cut off.
  house.clock.shift = HOUSE.erasureMs + 1_000
})
afterAll(async () => {
  await house.close()
  await home.drop()
})

/** What happens after a death: the rounds of another process, or, where nothing had begun, the event once more. */
async function goOn(personId: string): Promise<void> {
  await tidy({ ...house, jobs: house.queues.jobs })
  await erasePerson(house, personId, Date.now())
}

/** Nothing of her is left, whatever happened on the way; what stays is there once. */
async function expectErased(who: string, { traces, personId }: Life, before: number): Promise<void> {
  const { db } = house
  const rows = await allRows(db)
  const found = tracesIn(rows, [who, ...traces]).filter(
    row => !/public\.(leftover_message|customer_leftover) /.test(row),
  )
  expect(found).toEqual([])
  expect(await db.person.count({ where: { id: personId } })).toBe(0)
  expect(tracesIn(await allFiles(home.vaultDir), traces)).toEqual([])
  expect(await db.securityEvent.count({ where: { kind: 'erased' } })).toBe(before + 1)
  const { count } = await db.leftoverMessage.deleteMany({ where: { platform: 'telegram' } })
  expect(count).toBe(1)
  // Who takes the cards is asked to forget them too, and once.
  expect((await db.customerLeftover.deleteMany()).count).toBe(1)
  expect(await db.ledgerAccount.count({ where: { personId: null, held: { not: 0 } } })).toBe(0)
  expect(await db.consent.count({ where: { personId: null, subject: null } })).toBe(0)
  expect(await db.report.count({ where: { personId: null, NOT: { text: '' } } })).toBe(0)
}

const erased = () => house.db.securityEvent.count({ where: { kind: 'erased' } })

describe('an erasure that dies', () => {
  let total = 0

  it('before or after any statement and any object is gone on with, and ends the same', async () => {
    for (let last = 1; ; last++) {
      const who = `ada${last}x`
      const ada = await wholeLife(house, who)
      const before = await erased()
      const { step, steps } = countdown(last, () => {
        throw new Error('It dies here.')
      })
      const ended = await mortalTools(house, home, step)
        .then(tools => erasePerson(tools, ada.personId, Date.now()))
        .then(
          () => true,
          () => false,
        )
      await goOn(ada.personId)
      await expectErased(who, ada, before)
      if (!ended) continue
      total = steps()
      break
    }
    expect(total).toBeGreaterThan(50)
    expect(await his()).toEqual(bobs)
  }, 240_000)

  it('by kill -9 is gone on with by the rounds of another process', async () => {
    for (const share of [0.1, 0.35, 0.5, 0.65, 0.8, 0.95]) {
      const who = `eva${share * 100}x`
      const eva = await wholeLife(house, who)
      const before = await erased()
      const signal = await eraseInChild({
        connection: home.connection,
        vaultDir: home.vaultDir,
        masterKey: home.masterKey.toString('hex'),
        personId: eva.personId,
        last: Math.round(total * share),
      })
      expect(signal).toBe('SIGKILL')
      // The last steps come after the commit, and look for what was written meanwhile.
      if (share < 0.9) expect(await house.db.person.count({ where: { id: eva.personId } })).toBe(1)
      await goOn(eva.personId)
      await expectErased(who, eva, before)
    }
    expect(await his()).toEqual(bobs)
  }, 120_000)

  it('does not count: two at once and one after them are one erasure', async () => {
    const eve = await wholeLife(house, 'evex')
    const before = await erased()
    await Promise.all([1, 2, 3].map(() => erasePerson(house, eve.personId, Date.now())))
    await erasePerson(house, eve.personId, Date.now())
    await expectErased('evex', eve, before)
  })
})

/** The signal that ended it; null when it came to an end by itself. */
async function eraseInChild(options: EraserOptions): Promise<NodeJS.Signals | null> {
  const entry = fileURLToPath(new URL('../support/child-eraser.ts', import.meta.url))
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child = fork(entry, [JSON.stringify(options)], {
    execArgv: ['--import', loader],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise(resolve => child.once('exit', (_code, signal) => resolve(signal)))
}
