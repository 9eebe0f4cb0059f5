import { PHOTO, VISION } from '../../config/limits.js'
import { Fault, toFault } from '../../core/errors.js'
import type { Inspection, Log, Trace, Vision } from '../../core/ports.js'
import { startProcess, type VisionProcess } from './process.js'
import type { Answer, Task } from './protocol.js'

export interface VisionOptions {
  /** How many pictures are looked at side by side. */
  processes: number
  log: Log
  /** Load the models at once instead of with the first photo. */
  warm?: boolean
  /** Longest time for one picture in milliseconds; `PHOTO.inspectMs` unless told. */
  limitMs?: number
}

export interface VisionStats {
  queued: number
  running: number
  /** Processes that were lost while they looked at a picture, or ended because they took too long. */
  lost: number
  pids: number[]
}

export interface VisionPool extends Vision {
  stats(): VisionStats
  /** Ends all processes; whatever waits or runs gets the fault `cancelled`. Can be called again. */
  close(): Promise<void>
}

interface Entry {
  task: Task
  settled: boolean
  resolve(answer: Answer): void
  reject(fault: Fault): void
}

interface Slot {
  process?: VisionProcess | undefined
  entry?: Entry | undefined
}

/**
 * A pool of vision processes, each with the models loaded and one picture at a time; the others wait in order.
 * A process that crashes or hangs is replaced, and only the picture that it held gets a fault.
 */
export function createVision({ processes, log, warm, limitMs = PHOTO.inspectMs }: VisionOptions): VisionPool {
  const slots: Slot[] = Array.from({ length: processes }, () => ({}))
  let queue: Entry[] = []
  let lost = 0
  let closed = false

  function start(slot: Slot): VisionProcess {
    const process = startProcess(() => {
      if (slot.process === process) slot.process = undefined
    })
    slot.process = process
    return process
  }

  async function serve(slot: Slot, entry: Entry): Promise<void> {
    slot.entry = entry
    try {
      const process = slot.process ?? start(slot)
      await process.ready
      if (!entry.settled) entry.resolve(await process.run(entry.task, limitMs))
    } catch (error) {
      const fault = toFault(error)
      if (!closed && fault.code !== 'bug') {
        lost++
        slot.process = undefined
        log.warn('vision process lost', { code: fault.code, ...fault.facts })
      }
      entry.reject(fault)
    } finally {
      slot.entry = undefined
      pump()
    }
  }

  function pump(): void {
    for (const slot of slots) {
      if (slot.entry) continue
      const entry = queue.shift()
      if (!entry) return
      void serve(slot, entry)
    }
  }

  function ask(task: Task, signal: AbortSignal | undefined): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      if (closed) return reject(new Fault('cancelled', 'vision is closed'))
      if (signal?.aborted) return reject(new Fault('cancelled', 'no longer wanted'))
      if (queue.length >= VISION.maxQueued) return reject(new Fault('busy', 'too many pictures are waiting'))
      const settle = (act: () => void) => {
        if (entry.settled) return
        entry.settled = true
        signal?.removeEventListener('abort', abort)
        act()
      }
      const entry: Entry = {
        task,
        settled: false,
        resolve: answer => settle(() => resolve(answer)),
        reject: fault => settle(() => reject(fault)),
      }
      // A picture that is being looked at is let be: its process is free again sooner than a new one would be ready.
      const abort = () => {
        queue = queue.filter(other => other !== entry)
        entry.reject(new Fault('cancelled', 'no longer wanted'))
      }
      signal?.addEventListener('abort', abort)
      queue.push(entry)
      pump()
    })
  }

  if (warm) for (const slot of slots) start(slot)

  return {
    async inspect(bytes, { keepWhole = false, signal } = {}) {
      // What is too large is not even handed over; its type no longer matters.
      if (bytes.length > PHOTO.maxBytes)
        return { measurements: { bytes: bytes.length, format: null, animated: false, readable: false } }
      return (await ask({ kind: 'inspect', bytes, keepWhole }, signal)) as Inspection
    },
    async trace(picture, { signal } = {}) {
      return (await ask({ kind: 'trace', bytes: picture }, signal)) as Trace
    },
    async embed(picture, { signal } = {}) {
      return (await ask({ kind: 'embed', bytes: picture }, signal)) as Float32Array | null
    },
    stats: () => ({
      queued: queue.length,
      running: slots.filter(slot => slot.entry).length,
      lost,
      pids: slots.flatMap(slot => slot.process?.pid ?? []),
    }),
    async close() {
      closed = true
      const fault = new Fault('cancelled', 'vision was closed')
      for (const entry of [...queue, ...slots.flatMap(slot => slot.entry ?? [])]) entry.reject(fault)
      queue = []
      await Promise.all(slots.map(slot => slot.process?.end()))
    },
  }
}
