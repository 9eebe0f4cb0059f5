import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Incoming } from '../../core/platform.js'
import type { ChildOptions } from './child-booth.js'

export interface Child {
  pid: number
  /** Tells it an event; false when it could not take it: it is to come again. */
  tell(incoming: Incoming): Promise<boolean>
  /** kill -9, and gone when it resolves. */
  kill(): Promise<void>
  /** Whether it ended by itself: that is always a mistake. */
  crashed(): boolean
}

/** Starts a booth as a process of its own (child-booth.ts); answers when it takes events. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const entry = fileURLToPath(new URL('./child-booth.ts', import.meta.url))
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child = fork(entry, [JSON.stringify(options)], {
    execArgv: ['--import', loader],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', resolve as (message: unknown) => void)
    void gone.then(() => reject(new Error('The child ended before it was ready.')))
  })
  let killed = false
  return {
    pid: child.pid!,
    async tell(incoming) {
      try {
        const answer = await fetch(`http://127.0.0.1:${port}/`, {
          method: 'POST',
          body: JSON.stringify(incoming),
          signal: AbortSignal.timeout(10_000),
        })
        return answer.ok
      } catch {
        return false
      }
    },
    async kill() {
      killed = true
      child.kill('SIGKILL')
      await gone
    },
    crashed: () => !killed && hasEnded(child),
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
