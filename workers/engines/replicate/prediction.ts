/** Predictions as Replicate describes them, read into our terms. Pure. */
import { z } from 'zod'
import { Fault } from '../../../core/errors.js'
import type { EngineWork, FailedWhy, Outcome } from '../../../core/ports.js'

/** An id goes into paths, so that nothing is taken for one that could lead elsewhere. Those of files are base64. */
export const ID = /^[\w=-]{1,128}$/

export const Started = z.looseObject({ id: z.string().regex(ID) })

/** How it stands has to be there; of the rest, what is written in an unknown way is as good as left out. */
export const Prediction = z.looseObject({
  id: z.string().regex(ID),
  status: z.enum(['starting', 'processing', 'succeeded', 'failed', 'canceled', 'aborted']),
  model: z.string().optional().catch(undefined),
  input: z.record(z.string(), z.unknown()).optional().catch(undefined),
  output: z.unknown().optional(),
  error: z.unknown().optional(),
  logs: z.string().optional().catch(undefined),
  data_removed: z.boolean().optional().catch(undefined),
  created_at: z.string().optional().catch(undefined),
  webhook: z.string().optional().catch(undefined),
})

export type Prediction = z.infer<typeof Prediction>

const Outputs = z.union([z.string().transform(one => [one]), z.array(z.string())])

/** Reads what was said about a work, by poll or by webhook. Faults: `engine_failed` when it is nothing known, or about another work. */
export function readPrediction(payload: unknown, work: EngineWork): Outcome {
  const parsed = Prediction.safeParse(payload)
  if (!parsed.success) throw new Fault('engine_failed', 'Replicate said nothing that can be read.')
  if (parsed.data.id !== work.engineId)
    throw new Fault('engine_failed', 'Replicate spoke of another prediction.')
  return outcomeOf(parsed.data)
}

/** How a prediction stands. */
export function outcomeOf(prediction: Prediction): Outcome {
  switch (prediction.status) {
    case 'starting':
      return { state: 'running' }
    case 'processing': {
      const done = doneOf(prediction.logs ?? '')
      return done === undefined ? { state: 'running' } : { state: 'running', done }
    }
    case 'succeeded': {
      const outputs = Outputs.safeParse(prediction.output)
      const urls = outputs.success ? outputs.data.filter(url => url !== '') : []
      if (urls.length > 0) return { state: 'succeeded', outputs: urls }
      // Outputs vanish an hour after; empty ones are how some models say that their filter has taken everything.
      return prediction.data_removed ? { state: 'lost' } : { state: 'failed', why: 'engine' }
    }
    case 'failed':
      return { state: 'failed', ...failedWhy(typeof prediction.error === 'string' ? prediction.error : '') }
    default:
      return { state: 'cancelled' }
  }
}

/** What models and Replicate itself say when something fails, most telling first. */
const SAYINGS: readonly [RegExp, FailedWhy][] = [
  // Of our own making, though it may name a safety setting.
  [/validation (error|failed)|safety_(tolerance|checker|filter)|\bE1001\b/i, { why: 'model' }],
  [
    /(could not|couldn't|cannot|can't|unable to|failed to) (find|detect|locate)( an?y?| any| the)? (human )?faces?\b|\bno (human )?faces? (was |were |is )?(found|detected)|faces? not (found|detected)/i,
    { why: 'person', notice: 'engine_no_face' },
  ],
  [
    /\bprompt\b[^.]{0,40}\b(flagged|rejected|refused|blocked|violates?|not allowed|prohibited|moderat\w+)|\b(flagged|rejected|refused|blocked|prohibited) (the |your )?prompt\b/i,
    { why: 'person', notice: 'engine_refused_prompt' },
  ],
  [
    /nsfw|\bE005\b|\bflagged\b|sensitive|safety|content (policy|filter|moderation)|moderation|inappropriate|prohibited/i,
    { why: 'person', notice: 'engine_unsafe' },
  ],
  [
    // Codes of Replicate itself have four digits and begin at 1000; E1001 is a model without enough memory.
    /\bE[1-9]\d{3}\b|\bE004\b|temporarily unavailable|interrupted|director|health ?check|timed? ?out|timeout|overloaded|high demand|try again later/i,
    { why: 'engine' },
  ],
]

/** Why a prediction failed, by its words. */
export function failedWhy(error: string): FailedWhy {
  return SAYINGS.find(([pattern]) => pattern.test(error))?.[1] ?? { why: 'model' }
}

/** How far the last progress bar of the log is, between 0 and 1; the end itself is told by the status alone. */
function doneOf(logs: string): number | undefined {
  const bars = [...logs.slice(-4_000).matchAll(/(?:^|[\r\n])\s*(\d{1,3})%\s*\|/g)]
  const last = bars.at(-1)?.[1]
  return last === undefined ? undefined : Math.min(0.95, Number(last) / 100)
}
