import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSeldomNote } from '../../../core/privacy/security-log.js'
import { openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'

let house: TestBooth
beforeEach(async () => {
  house = await openTestBooth({
    engines: { local: await instantEngine() },
    vision: createEyes(),
    idle: true,
  })
})
afterEach(() => house.close())

it('what strangers can repeat is written down once in a while, with the count of what was not', async () => {
  const note = createSeldomNote(house.db, { kind: 'forged', everyMs: 60_000 })
  for (let n = 0; n < 50; n++) await note('replicate', 1_000 + n)
  await note('fal', 1_000)
  await note('replicate', 70_000)
  const rows = await house.db.securityEvent.findMany({ orderBy: { id: 'asc' } })
  expect(rows.map(({ kind, facts }) => [kind, facts])).toEqual([
    ['forged', { what: 'replicate', before: 0 }],
    ['forged', { what: 'fal', before: 0 }],
    ['forged', { what: 'replicate', before: 49 }],
  ])
})
