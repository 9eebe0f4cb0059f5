import { afterEach, beforeEach, expect, it } from 'vitest'
import { addressAll } from '../../../core/notification/address.js'
import { advanceNotifications } from '../../../core/notification/advance.js'
import { readReport } from '../../../core/notification/report.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { createEyes } from '../../support/eyes.js'
import { join, part, personOf } from '../link/support.js'

const TEXTS = { en: 'Somebody saw your data.' }
let house: TestBooth
beforeEach(async () => {
  house = await openTestBooth({ engines: {}, vision: createEyes() })
})
afterEach(() => house.close())

const heard = () =>
  ['ann', 'bea'].map(chat => house.platform.messages(chat).filter(({ text }) => text === TEXTS.en).length)

async function settle(id: string) {
  return eventually(
    async () => {
      await house.queues.jobs.enqueue(await advanceNotifications(house.db))
      return readReport(house.db, id)
    },
    report => report !== null && Object.keys(report.waiting).length === 0,
  )
}

it('two who become one are told once: who was told before is told, as one', async () => {
  const [ann, bea] = [await personOf(house, 'ann'), await personOf(house, 'bea')]
  const id = await addressAll(house.db, TEXTS, { kind: 'persons', ids: [bea] })
  await settle(id)
  await join(house, 'ann', 'bea')
  // Under the id of a person who is a part of the other one by now.
  await addressAll(house.db, TEXTS, { kind: 'persons', ids: [ann, bea] })
  expect(await settle(id)).toMatchObject({ told: { telegram: 1 }, unreachable: 0 })
  expect(heard()).toEqual([0, 1])
})

it('who is joined before it goes out is told at one account', async () => {
  const ids = [await personOf(house, 'ann'), await personOf(house, 'bea')]
  const id = await addressAll(house.db, TEXTS, { kind: 'persons', ids })
  // No round comes between.
  await house.db.notificationRecipient.updateMany({ data: { state: 'unreachable' } })
  await join(house, 'ann', 'bea')
  await addressAll(house.db, TEXTS, { kind: 'persons', ids })
  expect(await settle(id)).toMatchObject({ told: { telegram: 1 } })
  expect(heard().reduce((sum, count) => sum + count)).toBe(1)
})

it('an account that was parted meanwhile is somebody else: the person is told at another one', async () => {
  await join(house, 'ann', 'bea')
  const person = await personOf(house, 'ann')
  const id = await addressAll(house.db, TEXTS, { kind: 'persons', ids: [person] })
  const [job] = await advanceNotifications(house.db)
  const delivery = await house.db.delivery.findFirstOrThrow({
    where: { notificationId: id },
    include: { account: true },
  })
  const [chosen, other] = delivery.account.userId === 'ann' ? ['ann', 'bea'] : ['bea', 'ann']
  await part(house, chosen)
  if (job) await house.queues.jobs.enqueue([job])
  await settle(id)
  await eventually(
    () => house.platform.messages(other).map(({ text }) => text),
    texts => texts.includes(TEXTS.en),
  )
  expect(house.platform.messages(chosen).map(({ text }) => text)).not.toContain(TEXTS.en)
})
