/**
 * The vision process: loads the models, then looks at one picture at a time. It may crash or hang; the pool replaces
 * it. It never outlives its parent: see also watchdog.ts.
 */
import { loadHuman } from './human.js'
import { inspect } from './inspect.js'
import type { Answer, Report, Task } from './protocol.js'
import { trace } from './trace.js'
import { watchParent } from './watchdog.js'

process.on('disconnect', () => process.exit(0))
watchParent()
const human = await loadHuman()

const say = (report: Report) => process.send?.(report)

async function work(task: Task): Promise<Answer> {
  return task.kind === 'inspect'
    ? inspect(human, task.bytes, { keepWhole: task.keepWhole })
    : trace(human, task.bytes)
}

process.on('message', (task: Task) => {
  work(task).then(
    answer => say({ type: 'done', answer }),
    error => say({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  )
})
say({ type: 'ready' })
