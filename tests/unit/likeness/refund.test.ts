import { afterEach, beforeEach, expect, it } from 'vitest'
import { LIKENESS } from '../../../config/limits.js'
import { createPolicy, POLICY } from '../../../config/policy.js'
import { refund } from '../../../core/billing/refund.js'
import { sweepRetention } from '../../../core/privacy/retention.js'
import { ask, seated } from '../../support/sitter.js'
import { actions, type House, openHouse } from '../commands/house.js'
import { expectLedgerInOrder, join } from '../link/support.js'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

/** A picture of ann's that was delivered with a doubt. */
async function doubted(chat = 'ann') {
  const { personId, selfieId } = await seated(house, chat)
  const generationId = await ask(house, chat, selfieId)
  await house.sees(chat, ({ images }) => images.length > 0)
  await house.db.generation.update({ where: { id: generationId }, data: { unlike: true } })
  return { personId, generationId }
}

const available = async (personId: string) =>
  (await house.db.ledgerAccount.findUniqueOrThrow({ where: { personId } })).free

it('is given once, however many ask for it at the same time', async () => {
  const { personId, generationId } = await doubted()
  const left = await available(personId)
  const done = await Promise.all(Array.from({ length: 24 }, () => refund(house.db, personId, generationId)))
  expect(done.filter(({ how }) => how === 'given')).toHaveLength(1)
  expect(done.filter(({ how }) => how === 'already')).toHaveLength(23)
  expect(await available(personId)).toBe(left + 1)
  await expectLedgerInOrder(house)
})

it('is for pictures with a doubt alone, of the person’s own', async () => {
  const { generationId } = await doubted()
  const { personId: stranger, generationId: other } = await doubted('bob')
  expect(await refund(house.db, stranger, generationId)).toEqual({ how: 'none' })
  await house.db.generation.update({ where: { id: other }, data: { unlike: false } })
  expect(await refund(house.db, stranger, other)).toEqual({ how: 'none' })
  expect(await refund(house.db, stranger, 'nothing')).toEqual({ how: 'none' })
  expect(await house.db.ledgerEntry.count({ where: { kind: 'refund' } })).toBe(0)
})

it('of a hold that was released there is none', async () => {
  const { personId, generationId } = await doubted()
  await house.db.generation.update({ where: { id: generationId }, data: { state: 'failed' } })
  expect(await refund(house.db, personId, generationId)).toEqual({ how: 'none' })
})

it('goes to the person whose generation it is now, when two have become one meanwhile', async () => {
  const { personId: guest, generationId } = await doubted('guest')
  await house.press('host', 'consent:face:yes')
  const host = await join(house, 'host', 'guest')
  expect(host).not.toBe(guest)
  const left = await available(host)
  await expect(refund(house.db, guest, generationId)).rejects.toMatchObject({ code: 'busy' })
  expect(await refund(house.db, host, generationId)).toMatchObject({ how: 'given', credits: 1 })
  expect(await available(host)).toBe(left + 1)
  await expectLedgerInOrder(house)
})

it('can be had even after the picture was deleted, and no longer when the doubt is forgotten', async () => {
  const { personId, generationId } = await doubted()
  const image = await house.db.image.findFirstOrThrow({ where: { generationId } })
  const [asked] = await house.press('ann', `delete:image:${image.id}`)
  await house.press('ann', actions(asked)[0] ?? '')
  const gone = await house.sees('ann', ({ text }) => text.includes('the picture was deleted'))
  expect(actions(gone)).toContain(`refund:${generationId}`)

  const now = house.clock.now() + POLICY.likeness.keepMs
  await sweepRetention({ ...house, policy: createPolicy(), now })
  expect(await house.db.generation.findUnique({ where: { id: generationId } })).toMatchObject({
    unlike: false,
  })
  const [told] = await house.press('ann', `refund:${generationId}`)
  expect(told?.text).toContain('no longer does anything')
  expect(await refund(house.db, personId, generationId)).toEqual({ how: 'none' })
})

it('is told with the number of credits', async () => {
  const { generationId } = await doubted()
  const [told] = await house.press('ann', `refund:${generationId}`)
  expect(told?.text).toContain('1 credit is yours again')
})

it('the histogram is fine around the thresholds', () => {
  const near = LIKENESS.buckets.filter(bucket => bucket >= 0.35 && bucket <= 0.6)
  expect(near.length).toBeGreaterThanOrEqual(5)
  expect(LIKENESS.buckets.toSorted((a, b) => a - b)).toEqual([...LIKENESS.buckets])
})
