import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Registry } from 'prom-client'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { GenerationKind, StyleId } from '../../../config/styles.js'
import { similarity } from '../../../core/media/likeness.js'
import type { Output } from '../../../core/ports.js'
import { createLikeness } from '../../../workers/likeness.js'
import { createVision } from '../../../workers/vision/pool.js'
import { createTestLog, openTestBooth, type TestBooth } from '../../support/booth.js'
import { tinyOutput } from '../../support/engines.js'
import { goodPhoto } from '../../support/photos.js'
import { seated } from '../../support/sitter.js'
import { agree, allRows, counting, outputOf, wall } from './support.js'

const require = createRequire(import.meta.url)

/** Models load in a second of one core, which may be busy. */
vi.setConfig({ testTimeout: 90_000 })

const log = createTestLog()
const pool = createVision({ processes: 1, log, warm: true })
const { eyes, seen } = counting(pool)

let house: TestBooth
/** The person's photo, results that show them, results that show others. */
let photo: Buffer
let mine: Output[]
let theirs: Output[]
let nobody: Output
beforeAll(async () => {
  house = await openTestBooth({ engines: {}, vision: eyes, idle: true })
  photo = await goodPhoto(2)
  mine = await Promise.all([
    outputOf(await sharp(photo).flop().modulate({ brightness: 1.1 }).toBuffer()),
    outputOf(await sharp(photo).greyscale().toBuffer()),
  ])
  theirs = await Promise.all([3, 10, 18].map(async which => outputOf(await goodPhoto(which))))
  nobody = await outputOf(await wall())
})
afterAll(async () => {
  await house?.close()
  await pool.close()
})
beforeEach(() => {
  seen.embedded = 0
  log.lines.length = 0
})

let chats = 0
async function sitter({ likeness }: { likeness: boolean | null }) {
  const { personId, selfieId } = await seated(house, `sitter${++chats}`, photo)
  const { referenceKey } = await house.db.selfie.findUniqueOrThrow({ where: { id: selfieId } })
  if (likeness !== null) await agree(house.db, personId, 'likeness', likeness)
  return { id: `g${chats}`, personId, referenceKey, redone: 0 }
}

const style = (likeness: number | undefined = 0.5, kind: GenerationKind = 'portrait') => ({
  id: 'magazine' as StyleId,
  kind,
  ...(likeness === undefined ? {} : { likeness }),
})
const signal = new AbortController().signal
const likeness = (more: object = {}) =>
  createLikeness({ db: house.db, vault: house.vault, vision: eyes, log, ...more })

describe('of several results', () => {
  it('the one that shows the person is delivered, wherever it stands', async () => {
    const work = await sitter({ likeness: true })
    for (const [own, outputs] of [
      [mine[0], [mine[0]!, ...theirs]],
      [mine[1], [nobody, theirs[0]!, mine[1]!, theirs[1]!]],
      [mine[1], [...theirs, mine[1]!]],
    ] as const) {
      const choice = await likeness().choose({ work, style: style(), outputs: [...outputs], signal })
      expect(choice).toEqual({ verdict: 'fine', outputs: [own] })
    }
  })

  it('the one that is most like the person is, of two that show them', async () => {
    const work = await sitter({ likeness: true })
    const reference = (await pool.embed(photo))!
    const scores = await Promise.all(
      mine.map(async ({ bytes }) => similarity(reference, (await pool.embed(bytes))!)),
    )
    const best = mine[scores[0]! > scores[1]! ? 0 : 1]
    expect(scores[0]).not.toBe(scores[1])
    for (const outputs of [mine, mine.toReversed()])
      expect((await likeness().choose({ work, style: style(), outputs, signal })).outputs).toEqual([best])
  })

  it('that all show others none is good: once more for free, and then the best of them with a doubt', async () => {
    const work = await sitter({ likeness: true })
    const first = await likeness().choose({ work, style: style(), outputs: theirs, signal })
    expect(first.verdict).toBe('again')
    const second = await likeness().choose({
      work: { ...work, redone: 1 },
      style: style(),
      outputs: theirs,
      signal,
    })
    expect(second).toEqual({ verdict: 'unlike', outputs: [expect.anything()] })
    expect(theirs).toContain(second.outputs[0])
  })

  it('that show no face at all a portrait is tried again, and a sticker delivered as it is', async () => {
    const work = await sitter({ likeness: true })
    const outputs = [nobody, nobody]
    expect(await likeness().choose({ work, style: style(), outputs, signal })).toMatchObject({
      verdict: 'again',
    })
    expect(await likeness().choose({ work, style: style(0.5, 'sticker'), outputs, signal })).toEqual({
      verdict: 'fine',
      outputs,
    })
  })
})

