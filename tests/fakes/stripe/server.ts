/** Stripe over HTTP: one account, with the routes that the booth uses, judged call by call. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { namesIn, type Params, readForm } from './form.js'
import { createPeople } from './people.js'
import { createPost } from './post.js'
import { type Answer, Refused, ROUTES, type Route } from './routes.js'
import { createWorld, type FakeClock, type Trouble } from './world.js'

export type StripeServer = Awaited<ReturnType<typeof openStripeServer>>

const TABLE = ROUTES.map(route => ({
  route,
  pattern: new RegExp(`^/v1${route.path.replace(':id', '([A-Za-z0-9_]+)')}$`),
}))

/** Opens it on a loopback port. `clock` is the account's time, which goes by with `people.advance`. */
export async function openStripeServer(clock: FakeClock = { shift: 0, now: () => Date.now() + clock.shift }) {
  const world = createWorld(clock)
  const post = createPost(world)
  const people = createPeople(world)
  const server = createServer((request, response) => {
    serve(request, response).catch(error => {
      world.violations.push(`the stand-in failed: ${error}`)
      response.destroy()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', apiUrl)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const method = request.method ?? ''
    const params = readForm(method === 'POST' ? Buffer.concat(chunks).toString() : url.search.slice(1))
    const key = request.headers['idempotency-key'] as string | undefined
    world.calls.push({ method, path: url.pathname.replace('/v1', ''), params, key })
    if (request.headers.authorization !== `Bearer ${world.key}`)
      return send(response, error(401, { message: 'Invalid API Key provided: sk_test_****quoted' }))
    if (!/^\d{4}-\d\d-\d\d\.\w+$/.test(String(request.headers['stripe-version'])))
      world.violations.push('a call without a version')
    const trouble = world.trouble.shift()
    if (trouble === 'hang') return
    if (trouble === 'cut') return void response.destroy()
    if (trouble !== undefined && trouble !== 'lost') return send(response, troubled(trouble))
    const answer = judge(method, url.pathname, params, key)
    if (trouble === 'lost') return void response.destroy()
    send(response, answer)
  }

  /** Answers as it did before where the key is known. */
  function judge(method: string, path: string, params: Params, key: string | undefined): Answer {
    const found = TABLE.find(({ route, pattern }) => route.method === method && pattern.test(path))
    if (!found) {
      world.violations.push(`there is no ${method} ${path}`)
      return error(404, { message: `Unrecognized request URL (${method}: ${path}).` })
    }
    const unknown = namesIn(params).find(name => !found.route.params.includes(name))
    if (unknown !== undefined) {
      world.violations.push(`${method} ${path} with ${unknown}`)
      return error(400, { code: 'parameter_unknown', param: unknown, message: `unknown: ${unknown}` })
    }
    const asked = `${method} ${path} ${JSON.stringify(params)}`
    const before = key === undefined ? undefined : world.answers.get(key)
    if (before && before.asked !== asked)
      return error(400, {
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters: ${key}`,
      })
    if (before) return before
    const id = found.pattern.exec(path)?.[1] ?? ''
    const { answer, keep } = run(found.route, params, id)
    if (keep && key !== undefined) world.answers.set(key, { asked, ...answer })
    return answer
  }

  function run(route: Route, params: Params, id: string): { answer: Answer; keep: boolean } {
    try {
      return { answer: structuredClone(route.run({ world, params, id })), keep: true }
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown
      return { answer: thrown.answer, keep: thrown.begun }
    }
  }

  return {
    apiUrl,
    world,
    people,
    post,
    /** What STRIPE_ variables would make of it. */
    config: { key: world.key, webhookSecrets: [post.secret], apiUrl },
    async close() {
      await post.settled()
      await new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

function error(status: number, error: Record<string, unknown>): Answer {
  return { status, json: { error: { type: 'invalid_request_error', ...error } } }
}

function troubled(trouble: Exclude<Trouble, string>): Answer {
  if (typeof trouble !== 'number') {
    const { status, ...rest } = trouble
    return error(status, { message: 'Something of somebody’s is quoted here.', ...rest })
  }
  return error(trouble, {
    type: trouble >= 500 ? 'api_error' : 'invalid_request_error',
    message: 'Something of somebody’s is quoted here.',
    ...(trouble === 429 && { code: 'rate_limit' }),
  })
}

function send(response: ServerResponse, { status, json }: Answer): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_test' })
    .end(JSON.stringify(json))
}
