import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { REPLICATE } from '../../../config/limits.js'
import { findModel, MODELS, type ModelId } from '../../../config/models.js'
import { type AnyStyle, STYLES } from '../../../config/styles.js'
import { EngineRefusal } from '../../../core/errors.js'
import type { EngineRequest } from '../../../core/ports.js'
import { fetchOutput } from '../../../workers/engines/output.js'
import { createReplicateEngine } from '../../../workers/engines/replicate/engine.js'
import { openReplicateStage, type ReplicateStage } from '../../fakes/replicate/stage.js'

const signal = () => AbortSignal.timeout(15_000)
const request = (more: Partial<EngineRequest> = {}): EngineRequest => ({
  id: 'o',
  generationId: 'g',
  kind: 'portrait',
  style: 'magazine',
  model: 'kontext-pro',
  seed: 1,
  prompt: 'A portrait',
  count: 1,
  pictures: [],
  ...more,
})
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0])
const PNG = Buffer.from('89504e470d0a1a0a', 'hex')

describe('every call is one request, whatever comes back', () => {
  let calls: string[]
  let bodies: string[]
  let reply: (request: IncomingMessage, response: ServerResponse) => void
  let server: ReturnType<typeof createServer>
  let port: number
  let engine: ReturnType<typeof createReplicateEngine>

  beforeEach(async () => {
    calls = []
    bodies = []
    server = createServer((incoming, response) => {
      calls.push(`${incoming.method} ${incoming.url}`)
      let body = ''
      incoming.setEncoding('latin1').on('data', piece => {
        body += piece
      })
      incoming.on('end', () => {
        bodies.push(body)
        reply(incoming, response)
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
    engine = open(`http://127.0.0.1:${port}/v1`)
  })
  afterEach(
    () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )

  const open = (apiUrl: string) =>
    createReplicateEngine({ token: 'r8_x', apiUrl, fileOrigins: [], version: () => null, fetchOutput })

  const uses: Record<string, () => Promise<unknown>> = {
    upload: () => engine.upload([JPEG], { id: 'o', signal: signal() }),
    start: () => engine.start(request(), { signal: signal(), onProgress: () => {} }),
    find: () =>
      engine.find(
        { id: 'o', model: 'kontext-pro', seed: 1, prompt: '', files: [], sentAt: 0 },
        { signal: signal() },
      ),
    look: () => engine.look({ engineId: 'abc', model: 'kontext-pro' }, { signal: signal() }),
    cancel: () => engine.cancel({ engineId: 'abc', model: 'kontext-pro' }, { signal: signal() }),
    forget: () => engine.forget([{ id: 'abc', url: 'https://x' }], { signal: signal() }),
    readSchema: () => engine.readSchema('owner/name', { signal: signal() }),
  }

  const answers: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
    'a 429': (_, response) => void response.writeHead(429, { 'retry-after': '0' }).end('{}'),
    'a 500': (_, response) => void response.writeHead(500).end('{}'),
    'a 503': (_, response) => void response.writeHead(503).end(),
    'a cut connection': (_, response) => void response.destroy(),
    'half an answer': (_, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('{"id":"abc",', () => response.destroy())
    },
    'an answer without end': (_, response) => {
      const piece = Buffer.alloc(1024 * 1024, 32)
      const more = () => {
        while (!response.destroyed) if (!response.write(piece)) return void response.once('drain', more)
      }
      response.writeHead(200)
      more()
    },
    'a redirect': (_, response) => void response.writeHead(307, { location: '/v1/elsewhere' }).end(),
    'a page': (_, response) => void response.writeHead(200).end('<!doctype html><p>Hello'),
    'no JSON of ours': (_, response) => void response.writeHead(200).end('{"surprise":[]}'),
  }

  describe.each(Object.keys(answers))('%s', answer => {
    it.each(Object.keys(uses))('%s', async use => {
      reply = answers[answer]!
      const fault = await uses[use]!().then(
        () => undefined,
        error => error,
      )
      expect(calls).toHaveLength(1)
      // A refusal says that nothing was started: only of an upload, which starts nothing, or where it is certain.
      const certain = use === 'upload' || (use === 'start' && ['a 429', 'a redirect'].includes(answer))
      if (fault instanceof EngineRefusal) expect(certain).toBe(true)
      if (use === 'start') expect(fault?.code).toBe(certain ? 'engine_refused' : 'unavailable')
      if (use === 'look' || use === 'find') expect(fault).toBeDefined()
      expect(String(fault?.message)).not.toMatch(/r8_x|portrait|surprise|127\.0\.0\.1/)
    })
  })

  it('an answer is not read beyond its bound', async () => {
    reply = answers['an answer without end']!
    const before = process.memoryUsage().arrayBuffers
    await uses.look!().catch(() => {})
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * REPLICATE.answerBytes)
  })

  it('a server that speaks no TLS has taken nothing', async () => {
    reply = answers['a 500']!
    const secure = open(`https://127.0.0.1:${port}/v1`)
    const start = secure.start(request(), { signal: signal(), onProgress: () => {} })
    await expect(start).rejects.toThrow()
    expect(calls).toEqual([])
  })

  it('ids that are none never become part of an address', async () => {
    const work = { engineId: '../account', model: 'kontext-pro' } as const
    expect(await engine.look(work, { signal: signal() })).toEqual({ state: 'lost' })
    await engine.cancel(work, { signal: signal() })
    await engine.forget([{ id: '../predictions', url: 'https://x' }], { signal: signal() })
    expect(calls).toEqual([])
  })

  it('pictures have the order’s name and their own type', async () => {
    reply = (_, response) => {
      const id = `file${calls.length}`
      const urls = { get: `https://api.replicate.com/v1/files/${id}` }
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ id, urls }))
    }
    const files = await engine.upload([JPEG, PNG], { id: 'order7', signal: signal() })
    expect(files.map(({ id }) => id)).toEqual(['file1', 'file2'])
    expect(bodies[0]).toMatch(/filename="order7-0.jpg"\s+content-type: image\/jpeg/i)
    expect(bodies[1]).toMatch(/filename="order7-1.png"\s+content-type: image\/png/i)
  })

  it('of two pictures none is left behind when the second is refused', async () => {
    reply = (incoming, response) => {
      if (incoming.method === 'DELETE') return void response.writeHead(204).end()
      if (calls.length === 2) return void response.writeHead(500).end()
      response.writeHead(201).end('{"id":"first","urls":{"get":"https://x/first"}}')
    }
    const put = engine.upload([JPEG, PNG], { id: 'o', signal: signal() })
    await expect(put).rejects.toBeInstanceOf(EngineRefusal)
    expect(calls).toEqual(['POST /v1/files', 'POST /v1/files', 'DELETE /v1/files/first'])
  })
})

