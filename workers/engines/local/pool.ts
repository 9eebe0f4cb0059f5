/** The threads that draw: started with the first order, ended when idle, replaced when they crash. */
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { THREADS } from '../../../config/studio.js'
import { Fault } from '../../../core/errors.js'
import type { Output } from '../../../core/ports.js'
import type { Order } from './draw.js'
import type { Answer, Job } from './protocol.js'

export interface StudioPool {
  /** Draws an order. Faults: `cancelled`, `timeout`, `studio_failed` (retry `never` when the picture does not decode). */
  run(order: Order, signal: AbortSignal, onProgress: (done: number) => void): Promise<Output>
  /** Ends all threads; what still runs gets the fault `cancelled`. */
  close(): Promise<void>
}

export interface PoolOptions {
  threads: number
  /** Longest time for one order in milliseconds, from the moment a thread takes it; `THREADS.limitMs` unless told. */
  limitMs?: number | undefined
  /** What the threads run: a module whose default export takes a job; thread.ts unless told. */
  entry?: URL
}

/** A pool of threads, one order each; further ones wait. */
export function createPool({ threads, limitMs = THREADS.limitMs, entry }: PoolOptions): StudioPool {
  const pool = new Piscina<Job, Answer>({
    ...program(entry),
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: THREADS.idleMs,
    atomics: 'disabled',
    // The studio needs nothing from the environment, so it gets no secrets either.
    env: {},
  })
  let closed = false

  async function run(order: Order, signal: AbortSignal, onProgress: (done: number) => void): Promise<Output> {
    if (closed || signal.aborted) throw cancelled()
    const kill = new AbortController()
    const stop = new Int32Array(new SharedArrayBuffer(4))
    const { port1, port2 } = new MessageChannel()
    let timer: NodeJS.Timeout | undefined
    let begun = false
    let late = false
    port1.on('message', (done: number) => {
      if (!begun) {
        begun = true
        timer = setTimeout(() => {
          late = true
          kill.abort()
        }, limitMs)
      }
      if (!signal.aborted) onProgress(done)
    })
    let abort = (): void => {}
    const gone = new Promise<never>((_, reject) => {
      abort = () => {
        reject(cancelled())
        Atomics.store(stop, 0, 1)
        // A waiting order is taken out of the line; a running one stops by itself and leaves its thread warm.
        if (!begun) kill.abort()
        clearTimeout(timer)
        timer = setTimeout(() => kill.abort(), THREADS.graceMs)
      }
      signal.addEventListener('abort', abort, { once: true })
    })
    const job: Job = { ...order, progress: port2, stop }
    const work = pool.run(job, { transferList: [port2], signal: kill.signal }).finally(() => {
      clearTimeout(timer)
      port1.close()
    })
    try {
      const answer = await Promise.race([work, gone])
      if ('output' in answer) return { ...answer.output, bytes: Buffer.from(answer.output.bytes) }
      throw failed(answer)
    } catch (error) {
      if (error instanceof Fault) throw error
      if (late) throw new Fault('timeout', 'the studio took too long', { facts: { limitMs } })
      if (closed) throw cancelled()
      throw new Fault('studio_failed', 'a studio thread ended', { cause: error })
    } finally {
      signal.removeEventListener('abort', abort)
      work.catch(() => {}) // told above, or nobody listens any more
    }
  }

  return {
    run,
    async close() {
      closed = true
      await pool.destroy()
    },
  }
}

function cancelled(): Fault {
  return new Fault('cancelled', 'no longer wanted')
}

function failed(answer: Exclude<Answer, { output: Output }>): Fault {
  if (answer.failure === 'stopped') return cancelled()
  if (answer.failure === 'unreadable')
    return new Fault('studio_failed', 'the picture does not decode', { retry: 'never' })
  return new Fault('studio_failed', answer.message)
}

/**
 * The thread's file is beside this one: TypeScript in the source tree, JavaScript in a build. TypeScript is loaded by
 * tsx as ES modules only: plain `--import tsx` makes CommonJS of all that piscina loads, every call into another module
 * then goes through a getter, and a portrait takes 40 % longer.
 */
function program(entry?: URL): { filename: string; execArgv: string[] } {
  const ending = extname(fileURLToPath(import.meta.url))
  const filename = (entry ?? new URL(`./thread${ending}`, import.meta.url)).href
  if (ending !== '.ts') return { filename, execArgv: [] }
  const tsx = import.meta.resolve('tsx/esm/api')
  const loader = `import { register } from ${JSON.stringify(tsx)}; register()`
  return { filename, execArgv: ['--import', `data:text/javascript,${encodeURIComponent(loader)}`] }
}
