/** fal's queue: submit, status, result, cancel (fal.ai/docs: inference-api/queue). */
import { randomUUID } from 'node:crypto'
import type { StartTrouble } from '../../contract/engine-stage.js'
import type { Delivery } from '../replicate/outputs.js'
import { resultOf } from './endings.js'
import { FAL_PAGES, faultsOf } from './models.js'
import type { Post } from './webhooks.js'
import type { Work, World } from './world.js'

/** What is answered. `cut` closes the connection, `silence` leaves it open. */
export type Answer =
  | { status: number; body: unknown; headers?: Record<string, string> }
  | { html: string; status: number }
  | 'cut'
  | 'silence'

export interface Submission {
  endpoint: string
  webhook: string | null
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

export function createQueue(world: World, post: Post, delivery: Delivery, origin: () => string) {
  /** A request for a start: what it meets with, and what has been started of it. */
  function submit(it: Submission): Answer {
    world.startRequests++
    const trouble = world.trouble.shift()
    if (trouble && 'refused' in trouble) return refusal(trouble, it.endpoint)
    if (trouble?.unheard === 'cut-before') return 'cut'
    if (trouble?.unheard === 'error-before') return { status: 502, html: '<h1>502 Bad Gateway</h1>' }
    const answer = take(it)
    switch (trouble?.unheard) {
      case 'cut-after':
        return 'cut'
      case 'silence':
        return 'silence'
      case 'error-after':
        return { status: 504, html: '<h1>504 Gateway Time-out</h1>' }
      case 'rubbish':
        return { status: 200, html: '<p>Welcome</p>' }
      default:
        return answer
    }
  }

  function take({ endpoint, webhook, headers, body }: Submission): Answer {
    const model = FAL_PAGES[endpoint]
    if (!model) return refusal({ refused: 'no-model' }, endpoint)
    const input = JSON.parse(body.toString()) as Record<string, unknown>
    const faults = faultsOf(model, input)
    world.violations.push(...faults.map(({ loc, type }) => `${endpoint}: ${loc[1]}: ${type}`))
    const lifecycle = headers['x-fal-object-lifecycle-preference']
    const work: Work = {
      id: randomUUID(),
      endpoint,
      input,
      status: 'IN_QUEUE',
      result: null,
      errorType: null,
      sentAt: Date.now(),
      endedAt: null,
      webhook,
      startTimeout: number(headers['x-fal-request-timeout']),
      stored: headers['x-fal-store-io'] !== '0',
      expires: lifecycle ? JSON.parse(String(lifecycle)).expiration_duration_seconds : null,
      plan: world.plan(input, endpoint),
    }
    world.works.set(work.id, work)
    work.timer = setTimeout(() => {
      work.status = 'IN_PROGRESS'
      if (!work.plan.hold) work.timer = setTimeout(() => complete(work), work.plan.latencyMs)
    }, 0)
    const address = `${origin()}/${app(endpoint)}/requests/${work.id}`
    return {
      status: 200,
      body: {
        status: 'IN_QUEUE',
        request_id: work.id,
        response_url: address,
        status_url: `${address}/status`,
        cancel_url: `${address}/cancel`,
        logs: null,
        metrics: {},
        queue_position: 0,
      },
    }
  }

  function complete(work: Work): void {
    if (work.status === 'COMPLETED') return
    clearTimeout(work.timer)
    const model = FAL_PAGES[work.endpoint]
    if (!model) throw new Error(`no model ${work.endpoint}`)
    const makes = model.makes === 'video' ? 'video' : 'image'
    const faults = faultsOf(model, work.input)
    const { errorType, ...result } =
      faults.length > 0
        ? { status: 422, body: { detail: faults }, errorType: undefined }
        : resultOf(work, model, (kind, i) => delivery.put(`/files/${work.id}-${i}`, kind, makes))
    work.status = 'COMPLETED'
    work.result = result
    work.errorType = errorType ?? null
    work.endedAt = Date.now()
    if (!work.webhook) return
    const ok = result.status === 200
    const payload = world.webhooks.withoutPayload
      ? { payload: null, payload_error: 'Response payload is not JSON serializable.' }
      : { payload: result.body }
    const body = {
      request_id: work.id,
      gateway_request_id: work.id,
      status: ok ? 'OK' : 'ERROR',
      ...(!ok && { error: `Invalid status code: ${result.status}` }),
      ...payload,
    }
    post.send(work.webhook, JSON.stringify(body), work.id)
  }

  /** `GET …/status`, `GET …`, `PUT …/cancel`: all under the app alone, without the rest of the model's name. */
  function about(method: string, path: string): Answer | null {
    const found = /^\/([\w-]+\/[\w.-]+)\/requests\/([\w-]+)(\/status|\/cancel)?$/.exec(path)
    if (!found) return null
    const [, name, id = '', what = ''] = found
    const work = world.works.get(id)
    const known = work && app(work.endpoint) === name ? work : undefined
    if (method === 'GET' && what === '/status') return status(known)
    if (method === 'PUT' && what === '/cancel') return cancel(known)
    if (method === 'GET' && what === '') return result(known)
    return null
  }

  function status(work: Work | undefined): Answer {
    world.note('status')
    if (!work) return gone
    const { status, errorType } = work
    return {
      status: status === 'COMPLETED' ? 200 : 202,
      body: {
        status,
        request_id: work.id,
        ...(status === 'IN_QUEUE' && { queue_position: 0 }),
        ...(status === 'COMPLETED' && { logs: null, metrics: { inference_time: 1.2 } }),
        ...(errorType && { error: 'Request failed', error_type: errorType }),
      },
    }
  }

  function result(work: Work | undefined): Answer {
    world.note('result')
    if (!work) return gone
    if (!work.result) {
      world.violations.push('the result was asked for before the work had ended')
      return { status: 400, body: { detail: 'Request is still in progress' } }
    }
    return { ...work.result, headers: { 'x-fal-request-id': work.id } }
  }

  function cancel(work: Work | undefined): Answer {
    world.note('cancel')
    if (!work) return { status: 404, body: { status: 'NOT_FOUND' } }
    if (work.status === 'COMPLETED') return { status: 400, body: { status: 'ALREADY_COMPLETED' } }
    world.cancelled.add(work.id)
    work.plan = { ...work.plan, ending: { how: 'cancelled' } }
    complete(work)
    return { status: 202, body: { status: 'CANCELLATION_REQUESTED' } }
  }

  function close(): void {
    for (const { timer } of world.works.values()) clearTimeout(timer)
  }

  return { submit, about, complete, close }
}

const gone: Answer = { status: 404, body: { detail: 'Request not found' } }

const app = (endpoint: string) => endpoint.split('/').slice(0, 2).join('/')

function number(header: string | string[] | undefined): number | undefined {
  return header === undefined ? undefined : Number(header)
}

function refusal(trouble: Extract<StartTrouble, { refused: string }>, endpoint: string): Answer {
  switch (trouble.refused) {
    case 'rate':
      return {
        status: 429,
        headers: { 'retry-after': String(trouble.seconds) },
        body: { detail: 'Too many requests' },
      }
    case 'money':
      return {
        status: 403,
        body: {
          detail:
            'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.',
        },
      }
    case 'key':
      return { status: 401, body: { detail: 'No user found for Key ID and Secret' } }
    case 'input':
      return {
        status: 422,
        body: { detail: [{ loc: ['body', 'prompt'], msg: 'Field required', type: 'missing', input: {} }] },
      }
    case 'no-model':
      return { status: 404, body: { detail: `Application "${endpoint.split('/')[1]}" not found` } }
  }
}
