/**
 * The vision process: loads the models, then looks at one picture at a time. It may crash or hang; the pool replaces
 * it. It never outlives its parent: see also watchdog.ts.
 */
import { embed } from './embed.js'
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
  switch (task.kind) {
    case 'inspect':
      return inspect(human, task.bytes, { keepWhole: task.keepWhole })
    case 'trace':
      return trace(human, task.bytes)
    case 'embed':
      return embed(human, task.bytes)
  }
}

process.on('message', (task: Task) => {
  work(task).then(
    answer => say({ type: 'done', answer }),
    error => say({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  )
})
say({ type: 'ready' })
