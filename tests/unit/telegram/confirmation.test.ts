import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createConfirmation } from '../../../bots/telegram/confirmation.js'

it('starts with whatever Telegram has, and tells what is kept', () => {
  const confirmation = createConfirmation()
  expect(confirmation.offset()).toBe(0)
  expect(confirmation.isNews()).toBe(false)
  expect([...confirmation.offer([5, 6, 9])]).toEqual([5, 6, 9])
  confirmation.kept(6)
  confirmation.kept(9)
  expect(confirmation.offset()).toBe(5)
  confirmation.kept(5)
  expect(confirmation.offset()).toBe(10)
  expect(confirmation.isNews()).toBe(true)
})

it('lets go of what Telegram itself has forgotten', () => {
  const confirmation = createConfirmation()
  confirmation.offer([1, 2])
  confirmation.failed(1)
  confirmation.kept(2)
  expect([...confirmation.offer([1, 2])]).toEqual([1])
  confirmation.failed(1)
  confirmation.offer([2, 3])
  confirmation.kept(3)
  expect(confirmation.offset()).toBe(4)
})

/** A Telegram that forgets what lies before the offset, and a booth that keeps or fails to keep in any order. */
it('never confirms what is not kept, hands out nothing twice but what failed, and ends with everything kept', () => {
  const step = fc.record({ arrive: fc.nat(3), settle: fc.array(fc.tuple(fc.nat(20), fc.boolean())) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), steps => {
      const confirmation = createConfirmation()
      const kept = new Set<number>()
      const coming: number[] = []
      let last = 0
      let queue: number[] = []
      const fetch = () => {
        const offset = confirmation.offset()
        for (const id of queue.filter(one => one < offset)) expect(kept.has(id)).toBe(true)
        queue = queue.filter(id => id >= offset)
        for (const id of confirmation.offer(queue.slice(0, 5))) {
          expect(kept.has(id) || coming.includes(id)).toBe(false)
          coming.push(id)
        }
      }
      const settle = (at: number, well: boolean) => {
        const [id] = coming.splice(at % coming.length, 1)
        if (id === undefined) return
        if (well) {
          kept.add(id)
          confirmation.kept(id)
        } else confirmation.failed(id)
      }
      for (const { arrive, settle: some } of steps) {
        for (let i = 0; i < arrive; i++) queue.push(++last)
        fetch()
        for (const [at, well] of some) if (coming.length > 0) settle(at, well)
      }
      for (let i = 0; i <= last && queue.length > 0; i++) {
        fetch()
        while (coming.length > 0) settle(0, true)
      }
      expect(kept.size).toBe(last)
    }),
  )
})

it('what was kept while the answer was on its way is not taken twice', () => {
  const confirmation = createConfirmation()
  expect([...confirmation.offer([1, 2])]).toEqual([1, 2])
  confirmation.kept(2)
  confirmation.kept(1)
  // Asked for before that, with the old offset.
  expect([...confirmation.offer([1, 2, 3])]).toEqual([3])
})
