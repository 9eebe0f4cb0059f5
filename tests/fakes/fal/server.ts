/** fal on loopback: all of its hosts at one origin, as `FAL_API_URL` puts them. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Delivery, openDelivery } from '../replicate/outputs.js'
import { describe, keys, listRequests, prices } from './platform.js'
import { type Answer, createQueue } from './queue.js'
import { createPost, type Post } from './webhooks.js'
import { createWorld, type World } from './world.js'

export interface FakeFal {
  origin: string
  world: World
  delivery: Delivery
  post: Post
  /** Ends held work. */
  finish(id: string): void
  close(): Promise<void>
}

/** `picture` makes what good outputs are; a small one in one colour unless told. */
export async function openFal(
  options: { picture?: (path: string) => Promise<Buffer> } = {},
): Promise<FakeFal> {
  const world = createWorld()
  const delivery = await openDelivery(world.violations, options.picture)
  const post = createPost(world)
  const queue = createQueue(world, post, delivery, () => origin)
  const server = createServer((request, response) => {
    handle(request, response).catch(error => {
      world.violations.push(`the stand-in failed: ${error}`)
      response.destroy()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin)
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const body = Buffer.concat(pieces)
    if (request.method !== 'POST' && world.failing.count > 0) {
      world.failing.count--
      const { status } = world.failing
      return give(response, status === 0 ? 'cut' : { status, html: '<h1>Trouble</h1>' })
    }
    const answer = open(request, url) ?? (isOurs(request) ? closed(request, url, body) : stranger)
    give(response, answer)
  }

  /** What needs no key. */
  function open(request: IncomingMessage, url: URL): Answer | null {
    if (request.method !== 'GET') return null
    if (url.pathname === '/api/openapi/queue/openapi.json') {
      if (request.headers.authorization) world.violations.push('the key was sent where none is needed')
      return describe(world, url.searchParams)
    }
    return url.pathname === '/.well-known/jwks.json' ? keys(world) : null
  }

  function closed({ method = '', headers }: IncomingMessage, url: URL, body: Buffer): Answer {
    if (method === 'GET' && url.pathname === '/v1/models/requests/by-endpoint')
      return listRequests(world, url.searchParams)
    if (method === 'GET' && url.pathname === '/v1/models/pricing') return prices(world, url.searchParams)
    const about = queue.about(method, url.pathname)
    if (about) return about
    if (method === 'POST' && /^\/[\w-]+\/[\w./-]+$/.test(url.pathname)) {
      world.note('submit')
      if (!headers['content-type']?.startsWith('application/json'))
        world.violations.push('a start is no JSON')
      const webhook = url.searchParams.get('fal_webhook')
      return queue.submit({ endpoint: url.pathname.slice(1), webhook, headers, body })
    }
    world.violations.push(`there is no ${method} ${url.pathname}`)
    return { status: 404, body: { detail: 'Not found' } }
  }

  function isOurs({ headers }: IncomingMessage): boolean {
    return headers.authorization === `Key ${world.key}`
  }

  return {
    origin,
    world,
    delivery,
    post,
    finish(id) {
      const work = world.works.get(id)
      if (!work) throw new Error(`no work ${id}`)
      queue.complete(work)
    },
    async close() {
      post.close()
      queue.close()
      await delivery.close()
      await new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

const stranger: Answer = { status: 401, body: { detail: 'No user found for Key ID and Secret' } }

function give(response: ServerResponse, answer: Answer): void {
  if (answer === 'silence') return
  if (answer === 'cut') return void response.destroy()
  if ('html' in answer)
    return void response.writeHead(answer.status, { 'content-type': 'text/html' }).end(answer.html)
  response
    .writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    .end(JSON.stringify(answer.body))
}
