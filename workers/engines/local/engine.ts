/**
 * The engine that needs no account. It is a filter studio and no generative model: it cuts the person out of the photo,
 * frames, lights and redraws what is there, and invents nothing.
 */
import sharp from 'sharp'
import { PHOTO } from '../../../config/limits.js'
import { THREADS } from '../../../config/studio.js'
import { Fault, toFault } from '../../../core/errors.js'
import type { Engine, Log, Trace, Vision } from '../../../core/ports.js'
import { createPool } from './pool.js'

export interface LocalEngineOptions {
  vision: Pick<Vision, 'trace'>
  /** How many pictures are drawn side by side; each takes a core. */
  threads: number
  log: Log
  /** Longest time for drawing one picture in milliseconds; `THREADS.limitMs` unless told. */
  limitMs?: number
}

/**
 * Draws at once: `start` hands the outputs over, so there is nothing to look after or fetch later.
 * Faults of `start`: `studio_failed` (with retry `never` when the picture does not decode), `timeout`, `cancelled`,
 * and those of `vision.trace`.
 */
export function createLocalEngine(options: LocalEngineOptions): Engine & { close(): Promise<void> } {
  const { vision, threads, log } = options
  const pool = createPool({ threads, limitMs: options.limitMs })

  async function look(picture: Buffer, signal: AbortSignal): Promise<Trace> {
    try {
      return await vision.trace(picture, { signal })
    } catch (error) {
      const fault = toFault(error)
      if (fault.code === 'bug' && !(await decodes(picture)))
        throw new Fault('studio_failed', 'the picture does not decode', { retry: 'never', cause: error })
      throw fault
    }
  }

  return {
    id: 'local',
    paid: false,
    async start({ generationId, pictures, style, seed }, { signal, onProgress }) {
      const began = performance.now()
      const [picture] = pictures
      if (!picture) throw new Fault('studio_failed', 'there is no picture', { retry: 'never' })
      if (signal.aborted) throw new Fault('cancelled', 'no longer wanted')
      const trace = await look(picture, signal)
      const traced = performance.now()
      onProgress(THREADS.traceShare)
      const output = await pool.run({ picture, trace, style, seed }, signal, done =>
        onProgress(THREADS.traceShare + (1 - THREADS.traceShare) * done),
      )
      onProgress(1)
      const facts = { traceMs: Math.round(traced - began), drawMs: Math.round(performance.now() - traced) }
      log.info('studio drew', { style, face: trace.face !== null, bytes: output.bytes.length, ...facts })
      return { engineId: `local-${generationId}`, outputs: [output] }
    },
    async look() {
      return { state: 'lost' }
    },
    async cancel() {
      // Work ends with the signal that `start` was given; there is nothing else to end.
    },
    async fetch() {
      throw new Fault('engine_lost', 'the studio keeps no pictures', { retry: 'never' })
    },
    close: () => pool.close(),
  }
}

/** Whether every pixel decodes; asked only after looking at a picture has failed. */
async function decodes(picture: Buffer): Promise<boolean> {
  try {
    await sharp(picture, { limitInputPixels: PHOTO.maxPixels, failOn: 'error' }).stats()
    return true
  } catch {
    return false
  }
}
