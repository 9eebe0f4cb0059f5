import { expect, it } from 'vitest'
import { findModel } from '../../../config/models.js'
import { STYLES } from '../../../config/styles.js'
import { planSamples } from '../../../core/samples/plan.js'
import { listSamples, readBytes } from '../../../core/samples/store.js'
import { createPrisma } from '../../../prisma/client.js'
import { createSamples } from '../../../workers/samples.js'
import { openFalStage } from '../../fakes/fal/stage.js'
import { openReplicateStage } from '../../fakes/replicate/stage.js'
import { NO_CAPS } from '../../support/booth.js'
import { freshDatabase } from '../../support/postgres.js'

it.each([
  ['replicate', openReplicateStage],
  ['fal', openFalStage],
] as const)('%s draws them by its real client, and keeps no file of ours', async (name, open) => {
  const stage = await open()
  const database = await freshDatabase()
  const db = createPrisma(database.connection)
  try {
    const { draw } = planSamples({
      styles: STYLES.filter(({ id }) => id === 'watercolour'),
      pick: ({ models }) => models.find(id => findModel(id)?.engine === name) ?? null,
      rows: await listSamples(db),
      again: false,
    })
    const { signal } = new AbortController()
    const engines = { [name]: stage.engine }
    const drawOne = createSamples({
      db,
      engines,
      caps: NO_CAPS,
      clock: { now: Date.now },
      signal,
      lookMs: 20,
    })
    for (const planned of draw) await drawOne(planned)
    expect((await listSamples(db)).map(({ id, there }) => [id, there])).toEqual([
      ['face', true],
      ['watercolour', true],
    ])
    expect((await readBytes(db, 'watercolour'))?.bytes.length).toBeGreaterThan(100)
    expect(stage.started()).toHaveLength(2)
    expect(stage.files()).toEqual([])
    expect(stage.violations()).toEqual([])
  } finally {
    await db.$disconnect()
    await database.drop()
    await stage.close()
  }
})
