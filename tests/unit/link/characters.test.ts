import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPolicy, POLICY } from '../../../config/policy.js'
import { freeNames } from '../../../core/person/character.js'
import { sweepRetention } from '../../../core/privacy/retention.js'
import { openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'
import { command, consented, press } from '../../support/sitter.js'
import { join } from './support.js'

let house: TestBooth
beforeEach(async () => {
  house = await openTestBooth({ engines: { local: await instantEngine() }, vision: createEyes() })
})
afterEach(() => house.close())

const keep = (personId: string, id: string, name: string) =>
  house.db.character.create({ data: { id, personId, name, description: `looks of ${id}`, seed: 1 } })

it('characters of two who become one stay what they are; of two with one name, the guest’s gets a number', async () => {
  const ann = await consented(house, 'ann')
  const bea = await consented(house, 'bea')
  await keep(ann, 'a1', 'Mia')
  await keep(ann, 'a2', 'Tom')
  await keep(bea, 'b1', 'mia')
  await keep(bea, 'b2', 'Zoe')
  await keep(bea, 'b3', 'Mia 2')
  const person = await join(house, 'ann', 'bea')
  const all = await house.db.character.findMany({ orderBy: { id: 'asc' } })
  expect(all.map(({ id, personId, name }) => [id, personId, name])).toEqual([
    ['a1', person, 'Mia'],
    ['a2', person, 'Tom'],
    ['b1', person, 'mia 3'],
    ['b2', person, 'Zoe'],
    ['b3', person, 'Mia 2'],
  ])
  // What the guest's looks like is still its own.
  const [listed] = await house.platform.say(house.booth, 'bea', command('character'))
  expect(listed?.text).toContain('**mia 3**: looks of b1')
})

it('numbers are given where a name is taken, and nowhere else', () => {
  const theirs = [
    { id: '1', name: 'Mia' },
    { id: '2', name: 'Zoe' },
  ]
  expect(freeNames([], theirs)).toEqual([])
  expect(freeNames(['MIA', 'mia 2', 'Mia 3'], theirs)).toEqual([{ id: '1', name: 'Mia 4' }])
})

it('words go after their time, characters with the account', async () => {
  const ann = await consented(house, 'ann')
  await keep(ann, 'a1', 'Mia')
  const made = (id: string, endedAt: Date) =>
    house.db.generation.create({
      data: {
        ...{ id, personId: ann, origin: id, kind: 'imagine', style: 'imagine', engine: 'replicate', seed: 1 },
        ...{ state: 'done', cost: 1, prompt: 'a lighthouse', deadlineAt: endedAt, endedAt },
        images: {
          create: { id, personId: ann, objectKey: id, width: 1, height: 1, mime: 'image/png', bytes: 1 },
        },
      },
    })
  const now = Date.now()
  await made('old', new Date(now - POLICY.prompts.keepMs))
  await made('new', new Date(now - POLICY.prompts.keepMs / 2))
  await sweepRetention({ ...house, policy: createPolicy(), now })
  const left = await house.db.generation.findMany({ where: { prompt: { not: null } } })
  expect(left.map(({ id }) => id)).toEqual(['new'])
  expect(await house.db.character.count()).toBe(1)
  await house.platform.say(house.booth, 'ann', press('deleted:all'))
  expect([await house.db.character.count(), await house.db.generation.count()]).toEqual([0, 0])
})
