/** What fal says about work that has ended: by asking for its result, and by webhook. */
import { z } from 'zod'
import { Fault } from '../../../core/errors.js'
import type { Outcome } from '../../../core/ports.js'
import { reproachesOf } from './reproaches.js'
import { sortEnding } from './sort.js'

const file = z.object({ url: z.string().min(1) })

/** The forms in which models of fal hand over what they have made. */
const made = z.object({
  images: z.array(file).optional(),
  image: file.nullish(),
  video: file.nullish(),
  has_nsfw_concepts: z.array(z.boolean()).nullish(),
})

const news = z.object({
  request_id: z.string().min(1),
  status: z.enum(['OK', 'ERROR']),
  payload: z.unknown().optional(),
  error: z.string().nullish(),
  payload_error: z.string().nullish(),
})

/** The outputs of a model's result. What fal's checker took for unsafe is black, and no output. */
export function readResult(result: unknown): Outcome {
  const parsed = made.safeParse(result)
  if (!parsed.success) return { state: 'failed', why: 'model' }
  const { images = [], image, video, has_nsfw_concepts: unsafe } = parsed.data
  const safe = images.filter((_, i) => !unsafe?.[i])
  const files = [...safe, ...(image && !unsafe?.[0] ? [image] : []), ...(video ? [video] : [])]
  if (files.length > 0) return { state: 'succeeded', outputs: files.map(({ url }) => url) }
  if (unsafe?.some(Boolean)) return { state: 'failed', why: 'person', notice: 'engine_unsafe' }
  return { state: 'failed', why: 'model' }
}

/**
 * What a webhook of fal says. `running` where it leaves out the result, so that it is asked for. Faults: `engine_failed`
 * when it is no news of fal, or about other work.
 */
export function readNews(payload: unknown, engineId: string): Outcome {
  const parsed = news.safeParse(payload)
  if (!parsed.success)
    throw new Fault('engine_failed', 'That is no news of fal.', { retry: 'never', cause: parsed.error })
  const { request_id: id, status, payload: said, error, payload_error: unsaid } = parsed.data
  if (id !== engineId) throw new Fault('engine_failed', 'The news is about other work.', { retry: 'never' })
  if (status === 'OK')
    return unsaid || said === null || said === undefined ? { state: 'running' } : readResult(said)
  // «Invalid status code: 422», and the model's own answer with it.
  const code = /\b([45]\d\d)\b/.exec(error ?? '')?.[1]
  const body = reproachesOf(said).length > 0 ? said : { detail: error ?? '' }
  return sortEnding(code === undefined ? undefined : Number(code), body)
}