describe('the stand-in', () => {
  let stage: ReplicateStage
  beforeEach(async () => {
    stage = await openReplicateStage()
  })
  afterEach(() => stage.close())

  const models = (Object.keys(MODELS) as ModelId[]).filter(id => findModel(id)?.engine === 'replicate')
  const pairs = models.flatMap(model =>
    (STYLES as readonly AnyStyle[])
      .filter(style => style.models.includes(model))
      .map(({ id }) => ({ model, id })),
  )

  it('is asked for every model of the catalogue', () => {
    expect(models.length).toBeGreaterThan(5)
    expect(new Set(pairs.map(({ model }) => model))).toEqual(new Set(models))
  })

  it.each(pairs)('takes what $model is handed for $id', async ({ model: id, id: style }) => {
    const model = findModel(id)!
    const files = model.faces > 0 ? await stage.engine.upload!([JPEG], { id, signal: signal() }) : []
    const { engineId } = await stage.engine.start(
      request({ model: id, style, count: model.outputs, prompt: model.input.prompt ? 'A portrait' : '' }),
      { signal: signal(), onProgress: () => {}, files },
    )
    expect(stage.violations()).toEqual([])
    const prediction = stage.server.world.predictions.get(engineId)
    expect(prediction?.model.name).toBe(model.name)
    const started = [...stage.server.world.calls.keys()].filter(call => /^POST .*predictions$/.test(call))
    // Official models by name, all others by the version that was checked.
    expect(started).toEqual([
      prediction?.model.official
        ? 'POST /models/{model_owner}/{model_name}/predictions'
        : 'POST /predictions',
    ])
    const schema = await stage.readSchema(model.name, { signal: signal() })
    expect(schema.version).toBe(prediction?.model.official ? null : prediction?.model.version)
    for (const name of schema.required) expect(stage.input(engineId)).toHaveProperty(name)
  })

  it('notices a wrong token, unknown routes and inputs', async () => {
    const { apiUrl, token } = stage.server
    const call = (path: string, init: RequestInit = {}) => fetch(`${apiUrl}${path}`, init)
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const post = (path: string, body: object) =>
      call(path, { method: 'POST', headers, body: JSON.stringify(body) })
    expect((await call('/predictions', { headers: { authorization: 'Bearer no' } })).status).toBe(401)
    expect((await call('/billing', { headers })).status).toBe(404)
    const kontext = '/models/black-forest-labs/flux-kontext-pro/predictions'
    expect((await post(kontext, { input: { aspect_ratio: '7:1', prompt: 'x' } })).status).toBe(422)
    expect((await post(kontext, { input: { prompt: 'x', colour: 'red' } })).status).toBe(201)
    expect(stage.violations()).toHaveLength(4)
    expect(stage.started()).toHaveLength(1)
  })

  it('shows a token to nobody but the API', async () => {
    const [file] = await stage.engine.upload!([JPEG], { id: 'o', signal: signal() })
    // Nothing is served there, but it was asked with the token: it is no 401.
    const fetched = stage.engine.fetch(file?.url ?? '', { signal: signal(), makes: 'image' })
    await expect(fetched).rejects.toMatchObject({ code: 'engine_output' })
    expect(stage.violations()).toEqual([`there is no GET /v1/files/${file?.id}`])
    stage.plan({ how: 'succeeded', outputs: ['elsewhere'] })
    const { engineId } = await stage.engine.start(request(), { signal: signal(), onProgress: () => {} })
    await expect
      .poll(() => stage.engine.look({ engineId, model: 'kontext-pro' }, { signal: signal() }))
      .toMatchObject({ state: 'succeeded' })
    const output = stage.server.world.predictions.get(engineId)?.output as string
    const stray = stage.engine.fetch(output, { signal: signal(), makes: 'image' })
    await expect(stray).rejects.toMatchObject({ code: 'engine_output' })
    expect(stage.server.delivery.strays()).toBe(0)
    // One violation more would be a token where outputs lie.
    expect(stage.violations()).toHaveLength(1)
  })
})
