/** The routes by their documented paths, and what each does. */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Body } from './body.js'
import { checkInput, describeModel, type FakeModel } from './models.js'
import type { createPredictions } from './predictions.js'
import { newName, type StoredFile, type World } from './world.js'

export interface Answer {
  status: number
  json?: unknown
  /** Sent instead, as it is. */
  raw?: string
  headers?: Record<string, string>
}

export interface Request {
  world: World
  predictions: ReturnType<typeof createPredictions>
  apiUrl: string
  params: string[]
  url: URL
  headers: IncomingHttpHeaders
  body: Body
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  /** Costs money. */
  starts?: true
  run(request: Request): Answer
}

/** There is no answer: the connection is cut, or nothing ever comes. */
export class Hung extends Error {
  readonly how: 'cut' | 'silence'

  constructor(how: 'cut' | 'silence') {
    super(how)
    this.how = how
  }
}

/** A problem as Replicate words it. */
export function refuse(
  status: number,
  detail: string,
  title?: string,
  more: Record<string, unknown> = {},
): Answer {
  return { status, json: { ...(title && { title }), detail, status, ...more } }
}

const GONE = () => refuse(404, 'The requested resource could not be found.')

export const ROUTES: Route[] = [
  {
    method: 'POST',
    path: '/models/{model_owner}/{model_name}/predictions',
    starts: true,
    run(request) {
      const model = request.world.models.get(request.params.join('/'))
      return start(request, model?.official ? model : undefined)
    },
  },
  {
    method: 'POST',
    path: '/predictions',
    starts: true,
    run(request) {
      const { version } = request.body.json as { version: string }
      const models = [...request.world.models.values()]
      return start(
        request,
        models.find(model => (model.official ? model.name === version : version.endsWith(model.version))),
      )
    },
  },
  {
    method: 'GET',
    path: '/predictions',
    run: ({ predictions, url }) => ({ status: 200, json: predictions.list(url.searchParams) }),
  },
  {
    method: 'GET',
    path: '/predictions/{prediction_id}',
    run({ world, predictions, params }) {
      const prediction = world.predictions.get(params[0] ?? '')
      return prediction ? { status: 200, json: predictions.describe(prediction) } : GONE()
    },
  },
  {
    method: 'POST',
    path: '/predictions/{prediction_id}/cancel',
    run({ world, predictions, params }) {
      const prediction = world.predictions.get(params[0] ?? '')
      if (!prediction) return GONE()
      predictions.cancel(prediction)
      return { status: 200, json: predictions.describe(prediction) }
    },
  },
  {
    method: 'POST',
    path: '/files',
    run({ world, apiUrl, body }) {
      if (!body.upload) return refuse(400, 'Missing content')
      const stored: StoredFile = { id: newName(), createdAt: Date.now(), ...body.upload }
      world.files.set(stored.id, stored)
      return { status: 201, json: describeFile(stored, apiUrl) }
    },
  },
  {
    method: 'DELETE',
    path: '/files/{file_id}',
    run: ({ world, params }) =>
      world.files.delete(params[0] ?? '') ? { status: 204 } : refuse(404, 'File not found'),
  },
  {
    method: 'GET',
    path: '/models/{model_owner}/{model_name}',
    run({ world, params }) {
      const model = world.models.get(params.join('/'))
      return model ? { status: 200, json: describeModel(model) } : GONE()
    },
  },
]

function start(request: Request, model: FakeModel | undefined): Answer {
  const { world, predictions } = request
  const trouble = world.trouble.shift()
  if (trouble && 'refused' in trouble) {
    switch (trouble.refused) {
      case 'rate':
        return tooMany(trouble.seconds)
      case 'money':
        return refuse(402, 'You have insufficient credit to run this model.', 'Insufficient credit')
      case 'key':
        return refuse(401, 'You did not pass a valid authentication token', 'Unauthenticated')
      case 'no-model':
        return GONE()
      case 'input':
        return invalid(['input.prompt: does not fit'])
    }
  }
  if (trouble?.unheard === 'error-before')
    return { status: 502, raw: '<html><h1>502 Bad Gateway</h1></html>' }
  if (trouble?.unheard === 'cut-before') throw new Hung('cut')
  if (isTooFast(world)) return tooMany(1)
  if (!model) return GONE()
  const asked = request.body.json as {
    input: Record<string, unknown>
    webhook?: string
    webhook_events_filter?: string[]
  }
  const problems = checkInput(model, asked.input)
  world.violations.push(...problems.unknown)
  if (problems.invalid.length > 0) {
    world.violations.push(...problems.invalid)
    return invalid(problems.invalid)
  }
  const after = cancelAfterOf(request)
  if (asked.webhook && !/^https:|^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(asked.webhook))
    world.violations.push('a webhook that is no https')
  // Without it every line of the log would be told.
  if (asked.webhook && asked.webhook_events_filter?.join() !== 'completed')
    world.violations.push('a webhook for more than the end')
  const prediction = predictions.create({
    model,
    input: asked.input,
    webhook: asked.webhook ?? null,
    cancelAfter: after,
  })
  const told = { status: 201, json: predictions.describe(prediction) }
  switch (trouble?.unheard) {
    case 'error-after':
      return { status: 504, raw: '<html><h1>504 Gateway Time-out</h1></html>' }
    case 'cut-after':
      throw new Hung('cut')
    case 'silence':
      throw new Hung('silence')
    case 'rubbish':
      return { status: 201, raw: '{"id":' }
    default:
      return told
  }
}

function isTooFast({ predictions, startsPerMinute }: World): boolean {
  if (startsPerMinute === Number.POSITIVE_INFINITY) return false
  const since = Date.now() - 60_000
  return [...predictions.values()].filter(({ createdAt }) => createdAt > since).length >= startsPerMinute
}

function cancelAfterOf({ headers, world }: Request): number | undefined {
  const text = headers['cancel-after']
  if (text === undefined) return undefined
  const seconds = /^(\d+)s?$/.exec(String(text))?.[1]
  if (seconds === undefined || Number(seconds) < 5) world.violations.push(`Cancel-After: ${text}`)
  return Number(seconds)
}

function tooMany(seconds: number): Answer {
  const detail = `Request was throttled. Your rate limit for creating predictions is 600 requests per minute. Your rate limit resets in ~${seconds}s.`
  return refuse(429, detail, undefined, { retry_after: seconds })
}

function invalid(problems: string[]): Answer {
  return refuse(422, problems.map(problem => `- ${problem}`).join('\n'), 'Input validation failed', {
    invalid_fields: problems.map(description => ({ type: 'required', field: 'input', description })),
  })
}

function describeFile({ id, mime, bytes, createdAt }: StoredFile, apiUrl: string): object {
  return {
    id,
    content_type: mime,
    size: bytes.length,
    etag: id,
    checksums: { sha256: createHash('sha256').update(bytes).digest('hex') },
    metadata: {},
    created_at: new Date(createdAt).toISOString(),
    expires_at: new Date(createdAt + 24 * 3_600_000).toISOString(),
    urls: { get: `${apiUrl}/files/${id}` },
  }
}
