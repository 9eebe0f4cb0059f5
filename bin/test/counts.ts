export interface Counts {
  passed: number
  failed: number
  skipped: number
}

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/**
 * Counts of vitest's JSON report. A file that could not even be loaded counts as one failure, and so does a run that
 * ended badly although every test passed (an error nobody caught, a crash before the report).
 */
export function countTests(report: unknown, exitCode: number): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = (report ?? {
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
  }) as Report
  const unloadable = testResults.filter(
    file => file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed'),
  ).length
  const failed = numFailedTests + unloadable
  return {
    passed: numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
  }
}

export function addCounts(all: Counts[]): Counts {
  const sum = (pick: (counts: Counts) => number) => all.reduce((total, counts) => total + pick(counts), 0)
  return { passed: sum(c => c.passed), failed: sum(c => c.failed), skipped: sum(c => c.skipped) }
}

/** The one line that everything ends with; `.ci/run` reads it. */
export function sayCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
