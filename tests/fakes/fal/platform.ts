/** fal besides its queue: the list of requests, descriptions of models, public keys. */
import { describeModel, FAL_PAGES } from './models.js'
import type { Answer } from './queue.js'
import { keySet } from './webhooks.js'
import type { World } from './world.js'

/** `GET /v1/models/requests/by-endpoint`: what has ended since `start`, the last one first, a page at a time. */
export function listRequests(world: World, query: URLSearchParams): Answer {
  world.note('list')
  const names = query.getAll('endpoint_id').flatMap(each => each.split(','))
  const start = Date.parse(query.get('start') ?? '')
  const limit = Number(query.get('limit') ?? 50)
  if (names.length === 0 || Number.isNaN(start) || !(limit >= 1 && limit <= 100)) {
    world.violations.push(`a list was asked for by ${query}`)
    return { status: 400, body: { error: { type: 'validation_error', message: 'Invalid query' } } }
  }
  const from = Number(Buffer.from(query.get('cursor') ?? '', 'base64').toString() || 0)
  const ended = [...world.works.values()]
    .filter(work => names.includes(work.endpoint) && work.endedAt !== null && work.endedAt >= start)
    .reverse()
  const more = ended.length > from + limit
  const payloads = query.get('expand') === 'payloads'
  return {
    status: 200,
    body: {
      items: ended.slice(from, from + limit).map(work => ({
        request_id: work.id,
        endpoint_id: work.endpoint,
        sent_at: new Date(work.sentAt).toISOString(),
        started_at: new Date(work.sentAt).toISOString(),
        ended_at: new Date(work.endedAt ?? 0).toISOString(),
        status_code: work.result?.status,
        duration: 1.2,
        ...(payloads && work.stored && { json_input: work.input, json_output: work.result?.body }),
      })),
      next_cursor: more ? Buffer.from(String(from + limit)).toString('base64') : null,
      has_more: more,
    },
  }
}

/** `GET /v1/models/pricing`: up to 50 models. */
export function prices(world: World, query: URLSearchParams): Answer {
  world.note('prices')
  const names = query.getAll('endpoint_id').flatMap(each => each.split(','))
  if (names.length === 0 || names.length > 50) {
    world.violations.push(`prices were asked for by ${query}`)
    return { status: 400, body: { error: { type: 'validation_error', message: 'Invalid query' } } }
  }
  if (names.some(name => !FAL_PAGES[name]))
    return { status: 404, body: { error: { type: 'not_found', message: 'Endpoint not found' } } }
  const one = { unit_price: 0.04, unit: 'image', currency: 'USD' }
  return {
    status: 200,
    body: { prices: names.map(id => ({ endpoint_id: id, ...one })), next_cursor: null, has_more: false },
  }
}

/** `GET /api/openapi/queue/openapi.json` */
export function describe(world: World, query: URLSearchParams): Answer {
  world.note('describe')
  const name = query.get('endpoint_id') ?? ''
  const model = FAL_PAGES[name]
  if (!model) return { status: 404, body: { detail: 'Not found' } }
  return { status: 200, body: describeModel(name, model) }
}

/** `GET /.well-known/jwks.json` */
export function keys(world: World): Answer {
  world.note('keys')
  return { status: 200, body: keySet(world) }
}
