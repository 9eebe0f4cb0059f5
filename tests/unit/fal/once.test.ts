/**
 * However a start fails, one request leaves, and the SDK sends nothing again; nor does it for any other call. It would do so
 * before it gives up, so that a call that has failed has made all of its requests.
 */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import { EngineRefusal } from '../../../core/errors.js'
import type { EngineRequest } from '../../../core/ports.js'
import { createFalEngine } from '../../../workers/engines/fal/engine.js'

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

/** A server that answers everything as told, and counts. */
async function answering(listener: RequestListener) {
  const seen: { method: string; url: string }[] = []
  const server = createServer((request, response) => {
    seen.push({ method: request.method ?? '', url: request.url ?? '' })
    request.resume().on('end', () => listener(request, response))
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clock = { now: () => Date.now() }
  return { seen, engine: createFalEngine({ key: 'a:b', apiUrl, fileOrigins: [], clock }) }
}

async function request(): Promise<EngineRequest> {
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#f00' } })
    .jpeg()
    .toBuffer()
  return {
    id: 'order-0001',
    generationId: 'generation',
    kind: 'portrait',
    style: 'magazine',
    model: 'fal-kontext',
    seed: 7,
    prompt: 'words of a person',
    count: 1,
    pictures: [picture],
  }
}

const work = { engineId: '024ca5b1-45d3-4afd-883e-ad3abe2a1c4d', model: 'fal-kontext' } as const
const within = (ms: number) => ({ signal: AbortSignal.timeout(ms) })

describe('a start of fal', () => {
  const WAYS: [string, RequestListener][] = [
    ...[301, 302, 307, 308, 400, 401, 403, 408, 422, 429, 500, 502, 503, 504].map(
      (status): [string, RequestListener] => [
        String(status),
        (_request, response) => response.writeHead(status, { location: '/again' }).end('{}'),
      ],
    ),
    ['cut', (_request, response) => response.destroy()],
    [
      'cut within the answer',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 })
        response.write('{"request_id":', () => response.destroy())
      },
    ],
    ['silence', () => {}],
    ['rubbish', (_request, response) => response.writeHead(200).end('<p>')],
    [
      'a name that no address may have',
      (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"request_id":"../../other/requests/1"}'),
    ],
    [
      'an answer without end',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const pour = () => {
          while (!response.destroyed && response.write(' '.repeat(1024 * 1024)));
        }
        response.on('drain', pour)
        pour()
      },
    ],
  ]

  it('is one request, whatever becomes of it', async () => {
    const begun = await Promise.all(
      WAYS.map(async ([way, listener]) => {
        const { engine, seen } = await answering(listener)
        const outcome = await engine
          .start(await request(), { ...within(way === 'silence' ? 700 : 10_000), onProgress: () => {} })
          .catch((error: unknown) => error)
        return { way, outcome, seen }
      }),
    )
    for (const { way, outcome, seen } of begun) {
      expect({ way, posts: seen.length }).toEqual({ way, posts: 1 })
      expect(outcome).toBeInstanceOf(Error)
      const certain = ['400', '401', '403', '422', '429', '500', '503'].includes(way)
      expect({ way, certain: outcome instanceof EngineRefusal }).toEqual({ way, certain })
      expect(JSON.stringify(outcome) + String((outcome as Error).stack)).not.toMatch(/words of a person|a:b/)
    }
  })

  it('has what fal is to know in its headers, and the place to call in its address', async () => {
    const heads: Record<string, unknown>[] = []
    const { engine, seen } = await answering((incoming, response) => {
      heads.push(incoming.headers)
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ request_id: work.engineId }))
    })
    const told = { ...within(5_000), onProgress: () => {}, cancelAfter: 180 }
    await engine.start(await request(), { ...told, webhook: 'https://booth.example/webhooks/fal?order=1' })
    await engine.start(await request(), told)
    expect(seen.map(({ url }) => url)).toEqual([
      `/fal-ai/flux-pro/kontext?fal_webhook=${encodeURIComponent('https://booth.example/webhooks/fal?order=1')}`,
      '/fal-ai/flux-pro/kontext',
    ])
    for (const head of heads)
      expect(head).toMatchObject({
        authorization: 'Key a:b',
        'x-fal-request-timeout': '180',
        'x-fal-object-lifecycle-preference': '{"expiration_duration_seconds":3600}',
      })
    // Kept at fal only where nothing else could tell what became of a lost answer.
    expect(heads.map(head => head['x-fal-store-io'])).toEqual(['0', undefined])
  })
})

describe('any other call', () => {
  it('is made once too: who waits comes again by itself', async () => {
    for (const listener of [
      (_request, response) => response.writeHead(503).end(),
      (_request, response) => response.destroy(),
    ] satisfies RequestListener[]) {
      const { engine, seen } = await answering(listener)
      const start = { ...work, id: 'order-0001', seed: 7, prompt: 'x', files: [], sentAt: Date.now() }
      const calls = [
        engine.look(work, within(5_000)),
        engine.cancel(work, within(5_000)),
        engine.find(start, within(5_000)),
      ]
      await Promise.all(calls.map(call => expect(call).rejects.toMatchObject({ code: 'unavailable' })))
      expect(seen).toHaveLength(3)
      expect(seen.map(({ method }) => method).sort()).toEqual(['GET', 'GET', 'PUT'])
    }
  })

  it('names the app alone', async () => {
    const { engine, seen } = await answering((_request, response) =>
      response
        .writeHead(202, { 'content-type': 'application/json' })
        .end(JSON.stringify({ status: 'IN_QUEUE', queue_position: 3 })),
    )
    expect(await engine.look(work, within(5_000))).toEqual({ state: 'running', done: 0 })
    await engine.cancel(work, within(5_000))
    const base = `/fal-ai/flux-pro/requests/${work.engineId}`
    expect(seen.map(({ url }) => url)).toEqual([`${base}/status?logs=0`, `${base}/cancel`])
  })
})
