import { expect, it } from 'vitest'
import { sayPlan } from '../../../bin/samples/words.js'
import { type AnyStyle, STYLES } from '../../../config/styles.js'
import { type PlanRules, planSamples } from '../../../core/samples/plan.js'
import type { SampleRow } from '../../../core/samples/store.js'

const ids = ['noir', 'watercolour', 'imagine', 'finecut', 'video']
const styles = (STYLES as readonly AnyStyle[]).filter(({ id }) => ids.includes(id))
const pick = ({ models }: AnyStyle) => models[0] ?? null
const row = (id: string, more: Partial<SampleRow> = {}): SampleRow => ({
  id,
  model: 'fal-kontext',
  there: true,
  begunAt: null,
  work: null,
  ...more,
})
const plan = (more: Partial<PlanRules> = {}) => planSamples({ styles, pick, rows: [], again: false, ...more })
const drawn = (more?: Partial<PlanRules>) => plan(more).draw.map(({ id }) => id)

it('draws the face first, then what is made from it; the studio’s and clips are left out', () => {
  expect(drawn()).toEqual(['face', 'watercolour', 'finecut', 'imagine'])
  expect(plan().micros).toBe(45_000 + 40_000 + 5_000 + 45_000)
  expect(plan().leave).toEqual([])
})

it('leaves out what has a sample, unless it is wanted again; the face stays', () => {
  const rows = [row('face'), row('watercolour')]
  expect(drawn({ rows })).toEqual(['finecut', 'imagine'])
  expect(plan({ rows }).leave).toEqual([{ id: 'watercolour', why: 'there' }])
  expect(drawn({ rows, again: true })).toEqual(['watercolour', 'finecut', 'imagine'])
  expect(drawn({ rows: ids.map(id => row(id)) })).toEqual([])
})

it('goes on with what an earlier run has begun, for nothing, and by the model that has it', () => {
  const rows = [
    row('face'),
    row('watercolour', { there: false, begunAt: 1, work: 'w1', model: 'kontext-pro' }),
  ]
  for (const again of [false, true])
    expect(plan({ rows, again }).draw[0]).toMatchObject({
      id: 'watercolour',
      model: 'kontext-pro',
      micros: 0,
      work: 'w1',
    })
})

it('pays for nothing that an earlier run may have paid for, unless it is told to', () => {
  const rows = [row('face'), row('watercolour', { there: false, begunAt: 1 })]
  expect(drawn({ rows })).toEqual(['finecut', 'imagine'])
  expect(plan({ rows }).leave).toEqual([{ id: 'watercolour', why: 'unknown' }])
  expect(drawn({ rows, again: true })).toContain('watercolour')
})

it('without a face only what needs none is drawn', () => {
  const rows = [row('face', { there: false, begunAt: 1 })]
  expect(drawn({ rows })).toEqual(['imagine'])
  expect(plan({ rows }).leave).toContainEqual({ id: 'watercolour', why: 'faceless' })
  const wordless = (style: AnyStyle) => (style.kind === 'imagine' ? null : pick(style))
  expect(drawn({ pick: wordless })).toEqual([])
})

it('says what it costs at most before anything is started', () => {
  const said = sayPlan(plan({ rows: [row('face'), row('finecut')] }), false)
  expect(said).toBe(
    [
      'finecut: there already; --again draws it anew',
      'watercolour: by FLUX.1 Kontext Pro at fal, at most $0.040',
      'imagine: by FLUX.2 Pro at Replicate, at most $0.045',
      '2 pictures, which cost at most $0.085 together.',
      'Nothing was started: say --yes to have them drawn.',
      '',
    ].join('\n'),
  )
  expect(sayPlan(plan({ styles: [] }), true)).toBe('There is nothing to draw.\n')
})