describe('nothing is compared', () => {
  it.each([
    ['without an answer', null, []],
    ['after a no', false, []],
    ['after the consent to photos was taken back', true, [['face', false]]],
    ['after a yes that was taken back', true, [['likeness', false]]],
  ] as const)('%s', async (_, answer, later) => {
    const work = await sitter({ likeness: answer })
    for (const [purpose, granted] of later) await agree(house.db, work.personId, purpose, granted)
    const choice = await likeness().choose({ work, style: style(), outputs: theirs, signal })
    expect(choice).toEqual({ verdict: 'fine', outputs: theirs })
    expect(seen.embedded).toBe(0)
  })

  it('where the style asks for no likeness, without a photo, and in films', async () => {
    const work = await sitter({ likeness: true })
    const film: Output = { ...(await tinyOutput()), mime: 'video/mp4' }
    for (const it of [
      { work, style: { id: 'magazine', kind: 'portrait' } as const, outputs: theirs },
      { work: { ...work, referenceKey: null }, style: style(), outputs: theirs },
      { work, style: style(0.5, 'video'), outputs: [film] },
    ]) {
      const choice = await likeness().choose({ ...it, signal })
      expect(choice).toEqual({ verdict: 'fine', outputs: it.outputs })
    }
    expect(seen.embedded).toBe(0)
  })

  it('of a photo in which no face is found: what was made is delivered as it is', async () => {
    const { personId, selfieId } = await seated(house, `sitter${++chats}`, await wall())
    const { referenceKey } = await house.db.selfie.findUniqueOrThrow({ where: { id: selfieId } })
    await agree(house.db, personId, 'likeness')
    const work = { id: 'g', personId, referenceKey, redone: 0 }
    const choice = await likeness().choose({ work, style: style(), outputs: theirs, signal })
    expect(choice).toEqual({ verdict: 'fine', outputs: theirs })
    expect(seen.embedded).toBe(1)
  })
})

describe('a comparison that fails costs no picture', () => {
  it('when the eyes take too long, are gone, or the photo is', async () => {
    const work = await sitter({ likeness: true })
    const hurried = createVision({ processes: 1, log: createTestLog(), limitMs: 1 })
    const closed = createVision({ processes: 1, log: createTestLog() })
    await closed.close()
    const key = `${work.personId}/reference/00000000-0000-4000-8000-000000000000`
    try {
      for (const [more, referenceKey, code] of [
        [{ vision: hurried }, work.referenceKey, 'timeout'],
        [{ vision: closed }, work.referenceKey, 'cancelled'],
        [{}, key, 'vault_missing'],
      ] as const) {
        log.lines.length = 0
        const it = { work: { ...work, referenceKey }, style: style(), outputs: theirs, signal }
        expect(await likeness(more).choose(it)).toEqual({ verdict: 'fine', outputs: theirs })
        expect(log.lines).toEqual([
          { level: 'warn', message: 'faces could not be compared', facts: { generation: work.id, code } },
        ])
      }
    } finally {
      await hurried.close()
    }
  })

  it('when a result is rubbish', async () => {
    const work = await sitter({ likeness: true })
    const rubbish: Output = { ...(await tinyOutput()), bytes: Buffer.from('no picture at all') }
    const choice = await likeness().choose({ work, style: style(), outputs: [rubbish], signal })
    expect(choice).toEqual({ verdict: 'fine', outputs: [rubbish] })
  })

  it('but a step that is to end is ended', async () => {
    const work = await sitter({ likeness: true })
    const ending = AbortSignal.abort()
    await expect(
      likeness().choose({ work, style: style(), outputs: theirs, signal: ending }),
    ).rejects.toMatchObject({ code: 'cancelled' })
  })
})

it('scores go into a histogram by style, and nowhere else', async () => {
  const metrics = new Registry()
  const work = await sitter({ likeness: true })
  const outputs = [...theirs, mine[1]!]
  await likeness({ metrics }).choose({ work, style: style(), outputs, signal })
  const counted = await metrics.metrics()
  expect(counted).toContain('pixbooth_likeness_count{style="magazine"} 4')
  expect(counted).not.toContain(work.personId)
  expect([...counted.matchAll(/\{([^}]*)\}/g)].map(([, labels]) => labels)).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/(?!le=|style=)\b\w+=/)]),
  )
  // What the histogram adds up is what the outputs score.
  const reference = (await pool.embed(photo))!
  const scores = await Promise.all(
    outputs.map(async ({ bytes }) => similarity(reference, (await pool.embed(bytes))!)),
  )
  const sum = Number(/pixbooth_likeness_sum\{style="magazine"\} (\S+)/.exec(counted)?.[1])
  expect(sum).toBeCloseTo(
    scores.reduce((all, score) => all + score, 0),
    5,
  )
  const written = (await allRows(house.db)) + JSON.stringify(log.lines) + JSON.stringify(house.log.lines)
  expect(written).toContain(work.personId)
  for (const score of scores) expect(written).not.toContain(score.toFixed(4))
})

describe('how alike two descriptions are', () => {
  const numbers = (...values: number[]) => Float32Array.from(values)
  it('lies between nothing and everything, the same from both sides', () => {
    expect(similarity(numbers(1, 2, 3), numbers(1, 2, 3))).toBe(1)
    expect(similarity(numbers(0, 0), numbers(1_000, 1_000))).toBe(0)
    const [a, b] = [numbers(1, 5, 9), numbers(4, 5, 1)]
    expect(similarity(a, b)).toBe(similarity(b, a))
  })

  it('is what Human says, without its rounding', () => {
    // The package's own entry wants native code that is not here.
    const entry = join(dirname(require.resolve('@vladmandic/human')), 'human.node-wasm.js')
    const { match } = require(entry) as { match: { similarity(a: number[], b: number[]): number } }
    const made = (seed: number) =>
      Float32Array.from({ length: 1_024 }, (_, i) => Math.abs(Math.sin(i * (13 + seed))) * 0.6)
    for (const [a, b] of [
      [1, 2],
      [3, 4],
      [5, 6],
    ] as const) {
      const theirs = match.similarity([...made(a)], [...made(b)])
      expect(theirs).toBeGreaterThan(0)
      expect(theirs).toBeLessThan(1)
      expect(Math.abs(similarity(made(a), made(b)) - theirs)).toBeLessThan(0.006)
    }
  })

  it('of descriptions of different length cannot be said', () => {
    expect(() => similarity(numbers(1), numbers(1, 2))).toThrow(RangeError)
  })
})
