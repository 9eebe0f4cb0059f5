/** Replicate as an engine: the reference goes to its files, a prediction is started once, and looked after by its id. */
import { ORDERS, REPLICATE } from '../../../config/limits.js'
import { findModel, type ModelId } from '../../../config/models.js'
import { EngineRefusal, Fault } from '../../../core/errors.js'
import type { Engine, EngineFile } from '../../../core/ports.js'
import { buildInput } from '../input.js'
import type { ReadSchema } from '../live-schema.js'
import { type fetchOutput, outputPlaces } from '../output.js'
import { CallFailure, createCalls, type Failure } from './calls.js'
import { findStarts } from './find.js'
import { ID, readPrediction, Started } from './prediction.js'
import { readModel } from './schema.js'
import { askFault, startFault, uploadFault } from './trouble.js'

export interface ReplicateOptions {
  token: string
  /** With its version: `https://api.replicate.com/v1`. */
  apiUrl: string
  /** Where outputs may lie besides Replicate's own hosts. */
  fileOrigins: readonly string[]
  /** The version of a model that was checked; null where it is started by its name alone. */
  version: (model: ModelId) => string | null
  fetchOutput: typeof fetchOutput
}

/** All of the engine; a paid one has no part left out. */
export type ReplicateEngine = Required<Engine> & { readSchema: ReadSchema }

/** Makes the engine and with it its one client. Faults and refusals are those of `Engine`; their words quote nobody. */
export function createReplicateEngine(options: ReplicateOptions): ReplicateEngine {
  const { apiUrl } = options
  const calls = createCalls(options)
  const origin = new URL(apiUrl).origin
  const allowed = outputPlaces({
    hosts: ['replicate.delivery'],
    origins: [...options.fileOrigins, origin],
  })
  const within = (signal: AbortSignal) => ({ signal, ms: ORDERS.callMs })

  async function uploadOne(picture: Buffer, name: string, signal: AbortSignal): Promise<EngineFile> {
    const png = picture.length > 4 && picture.readUInt32BE(0) === 0x89504e47
    const file = new File([new Uint8Array(picture)], `${name}.${png ? 'png' : 'jpg'}`, {
      type: png ? 'image/png' : 'image/jpeg',
    })
    const made = await calls
      .call((replicate, limited) => replicate.files.create(file, {}, { signal: limited }), within(signal))
      .catch(sorted(uploadFault))
    if (!ID.test(made?.id ?? '') || !URL.canParse(made?.urls?.get ?? ''))
      throw new EngineRefusal('down', 'Replicate has not said where the picture lies.')
    return { id: made.id, url: made.urls.get }
  }

  async function forgetAll(files: readonly EngineFile[], signal: AbortSignal): Promise<void> {
    for (const { id } of files)
      if (ID.test(id))
        await calls
          .call((replicate, limited) => replicate.files.delete(id, { signal: limited }), within(signal))
          .catch(error => {
            if (!answered(error, 404)) sorted(askFault)(error)
          })
  }

  return {
    id: 'replicate',
    paid: true,

    async upload(pictures, { id, signal }) {
      const files: EngineFile[] = []
      try {
        for (const [i, picture] of pictures.entries())
          files.push(await uploadOne(picture, `${id}-${i}`, signal))
      } catch (error) {
        // Nobody will ever know of these. Should this fail too, Replicate lets them expire.
        await forgetAll(files, AbortSignal.timeout(ORDERS.callMs)).catch(() => {})
        throw error
      }
      return files
    },

    async start(request, { signal, files = [], webhook, cancelAfter }) {
      const name = nameOf(request.model)
      const version = options.version(request.model)
      const answer = await calls
        .request(
          'POST',
          version === null ? `/models/${name}/predictions` : '/predictions',
          {
            data: {
              ...(version !== null && { version }),
              input: buildInput(request, files),
              ...(webhook && { webhook, webhook_events_filter: ['completed'] }),
            },
            headers:
              cancelAfter === undefined
                ? {}
                : { 'Cancel-After': `${Math.max(REPLICATE.cancelAfterSeconds, Math.round(cancelAfter))}s` },
          },
          { signal, ms: ORDERS.startMs },
        )
        .catch(sorted(startFault))
      const started = Started.safeParse(answer)
      if (!started.success) throw new Fault('unavailable', 'Replicate has not named what it has begun.')
      return { engineId: started.data.id }
    },

    find: (start, { signal }) => findStarts(start, calls, apiUrl, within(signal)).catch(sorted(askFault)),

    async look(work, { signal }) {
      if (!ID.test(work.engineId)) return { state: 'lost' }
      try {
        const said = await calls.call(
          (replicate, limited) => replicate.predictions.get(work.engineId, { signal: limited }),
          within(signal),
        )
        return readPrediction(said, work)
      } catch (error) {
        if (answered(error, 404)) return { state: 'lost' }
        return sorted(askFault)(error)
      }
    },

    read: readPrediction,

    async cancel({ engineId }, { signal }) {
      if (!ID.test(engineId)) return
      await calls
        .call(
          (replicate, limited) => replicate.predictions.cancel(engineId, { signal: limited }),
          within(signal),
        )
        .catch(error => {
          // It is gone, or has ended.
          if (!answered(error, 404, 409)) sorted(askFault)(error)
        })
    },

    fetch: (output, { signal, makes }) =>
      options.fetchOutput(output, {
        allowed,
        signal,
        makes,
        // Its own files are shown to the account alone.
        ...(URL.canParse(output) &&
          new URL(output).origin === origin && { headers: { authorization: `Bearer ${options.token}` } }),
      }),

    forget: (files, { signal }) => forgetAll(files, signal),

    async readSchema(modelName, { signal }) {
      const [owner = '', name = ''] = modelName.split('/')
      const answer = await calls
        .call((replicate, limited) => replicate.models.get(owner, name, { signal: limited }), within(signal))
        .catch(error => {
          if (answered(error, 404))
            throw new Fault('engine_failed', 'Replicate has no such model.', { retry: 'never' })
          return sorted(askFault)(error)
        })
      return readModel(answer)
    },
  }
}

function nameOf(id: ModelId): string {
  const model = findModel(id)
  if (model?.engine !== 'replicate')
    throw new Fault('engine_failed', 'That model is none of Replicate.', { retry: 'never' })
  return model.name
}

function answered(error: unknown, ...statuses: number[]): boolean {
  return (
    error instanceof CallFailure &&
    error.failure.kind === 'answered' &&
    statuses.includes(error.failure.status)
  )
}

/** Throws what a failed call means. */
function sorted(fault: (failure: Failure, now: number) => Fault): (error: unknown) => never {
  return error => {
    throw error instanceof CallFailure ? fault(error.failure, Date.now()) : error
  }
}
