import { expect, test } from 'vitest'
import { renderBenches } from '../../../bin/bench/table.js'
import { addCounts, countTests, sayCounts } from '../../../bin/test/counts.js'

const report = (counts: object, testResults: object[] = []) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults,
  ...counts,
})

test('the last line counts lint, types and tests together', () => {
  const tests = countTests(report({ numPassedTests: 40, numFailedTests: 1, numPendingTests: 2 }), 1)
  const all = addCounts([{ passed: 1, failed: 0, skipped: 0 }, { passed: 0, failed: 1, skipped: 0 }, tests])
  expect(sayCounts(all)).toBe('41 passed, 2 failed, 2 skipped')
  expect(sayCounts({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed')
})

test('a file that does not load is a failure', () => {
  const broken = { status: 'failed', assertionResults: [] }
  const fine = { status: 'passed', assertionResults: [{ status: 'passed' }] }
  expect(countTests(report({ numPassedTests: 1 }, [broken, fine]), 1)).toMatchObject({ passed: 1, failed: 1 })
})

test('a run that crashed, or ended badly with all tests green, is a failure', () => {
  expect(countTests(undefined, 137)).toMatchObject({ passed: 0, failed: 1 })
  expect(countTests(report({ numPassedTests: 5 }), 1)).toMatchObject({ passed: 5, failed: 1 })
})

test('a bench table aligns its columns and says which goals were missed', () => {
  const rows = [
    { what: 'median', value: 1.2345, unit: 's', goal: '≤ 1.5', ok: true },
    { what: 'whole pipeline', value: 1234.5, unit: '/s', goal: '≥ 2000', ok: false },
    { what: 'memory', value: 80, unit: 'MB' },
  ]
  expect(renderBenches([{ name: 'portrait', rows }])).toBe(
    [
      'portrait',
      '  median           1.23 s   goal ≤ 1.5, met',
      '  whole pipeline  1,235 /s  goal ≥ 2000, MISSED',
      '  memory             80 MB',
    ].join('\n'),
  )
})
