/** Replicate over HTTP: the documented routes that an account uses, judged call by call. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Body, readBody } from './body.js'
import { openDelivery } from './outputs.js'
import { createPredictions } from './predictions.js'
import { type Answer, Hung, type Request, ROUTES, type Route, refuse } from './routes.js'
import { specCheck } from './spec.js'
import { createPost } from './webhooks.js'
import { createWorld } from './world.js'

export type ReplicateServer = Awaited<ReturnType<typeof openReplicateServer>>

const TABLE = ROUTES.map(route => ({
  route,
  pattern: new RegExp(`^/v1${route.path.replace(/\{\w+\}/g, '([^/]+)')}$`),
}))

/** Opens it on a loopback port, and where outputs lie on another. `picture` makes what outputs are. */
export async function openReplicateServer(options: { picture?: (path: string) => Promise<Buffer> } = {}) {
  const world = createWorld()
  const server = createServer((request, response) => {
    serve(request, response).catch(error => {
      world.violations.push(`the stand-in failed: ${error}`)
      response.destroy()
    })
  })
  const delivery = await openDelivery(world.violations, options.picture)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const post = createPost(world.webhookSecret, () => world.webhooks)
  const predictions = createPredictions(world, { delivery, apiUrl, send: post.send })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', apiUrl)
    const found = TABLE.find(
      ({ route, pattern }) => route.method === request.method && pattern.test(url.pathname),
    )
    const body = await readBody(request)
    world.note(found ? `${found.route.method} ${found.route.path}` : `${request.method} ${url.pathname}`)
    if (!found) {
      world.violations.push(`there is no ${request.method} ${url.pathname}`)
      return answer(response, refuse(404, 'The requested resource could not be found.'))
    }
    const { route, pattern } = found
    if (route.starts) world.startRequests++
    if (request.headers.authorization !== `Bearer ${world.token}`) {
      world.violations.push(`${route.method} ${route.path} with a wrong token`)
      return answer(response, refuse(401, 'You did not pass a valid authentication token', 'Unauthenticated'))
    }
    if (!route.starts && world.failing.count > 0) {
      world.failing.count--
      if (world.failing.status === 0) return void response.destroy()
      return answer(response, refuse(world.failing.status, 'An error has occurred.'))
    }
    const [, ...params] = (pattern.exec(url.pathname) ?? []).map(decodeURIComponent)
    const wrong = [...body.wrong, ...(specCheck?.request(route.method, route.path, body.json) ?? [])]
    world.violations.push(...wrong)
    if (wrong.length > 0) return answer(response, refuse(400, wrong[0] ?? ''))
    run(route, { world, predictions, apiUrl, params, url, headers: request.headers, body }, response)
  }

  function run(route: Route, request: Request & { body: Body }, response: ServerResponse): void {
    let result: Answer
    try {
      result = route.run(request)
    } catch (error) {
      if (!(error instanceof Hung)) throw error
      if (error.how === 'cut') response.destroy()
      return
    }
    if (result.status < 300 && result.raw === undefined)
      world.violations.push(
        ...(specCheck?.answer(route.method, route.path, result.status, result.json) ?? []),
      )
    answer(response, result)
  }

  return {
    apiUrl,
    token: world.token,
    webhookSecret: world.webhookSecret,
    /** Where outputs lie: for REPLICATE_FILE_ORIGINS. */
    outputOrigin: delivery.origin,
    delivery,
    world,
    predictions,
    post,
    async close() {
      predictions.close()
      post.close()
      await delivery.close()
      await new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

function answer(response: ServerResponse, { status, json, raw, headers }: Answer): void {
  if (status === 204) return void response.writeHead(204, headers).end()
  const type = status >= 400 ? 'application/problem+json' : 'application/json'
  response.writeHead(status, { 'content-type': type, ...headers }).end(raw ?? JSON.stringify(json))
}
