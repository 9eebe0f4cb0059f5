/** Has sample pictures drawn by engines elsewhere, one after the other, each paid for once. */
import { setTimeout as wait } from 'node:timers/promises'
import sharp from 'sharp'
import { ORDERS } from '../config/limits.js'
import { findModel } from '../config/models.js'
import { SAMPLE, SAMPLE_FACE, SAMPLE_WISHES } from '../config/samples.js'
import { type EngineId, PHOTOLESS_KINDS } from '../config/styles.js'
import { EngineRefusal, Fault, toFault } from '../core/errors.js'
import type { Caps } from '../core/generation/orders.js'
import { fullPrompt } from '../core/generation/prompt.js'
import { newId } from '../core/id.js'
import { fitPicture } from '../core/media/fit.js'
import { label } from '../core/media/label.js'
import type { Clock, Engine, EngineFile, Outcome, Output } from '../core/ports.js'
import type { PlannedSample } from '../core/samples/plan.js'
import { countSample, uncountSample } from '../core/samples/spend.js'
import {
  beginSample,
  dropSampleWork,
  keepSample,
  noteSampleWork,
  readBytes,
  type SampleId,
} from '../core/samples/store.js'
import { timeLimit } from '../core/time-limit.js'
import type { PrismaClient } from '../prisma/client.js'

/** One seed for all, so that samples that are drawn again differ by their model and words alone. */
const SEED = 7

export interface SamplesDeps {
  db: PrismaClient
  engines: Partial<Record<EngineId, Engine>>
  caps: Caps
  clock: Clock
  signal: AbortSignal
  /** Between two looks at work, in milliseconds. */
  lookMs?: number
}

export function createSamples(deps: SamplesDeps) {
  const { db, caps, clock, signal, lookMs = ORDERS.lookMs } = deps
  const limit = (ms: number) => timeLimit(ms, signal)

  /**
   * Draws one and keeps it; work of an earlier run is only looked after. Faults: `busy` (another run is at it),
   * `engine_refused` (also for a cap), `engine_failed`, `timeout`, and those of the engine.
   */
  return async function draw(planned: PlannedSample): Promise<void> {
    const { id, style } = planned
    const model = findModel(planned.model)
    const engine = model && deps.engines[model.engine]
    if (!model || !engine) throw new Fault('engine_refused', 'Its engine is not set up here.')
    const pictures = PHOTOLESS_KINDS.includes(style.kind) ? [] : [await face()]
    const files: EngineFile[] = []
    try {
      const work = planned.work ?? (await start(planned, engine, pictures, files))
      const output = await outcomeOf(planned, engine, work)
      const bytes = await label(output, { engine: model.engine, kind: style.kind })
      const fitted = await fitPicture(
        { bytes, mime: output.mime },
        id === 'face' ? SAMPLE.face : SAMPLE.drawn,
      )
      const { width, height } = await sharp(fitted.bytes).metadata()
      await keepSample(db, id, { ...fitted, width, height }, clock.now())
    } finally {
      if (files.length > 0) await engine.forget?.(files, { signal: limit(ORDERS.callMs) }).catch(() => {})
    }
  }

  async function face(): Promise<Buffer> {
    const picture = await readBytes(db, 'face')
    if (!picture) throw new Fault('engine_refused', 'There is no invented face to draw it from.')
    return picture.bytes
  }

  /** Exactly one request that costs money leaves here; it is written down first. */
  async function start(
    { id, style, model }: PlannedSample,
    engine: Engine,
    pictures: Buffer[],
    files: EngineFile[],
  ): Promise<string> {
    const request = {
      id: newId(),
      generationId: `sample-${id}`,
      kind: style.kind,
      style: style.id,
      model,
      seed: SEED,
      prompt: fullPrompt(style, id === 'face' ? SAMPLE_FACE : (SAMPLE_WISHES[style.id] ?? null)),
      count: 1,
      pictures,
    }
    const deadline = findModel(model)?.deadlineSeconds ?? 0
    if (pictures.length > 0 && engine.upload)
      files.push(...(await engine.upload(pictures, { id: request.id, signal: limit(ORDERS.callMs) })))
    const now = clock.now()
    if (!(await beginSample(db, { id, model, now, stale: now - deadline * 1_000 - ORDERS.deadlineGraceMs })))
      throw new Fault('busy', 'Another run is at it.')
    const cap = await countSample(db, { model, caps, now })
    if (cap) {
      await dropSampleWork(db, id)
      throw new Fault('engine_refused', `The day’s cap for ${cap} is reached.`, { retry: 'never' })
    }
    try {
      const options = { signal: limit(ORDERS.startMs), onProgress: () => {}, files, cancelAfter: deadline }
      const { engineId } = await engine.start(request, options)
      await noteSampleWork(db, id, engineId)
      return engineId
    } catch (error) {
      if (error instanceof EngineRefusal) {
        await uncountSample(db, model, now)
        await dropSampleWork(db, id)
      }
      throw error
    }
  }

  async function outcomeOf({ id, model }: PlannedSample, engine: Engine, engineId: string): Promise<Output> {
    const work = { engineId, model }
    const until = clock.now() + (findModel(model)?.deadlineSeconds ?? 0) * 1_000 + ORDERS.deadlineGraceMs
    for (;;) {
      const outcome = await look(engine, work)
      if (outcome.state === 'succeeded' && outcome.outputs[0]) return fetched(id, engine, outcome.outputs[0])
      if (outcome.state !== 'running') {
        await dropSampleWork(db, id)
        throw new Fault('engine_failed', 'The engine has made nothing of it.')
      }
      if (clock.now() > until) throw new Fault('timeout', 'The engine is still at it: ask again later.')
      await wait(lookMs, undefined, { signal })
    }
  }

  async function fetched(id: SampleId, engine: Engine, output: string): Promise<Output> {
    try {
      return await engine.fetch(output, { signal, makes: 'image' })
    } catch (error) {
      // It has expired, or is no picture: looking again would find the same.
      if (toFault(error).code === 'engine_output') await dropSampleWork(db, id)
      throw error
    }
  }

  /** An engine that does not answer just now is asked again. */
  async function look(engine: Engine, work: Parameters<Engine['look']>[0]): Promise<Outcome> {
    try {
      return await engine.look(work, { signal: limit(ORDERS.callMs) })
    } catch (error) {
      signal.throwIfAborted()
      if (toFault(error).retry === 'never') throw error
      return { state: 'running' }
    }
  }
}
