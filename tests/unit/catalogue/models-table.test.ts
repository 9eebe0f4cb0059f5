import { expect, it } from 'vitest'
import { isTrouble, renderModels } from '../../../bin/models/table.js'
import { MODELS, type ModelId } from '../../../config/models.js'
import { NOT_SET_UP } from '../../../workers/engines/check.js'

const caps = { all: 30e6, person: 1e6, engines: { replicate: 20e6, fal: 10e6 } }
const checks = (Object.keys(MODELS) as ModelId[]).map(id => ({
  id: id as string,
  fits: MODELS[id].engine !== 'fal' && id !== 'pulid',
  reason: MODELS[id].engine === 'fal' ? NOT_SET_UP : id === 'pulid' ? 'it has no input "prompt"' : null,
}))
const facts = {
  checks: [
    ...checks,
    { id: 'face-to-many/bricks', fits: false, reason: 'its input "style" does not take "Lego"' },
  ],
  checkedAt: Date.UTC(2026, 10, 25, 9, 30),
  spent: [
    { scope: 'all', micros: 1_230_000 },
    { scope: 'replicate', micros: 1_230_000 },
  ],
  caps,
}

it('shows every model with engine, whether it serves and why not, price, time and styles', () => {
  const lines = renderModels(facts).split('\n')
  const line = (id: string) => lines.findIndex(text => text.startsWith(`${id} `))
  for (const id of Object.keys(MODELS)) expect(line(id), id).toBeGreaterThan(0)
  expect(lines[line('kontext-pro')]).toMatch(/^kontext-pro +replicate +yes +\$0\.040 +10 s +magazine, /)
  expect(lines[line('pulid')]).toMatch(/ no +\$0\.030/)
  expect(lines[line('pulid') + 1]).toBe('  it has no input "prompt"')
  expect(lines[line('fal-kontext')]).toMatch(/ not set up +\$0\.040/)
  expect(lines[line('fal-kontext') + 1]).toMatch(/^fal-/)
  expect(lines[line('face-to-many') + 1]).toBe('  without bricks: its input "style" does not take "Lego"')
  expect(lines[line('studio')]).toMatch(/ local +yes +\$0\.000/)
})

it('shows what was spent today beside the caps', () => {
  const text = renderModels(facts)
  expect(text).toContain('Found at 2026-11-25 09:30:00 UTC.')
  expect(text).toMatch(
    / {2}all +\$1\.23 of \$30\.00\n {2}replicate +\$1\.23 of \$20\.00\n {2}fal +\$0\.00 of \$10\.00/,
  )
  expect(text).toMatch(/a person +at most \$1\.00/)
})

it('says when nobody has looked yet', () => {
  const text = renderModels({ ...facts, checks: [], checkedAt: null })
  expect(text).toContain('have not asked the engines yet')
  expect(text).toMatch(/^kontext-pro +replicate +unknown/m)
})

it('calls it trouble when something that is set up does not fit', () => {
  expect(isTrouble(facts.checks)).toBe(true)
  expect(isTrouble(checks.filter(({ id }) => id !== 'pulid'))).toBe(false)
})
