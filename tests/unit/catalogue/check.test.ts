import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { renderModels } from '../../../bin/models/table.js'
import { MODELS, type ModelId } from '../../../config/models.js'
import { findStyle, STYLES } from '../../../config/styles.js'
import { createCatalogue } from '../../../core/catalogue.js'
import { Fault } from '../../../core/errors.js'
import { createPrisma, type PrismaClient } from '../../../prisma/client.js'
import { checkModels, findOut, NOT_SET_UP, startChecks } from '../../../workers/engines/check.js'
import { createFalKey } from '../../../workers/engines/fal/key.js'
import type { LiveSchema, ProveKey } from '../../../workers/engines/live-schema.js'
import { openFalStage } from '../../fakes/fal/stage.js'
import { openReplicateStage } from '../../fakes/replicate/stage.js'
import { createTestLog, eventually, type TestBooth } from '../../support/booth.js'
import { freePort } from '../../support/free-port.js'
import { freshDatabase } from '../../support/postgres.js'

let replicate: Awaited<ReturnType<typeof openReplicateStage>>
let fal: Awaited<ReturnType<typeof openFalStage>>
let database: Awaited<ReturnType<typeof freshDatabase>>
let db: PrismaClient
beforeAll(async () => {
  fal = await openFalStage()
  database = await freshDatabase()
  db = createPrisma(database.connection)
})
afterAll(async () => {
  await db.$disconnect()
  await database.drop()
  await fal.close()
})

let log: TestBooth['log']
beforeEach(async () => {
  replicate = await openReplicateStage()
  log = createTestLog()
  await db.model.deleteMany()
})
afterEach(() => replicate.close())

const clock = { now: () => Date.now() }
const told = new Map<string, string>()
beforeEach(() => told.clear())
const deps = () => ({
  db,
  readers: { replicate: replicate.readSchema, fal: fal.readSchema },
  clock,
  log,
  signal: new AbortController().signal,
  told,
})
const rowOf = (id: string) => db.model.findUnique({ where: { id } })
const idsOf = (engine: string) =>
  (Object.keys(MODELS) as ModelId[]).filter(id => MODELS[id].engine === engine)

/** What serves now. */
async function served(): Promise<string[]> {
  const catalogue = createCatalogue(db)
  await catalogue.reload()
  return catalogue.styles().map(({ id }) => id)
}

