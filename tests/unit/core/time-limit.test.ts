import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { ROOT } from '../../../config/env.js'
import { timeLimit } from '../../../core/time-limit.js'

it('comes after its time, or with the first of the others, and says which', async () => {
  const early = new AbortController()
  const limit = timeLimit(60_000, early.signal)
  early.abort(new Error('enough'))
  expect(limit.reason).toMatchObject({ message: 'enough' })
  const late = timeLimit(10, new AbortController().signal)
  await new Promise(resolve => late.addEventListener('abort', resolve))
  expect(late.reason).toMatchObject({ name: 'TimeoutError' })
})

it('comes also when garbage is collected meanwhile', async () => {
  const script = `
    import { timeLimit } from './core/time-limit.ts'
    const limit = timeLimit(300, new AbortController().signal)
    limit.addEventListener('abort', () => process.exit(0))
    for (let n = 0; n < 5; n++) setTimeout(() => globalThis.gc(), 20 * n)
    setTimeout(() => process.exit(7), 3_000)`
  const node = ['--expose-gc', '--import', 'tsx', '--input-type=module', '-e', script]
  await expect(promisify(execFile)(process.execPath, node, { cwd: ROOT })).resolves.toBeTruthy()
}, 20_000)
