import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants, setPriority } from 'node:os'
import { extname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { VISION } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import type { Answer, Report, Task } from './protocol.js'

/** One vision process. */
export interface VisionProcess {
  readonly pid: number | undefined
  /** Resolves when the models are loaded. Fault: `vision_crashed`. */
  readonly ready: Promise<void>
  /** One task at a time. Faults: `timeout` (the process is ended then), `vision_crashed`, `bug`. */
  run(task: Task, limitMs: number): Promise<Answer>
  /** Ends the process, whatever it does, and resolves when it is gone. */
  end(): Promise<void>
}

/** Starts a process; `onGone` is told once when it has ended, for whatever reason. */
export function startProcess(onGone: () => void): VisionProcess {
  const child = forkChild()
  let waiting: { resolve: (report: Report) => void; reject: (fault: Fault) => void } | undefined
  let gone = false

  const exited = new Promise<void>(resolve => {
    const leave = (facts: { exit?: number; signal?: string }) => {
      if (gone) return
      gone = true
      waiting?.reject(new Fault('vision_crashed', 'a vision process ended', { facts }))
      waiting = undefined
      onGone()
      resolve()
    }
    child.on('error', () => leave({}))
    child.on('exit', (exit, signal) =>
      leave({ ...(exit === null ? {} : { exit }), ...(signal === null ? {} : { signal }) }),
    )
  })

  child.on('message', (report: Report) => {
    waiting?.resolve(report)
    waiting = undefined
  })

  /** The next thing that the process says; after `limitMs` it is ended. */
  function hear(limitMs: number, late: string): Promise<Report> {
    return new Promise<Report>((resolve, reject) => {
      if (gone) return reject(new Fault('vision_crashed', 'a vision process is gone'))
      const timer = setTimeout(() => {
        waiting = undefined
        child.kill('SIGKILL')
        reject(new Fault('timeout', late, { facts: { limitMs } }))
      }, limitMs)
      waiting = {
        resolve: report => {
          clearTimeout(timer)
          resolve(report)
        },
        reject: fault => {
          clearTimeout(timer)
          reject(fault)
        },
      }
    })
  }

  const ready = hear(VISION.startMs, 'a vision process did not start in time').then(() => {})
  ready.catch(() => {}) // whoever needs the process hears of it through `ready` itself

  return {
    pid: child.pid,
    ready,
    async run(task, limitMs) {
      const answer = hear(limitMs, 'a photo took too long to look at')
      child.send(task, error => {
        if (error) child.kill('SIGKILL')
      })
      const report = await answer
      if (report.type === 'done') return report.answer
      throw new Fault('bug', report.type === 'failed' ? report.message : 'a vision process restarted')
    },
    async end() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** Nice'd below the bots, with next to no environment, silent, and running the same kind of file as this one. */
function forkChild(): ChildProcess {
  const here = fileURLToPath(import.meta.url)
  const isSource = extname(here) === '.ts'
  const entry = fileURLToPath(new URL(`./child${extname(here)}`, import.meta.url))
  const loader = isSource ? pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href : undefined
  const child = fork(entry, [], {
    execArgv: loader ? ['--import', loader] : [],
    env: { MALLOC_ARENA_MAX: '2' }, // glibc's arenas would keep what large photos needed
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  try {
    if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Only a courtesy: some systems forbid it.
  }
  return child
}