describe('a check of the whole catalogue', () => {
  it('reads every model of both engines, and all that we send fits', async () => {
    const { away } = await checkModels(deps())
    expect([...away]).toEqual([])
    const rows = await db.model.findMany()
    expect(rows.filter(({ fits }) => !fits)).toEqual([])
    expect(rows.map(({ id }) => id).sort()).toEqual(Object.keys(MODELS).sort())
    expect(log.lines).toEqual([])
    expect(await served()).toEqual(STYLES.map(({ id }) => id))
    // Models that are nobody's official ones are started by a version.
    expect(await rowOf('pulid')).toMatchObject({ version: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(await rowOf('kontext-pro')).toMatchObject({ version: null, reason: null })
    expect(await rowOf('face-to-many')).toMatchObject({ reason: 'shows no schema to check' })
  })

  it('starts nothing and pays nothing', async () => {
    const before = fal.startRequests()
    await checkModels(deps())
    expect(replicate.startRequests()).toBe(0)
    expect(fal.startRequests()).toBe(before)
    expect([...replicate.violations(), ...fal.violations()]).toEqual([])
  })

  it('switches off what does not fit, each with one line, and nothing else', async () => {
    const { models } = replicate.server.world
    const pulid = models.get('bytedance/flux-pulid')!
    const { main_face_image: face, ...others } = pulid.inputs
    models.set(pulid.name, { ...pulid, inputs: { ...others, face: face! }, required: ['face'] })
    models.delete('zsxkib/instant-id')
    const many = models.get('flux-kontext-apps/face-to-many-kontext')!
    const style = { type: 'string' as const, choices: ['Anime', 'Clay', 'Cartoon', 'Graphic Novel', 'Toy'] }
    models.set(many.name, { ...many, shown: true, inputs: { ...many.inputs, style } })

    await checkModels(deps())
    expect(await rowOf('pulid')).toMatchObject({ fits: false, reason: 'it has no input "main_face_image"' })
    expect(await rowOf('instant-id')).toMatchObject({ fits: false, reason: expect.stringMatching(/\S/) })
    expect(await rowOf('face-to-many')).toMatchObject({ fits: true })
    expect(await rowOf('face-to-many/bricks')).toMatchObject({ fits: false })
    expect(await rowOf('kontext-pro')).toMatchObject({ fits: true })
    const lines = log.lines.map(({ facts }) => facts as { model: string; style?: string })
    expect(lines.map(({ model, style }) => (style ? `${model}/${style}` : model)).sort()).toEqual([
      'face-to-many/bricks',
      'face-to-many/gothic',
      'face-to-many/pixel',
      'instant-id',
      'pulid',
    ])

    // The second engine takes over what the first one no longer draws, style by style.
    const catalogue = createCatalogue(db)
    await catalogue.reload()
    const pick = (id: string) => catalogue.pick(findStyle(id)!)
    expect([pick('knight'), pick('bricks'), pick('clay')]).toEqual([
      'fal-pulid',
      'fal-kontext',
      'face-to-many',
    ])
    expect(await served()).toEqual(STYLES.map(({ id }) => id))

    await checkModels(deps())
    expect(log.lines).toHaveLength(5)
  })

  it('switches on again what fits again', async () => {
    const { models } = replicate.server.world
    const pulid = models.get('bytedance/flux-pulid')!
    models.delete(pulid.name)
    await checkModels(deps())
    expect(await rowOf('pulid')).toMatchObject({ fits: false })
    models.set(pulid.name, pulid)
    await checkModels(deps())
    expect(await rowOf('pulid')).toMatchObject({ fits: true, reason: null })
    models.delete(pulid.name)
    await checkModels(deps())
    expect(log.lines).toHaveLength(2)
  })

  it('without any key: nothing serves but the studio, and that is no trouble', async () => {
    await checkModels({ ...deps(), readers: {} })
    expect(await served()).toEqual(
      STYLES.filter(({ collection }) => collection === 'studio').map(({ id }) => id),
    )
    for (const id of [...idsOf('replicate'), ...idsOf('fal')])
      expect(await rowOf(id)).toMatchObject({ fits: false, reason: NOT_SET_UP })
    expect(log.lines).toEqual([])
  })

  it('with a key that is not taken: that engine is off, the other one serves', async () => {
    Object.assign(replicate.server.world, { token: 'r8_another' })
    await checkModels(deps())
    expect(await rowOf('kontext-pro')).toMatchObject({
      fits: false,
      reason: 'the engine does not take our key',
    })
    expect(await rowOf('fal-kontext')).toMatchObject({ fits: true })
    // One line for the engine, and none again.
    const line = { level: 'error', facts: { engine: 'replicate' } }
    expect(log.lines).toMatchObject([line])
    await checkModels(deps())
    expect(log.lines).toHaveLength(1)
  })

  it('with a key that fal does not take, though it shows its schemas to anybody', async () => {
    const key = createFalKey({ key: 'another', apiUrl: fal.fal.origin })
    await checkModels({ ...deps(), keys: { fal: key } })
    for (const id of idsOf('fal'))
      expect(await rowOf(id)).toMatchObject({ fits: false, reason: 'the engine does not take our key' })
    expect(await rowOf('kontext-pro')).toMatchObject({ fits: true })
    expect(log.lines).toMatchObject([{ level: 'error', facts: { engine: 'fal' } }])
    const { checks } = await findOut({ ...deps(), keys: { fal: key } })
    const caps = { all: 1, person: 1, engines: { replicate: 1, fal: 1 } }
    expect(renderModels({ checks, checkedAt: null, spent: [], caps })).toContain(
      'the engine does not take our key',
    )
  })

  it('asks once a round whether fal takes it, and nothing but its 401 says no', async () => {
    let asked = 0
    const right = createFalKey({ key: fal.fal.world.key, apiUrl: fal.fal.origin })
    const key: ProveKey = options => {
      asked++
      return right(options)
    }
    await checkModels({ ...deps(), keys: { fal: key } })
    expect(asked).toBe(1)
    expect(await rowOf('fal-kontext')).toMatchObject({ fits: true })
    const signal = AbortSignal.timeout(5_000)
    for (const status of [404, 500, 503, 429, 403, 0]) {
      fal.failCalls(1, status)
      expect(await right({ signal })).toBe(true)
    }
    const nobody = createFalKey({ key: 'k', apiUrl: `http://127.0.0.1:${await freePort()}` })
    expect(await nobody({ signal })).toBe(true)
    const hang: ProveKey = async () => {
      throw new Fault('timeout', 'No answer.')
    }
    await checkModels({ ...deps(), keys: { fal: hang } })
    expect(await rowOf('fal-kontext')).toMatchObject({ fits: true })
    expect(fal.violations()).toEqual([])
  })

  it('with a key that is not taken for a moment: it serves again soon', async () => {
    const { token } = replicate.server.world
    Object.assign(replicate.server.world, { token: 'r8_another' })
    const checks = startChecks(deps(), { checkMs: 3_600_000, recheckMs: 20 })
    await checks.first
    expect(await rowOf('kontext-pro')).toMatchObject({ fits: false })
    Object.assign(replicate.server.world, { token })
    await eventually(
      () => rowOf('kontext-pro'),
      row => row?.fits === true,
    )
    await checks.close()
  })
})

describe('an engine that cannot be reached', () => {
  it('stays what it was known for, with one line for it', async () => {
    const { models } = replicate.server.world
    models.delete('zsxkib/instant-id')
    await checkModels(deps())
    const known = await db.model.findMany({ orderBy: { id: 'asc' }, omit: { checkedAt: true } })
    log.lines.length = 0
    replicate.failCalls(1_000, 0)
    const { away } = await checkModels(deps())
    expect([...away]).toEqual(['replicate'])
    expect(await db.model.findMany({ orderBy: { id: 'asc' }, omit: { checkedAt: true } })).toEqual(known)
    expect(log.lines.map(({ facts }) => facts)).toEqual([{ engine: 'replicate' }])
    // It comes back as it was: nothing is news.
    replicate.failCalls(0, 0)
    await checkModels(deps())
    expect(log.lines).toHaveLength(1)
  })

  it('that was never known serves nothing, until it answers', async () => {
    replicate.failCalls(1_000, 503)
    const checks = startChecks(deps(), { checkMs: 3_600_000, recheckMs: 20 })
    await checks.first
    expect(await rowOf('kontext-pro')).toMatchObject({
      fits: false,
      reason: 'the engine could not be asked yet',
    })
    expect(await served()).toContain('magazine')
    replicate.failCalls(0, 0)
    await eventually(
      () => rowOf('kontext-pro'),
      row => row?.fits === true,
    )
    await checks.close()
  })
})

describe('the timer', () => {
  it('looks again, and stops in the middle of it when told to', async () => {
    let reads = 0
    let hang = false
    const schema: LiveSchema = { version: null, required: [], properties: {} }
    const reader = (_name: string, { signal }: { signal: AbortSignal }) => {
      reads++
      if (!hang) return Promise.resolve(schema)
      return new Promise<LiveSchema>((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
      )
    }
    const checks = startChecks({ ...deps(), readers: { fal: reader } }, { checkMs: 5, recheckMs: 5 })
    await checks.first
    const once = reads
    // One request for each model, however many entries it has.
    expect(once).toBe(new Set(idsOf('fal').map(id => MODELS[id].name)).size)
    await eventually(
      () => reads,
      seen => seen >= 2 * once,
    )
    hang = true
    const seen = reads
    await eventually(
      () => reads,
      now => now > seen,
    )
    await checks.close()
    const closed = reads
    await new Promise(resolve => setImmediate(resolve))
    expect(reads).toBe(closed)
    expect(await rowOf('fal-kontext')).toMatchObject({ fits: true })
  })

  it('goes on when the database does not answer', async () => {
    const gone = createPrisma({ ...database.connection, database: 'nowhere' })
    const checks = startChecks({ ...deps(), db: gone }, { checkMs: 5, recheckMs: 5 })
    await eventually(
      () => log.lines.length,
      lines => lines >= 2,
    )
    await checks.close()
    await gone.$disconnect()
    expect(log.lines[0]?.message).toBe('the catalogue could not be checked')
  })
})

it('two workers that look at the same time agree', async () => {
  await Promise.all([checkModels(deps()), checkModels(deps()), checkModels(deps())])
  expect((await db.model.findMany()).every(({ fits }) => fits)).toBe(true)
})

it('an operator who looks writes nothing down', async () => {
  await checkModels(deps())
  const { checks } = await findOut({ ...deps(), readers: {} })
  expect(checks.find(({ id }) => id === 'pulid')).toMatchObject({ fits: false, reason: NOT_SET_UP })
  expect(await rowOf('pulid')).toMatchObject({ fits: true })
})
