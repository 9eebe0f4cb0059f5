import { afterAll, beforeAll, expect, it } from 'vitest'
import { noteAnswer } from '../../../core/generation/orders.js'
import { newId } from '../../../core/id.js'
import { eventually } from '../../support/booth.js'
import { openScene, type Scene } from './scene.js'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene.close())

const ANSWER = { id: 'w', status: 'succeeded' }

it('what an engine says in the moment in which its start is noted wakes whoever waits', async () => {
  const { db } = scene.house
  const order = await scene.order('replicate', null)
  const { generationId } = await db.engineOrder.findUniqueOrThrow({ where: { id: order } })
  const lease = { leaseBy: 'somebody', leaseUntil: new Date(Date.now() + 60_000) }
  await db.task.updateMany({ where: { generationId }, data: lease })
  const engineId = `w${newId()}`
  const news = { engine: 'replicate', orderId: order, engineId, answer: ANSWER }
  const noting = await db.$transaction(
    async tx => {
      // As `notePlaced` does, which found no answer and sends the task to sleep until its first look.
      await tx.engineOrder.update({ where: { id: order }, data: { state: 'placed', engineId } })
      const waking = noteAnswer(db, news)
      const stuck = () => db.$queryRaw<unknown[]>`
        SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
      await eventually(stuck, rows => rows.length > 0)
      const dueAt = new Date(Date.now() + 60_000)
      const data = { name: 'finish', queue: 'results-replicate', leaseBy: null, leaseUntil: null, dueAt }
      await tx.task.updateMany({ where: { generationId }, data })
      return { waking }
    },
    { timeout: 20_000 },
  )
  expect(await noting.waking).toMatchObject([{ name: 'finish', queue: 'results-replicate', delayMs: 0 }])
})
