/** The life of a prediction: made, at work, ended, told by webhook, forgotten after its time. */
import type { OutputKind } from '../../contract/engine-stage.js'
import type { FakeModel } from './models.js'
import type { Delivery } from './outputs.js'
import { newName, type Prediction, type Status, type World } from './world.js'

/** What models and Replicate say when something fails. */
const SAYINGS = {
  'no-face': 'Face detector could not find a face in the image. Please upload another face image.',
  unsafe: 'NSFW content detected. Try running it again, or try a different prompt.',
  model: 'CUDA error: device-side assert triggered',
  engine: 'Prediction interrupted; please retry (code: PA)',
} as const

export interface Order {
  model: FakeModel
  input: Record<string, unknown>
  webhook: string | null
  cancelAfter: number | undefined
}

export function createPredictions(
  world: World,
  deps: { delivery: Delivery; apiUrl: string; send: (url: string, body: string) => void },
) {
  function create(order: Order): Prediction {
    const plan = world.plan(order.input, order.model)
    const prediction: Prediction = {
      id: newName(),
      ...order,
      status: 'starting',
      output: null,
      error: null,
      logs: '',
      createdAt: Date.now(),
      completedAt: null,
      dataRemoved: false,
      plan,
      timers: new Set(),
    }
    world.predictions.set(prediction.id, prediction)
    if (order.cancelAfter !== undefined)
      later(prediction, order.cancelAfter * 1_000, () =>
        end(prediction, prediction.status === 'starting' ? 'aborted' : 'canceled'),
      )
    if (!plan.hold) later(prediction, plan.latencyMs, () => finish(prediction))
    return prediction
  }

  function later(prediction: Prediction, ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      prediction.timers.delete(timer)
      act()
    }, ms)
    prediction.timers.add(timer)
  }

  /** Ends it as planned; a picture that it was given and that is there no more makes it fail. */
  function finish(prediction: Prediction): void {
    const { ending } = prediction.plan
    const missing = missingFiles(prediction.input)
    if (missing.length > 0) {
      prediction.error = `Failed to download ${missing.length} of the files of the input`
      end(prediction, 'failed')
    } else if (ending.how === 'cancelled') {
      end(prediction, 'canceled')
    } else if (ending.how === 'succeeded' || ending.how === 'nothing') {
      prediction.logs =
        '  0%|          | 0/2 [00:00<?, ?it/s]\n100%|██████████| 2/2 [00:01<00:00,  2.00it/s]\n'
      prediction.output =
        ending.how === 'nothing' ? [] : outputsOf(prediction, 'outputs' in ending ? ending.outputs : [])
      end(prediction, 'succeeded')
    } else {
      prediction.error = SAYINGS[ending.how]
      end(prediction, 'failed')
    }
  }

  function outputsOf({ id, model, input }: Prediction, kinds: readonly OutputKind[] = []): string | string[] {
    const wanted = Number(input.num_outputs ?? input.num_images ?? 1)
    const all = kinds.length > 0 ? kinds : Array.from({ length: wanted }, () => 'picture' as const)
    const suffix = model.makes === 'video' ? 'mp4' : 'png'
    const urls = all.map((kind, i) => deps.delivery.put(`/xezq/${id}/out-${i}.${suffix}`, kind, model.makes))
    return model.list || urls.length > 1 ? urls : (urls[0] ?? [])
  }

  function missingFiles(input: Record<string, unknown>): string[] {
    const texts = Object.values(input)
      .flat()
      .filter(value => typeof value === 'string')
    return texts
      .filter(text => text.startsWith(`${deps.apiUrl}/files/`))
      .filter(text => !world.files.has(text.slice(`${deps.apiUrl}/files/`.length)))
  }

  function end(prediction: Prediction, status: Status): void {
    if (prediction.completedAt !== null) return
    prediction.status = status
    prediction.completedAt = Date.now()
    for (const timer of prediction.timers) clearTimeout(timer)
    if (prediction.webhook) deps.send(prediction.webhook, JSON.stringify(describe(prediction)))
  }

  /** As every call answers it. */
  function describe(prediction: Prediction): Record<string, unknown> {
    const { id, model, status, output, error, logs, createdAt, completedAt, dataRemoved } = prediction
    const iso = (ms: number) => new Date(ms).toISOString()
    const get = `${deps.apiUrl}/predictions/${id}`
    return {
      id,
      model: model.name,
      version: model.official ? 'hidden' : model.version,
      input: dataRemoved ? {} : renamed(prediction.input),
      ...(world.showsWebhooks && prediction.webhook && { webhook: prediction.webhook }),
      logs: dataRemoved ? '' : logs,
      output: dataRemoved ? null : output,
      data_removed: dataRemoved,
      error,
      source: 'api',
      status,
      created_at: iso(createdAt),
      ...(completedAt !== null && { started_at: iso(createdAt), completed_at: iso(completedAt) }),
      ...(completedAt !== null && { metrics: { predict_time: (completedAt - createdAt) / 1_000 } }),
      urls: { web: `https://replicate.com/p/${id}`, get, cancel: `${get}/cancel` },
    }
  }

  function renamed(input: Record<string, unknown>): Record<string, unknown> {
    const prefix = `${deps.apiUrl}/files/`
    const one = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(one)
      if (typeof value !== 'string' || !value.startsWith(prefix)) return value
      const name = world.files.get(value.slice(prefix.length))?.name ?? ''
      return `https://replicate.delivery/pbxt/${newName()}/${world.renamesFiles === 'named' ? name : 'image.jpg'}`
    }
    return world.renamesFiles === 'no'
      ? input
      : Object.fromEntries(Object.entries(input).map(([key, value]) => [key, one(value)]))
  }

  function cancel(prediction: Prediction): void {
    world.cancelled.add(prediction.id)
    end(prediction, 'canceled')
  }

  /** The newest first, page by page. */
  function list(query: URLSearchParams): Record<string, unknown> {
    const after = (!world.listsAll && Date.parse(query.get('created_after') ?? '')) || 0
    const before = Date.parse(query.get('created_before') ?? '') || Number.POSITIVE_INFINITY
    const all = [...world.predictions.values()]
      .filter(({ createdAt }) => createdAt >= after && createdAt < before)
      .reverse()
    // A cursor points at a prediction, so that new ones shift nothing.
    const cursor = query.get('cursor')
    const from =
      cursor === null
        ? 0
        : Math.max(
            0,
            all.findIndex(({ id }) => id === cursor),
          )
    const page = all.slice(from, from + world.pageSize)
    const following = all[from + world.pageSize]
    const next = new URLSearchParams(query)
    if (following) next.set('cursor', following.id)
    return {
      previous: null,
      next: following ? `${world.nextOrigin ?? deps.apiUrl}/predictions?${next}` : null,
      results: page.map(describe),
    }
  }

  function close(): void {
    for (const { timers } of world.predictions.values()) for (const timer of timers) clearTimeout(timer)
  }

  return { create, finish, cancel, describe, list, close }
}
