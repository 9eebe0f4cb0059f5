/** Portraits by fal, through its queue. */
import { createFalClient } from '@fal-ai/client'
import { z } from 'zod'
import { FAL } from '../../../config/limits.js'
import { findModel, type ModelId } from '../../../config/models.js'
import { Fault } from '../../../core/errors.js'
import type { Clock, Engine, EngineFile, EngineWork, Outcome } from '../../../core/ports.js'
import { buildInput } from '../input.js'
import { fetchOutput, outputPlaces } from '../output.js'
import { CallFailed, createAsk, createFalFetch } from './calls.js'
import { findStart } from './find.js'
import { markPicture } from './mark.js'
import { readNews, readResult } from './result.js'
import { endingOf, sortCall, sortStart } from './sort.js'
import { workId } from './work-id.js'

export interface FalOptions {
  key: string
  /** In the place of all of fal's hosts. */
  apiUrl?: string | undefined
  /** Where outputs may be fetched from besides fal's own hosts. */
  fileOrigins: readonly string[]
  clock: Clock
}

export type FalEngine = Engine & Required<Pick<Engine, 'find' | 'read'>>

const started = z.object({ request_id: workId })
const standing = z.object({
  status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']),
  error: z.string().nullish(),
  error_type: z.string().nullish(),
})

/**
 * fal as an engine. Pictures go within the request itself: fal's storage would give them public addresses. So there is
 * nothing to upload and nothing to remove. Faults are those of the contract.
 */
export function createFalEngine({ key, apiUrl, fileOrigins, clock }: FalOptions): FalEngine {
  const client = createFalClient({ credentials: key, fetch: createFalFetch({ apiUrl }) })
  const ask = createAsk({ key, apiUrl })
  const places = outputPlaces({ hosts: ['fal.media'], origins: fileOrigins, data: true })

  async function look({ engineId, model }: EngineWork, signal: AbortSignal): Promise<Outcome> {
    const name = nameOf(model)
    const asked = { requestId: engineId, abortSignal: signal }
    try {
      const now = standing.parse(await client.queue.status(name, asked))
      if (now.status === 'IN_QUEUE') return { state: 'running', done: 0 }
      if (now.status === 'IN_PROGRESS') return { state: 'running' }
      const said = now.error || now.error_type ? { detail: now.error, error_type: now.error_type } : undefined
      try {
        return readResult((await client.queue.result(name, asked)).data)
      } catch (error) {
        const ending = endingOf(error, said)
        if (ending) return ending
        throw error
      }
    } catch (error) {
      if (statusOf(error) === 404) return { state: 'lost' }
      throw sortCall(error, clock.now())
    }
  }

  return {
    id: 'fal',
    paid: true,

    async start(request, { signal, webhook, cancelAfter }) {
      const name = nameOf(request.model)
      const pictures = request.pictures.map(picture => asData(markPicture(picture, request.id)))
      const input = buildInput(request, pictures)
      try {
        const answer = await client.queue.submit(name, {
          input,
          abortSignal: signal,
          ...(webhook && { webhookUrl: webhook }),
          // For beginning; what it has begun it ends, or we stop it.
          ...(cancelAfter && { startTimeout: cancelAfter }),
          storageSettings: { expiresIn: FAL.outputSeconds },
          // fal would keep the request for 30 days, with the picture in it. It may only where nothing but its list could
          // tell what became of a start whose answer was lost; a webhook tells that better.
          ...(webhook && { headers: { 'x-fal-store-io': '0' } }),
        })
        return { engineId: started.parse(answer).request_id }
      } catch (error) {
        throw sortStart(error, clock.now())
      }
    },

    async find(start, { signal }) {
      try {
        return await findStart(ask, start, signal)
      } catch (error) {
        throw sortCall(error, clock.now())
      }
    },

    look: (work, { signal }) => look(work, signal),

    read: (payload, { engineId }) => readNews(payload, engineId),

    async cancel({ engineId, model }, { signal }) {
      try {
        await client.queue.cancel(nameOf(model), { requestId: engineId, abortSignal: signal })
      } catch (error) {
        // Ended already, or forgotten.
        if ([400, 404].includes(statusOf(error) ?? 0)) return
        throw sortCall(error, clock.now())
      }
    },

    fetch: (output, { signal, makes }) =>
      fetchOutput(output, { allowed: url => places(url) || isOldPlace(url), signal, makes }),
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof CallFailed && error.failure.kind === 'answer' ? error.failure.status : undefined
}

/** Where some models of fal still put their outputs: a bucket of fal's among everybody's. */
function isOldPlace(url: URL): boolean {
  return url.origin === 'https://storage.googleapis.com' && url.pathname.startsWith('/falserverless/')
}

function nameOf(model: ModelId): string {
  const found = findModel(model)
  if (found?.engine !== 'fal') throw new Fault('engine_failed', 'No model of fal.', { retry: 'never' })
  return found.name
}

/** A picture as an address that holds it. */
function asData(picture: Buffer): EngineFile {
  const type = picture[0] === 0x89 ? 'png' : 'jpeg'
  return { id: '', url: `data:image/${type};base64,${picture.toString('base64')}` }
}
