/** The stand-in is held to what Replicate documents, for much is proven with it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { validateWebhook } from 'replicate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EngineRequest } from '../../../core/ports.js'
import { openReplicateStage, type ReplicateStage } from '../../fakes/replicate/stage.js'
import { signWebhook } from '../../fakes/replicate/webhooks.js'

let stage: ReplicateStage
let url: string
let got: { headers: Record<string, string>; body: string }[]
let status: number
let close: () => Promise<void>

beforeEach(async () => {
  stage = await openReplicateStage()
  got = []
  status = 200
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    got.push({
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(pieces).toString(),
    })
    response.writeHead(status).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/replicate?order=o`
  close = () =>
    new Promise(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
})
afterEach(async () => {
  await stage.close()
  await close()
})

const signal = () => AbortSignal.timeout(15_000)

async function begin(more: { webhook?: string; cancelAfter?: number } = {}): Promise<string> {
  const request: EngineRequest = {
    id: 'o',
    generationId: 'g',
    kind: 'portrait',
    style: 'magazine',
    model: 'kontext-pro',
    seed: 1,
    prompt: 'A portrait',
    count: 1,
    pictures: [],
  }
  const { engineId } = await stage.engine.start(request, { signal: signal(), onProgress: () => {}, ...more })
  return engineId
}

const state = async (engineId: string) =>
  (await stage.engine.look({ engineId, model: 'kontext-pro' }, { signal: signal() })).state

describe('webhooks', () => {
  it('are signed as the client’s own check wants it, beside an older key', async () => {
    const id = await begin({ webhook: url })
    await expect.poll(() => got.length).toBe(1)
    const [{ headers, body } = { headers: {}, body: '' }] = got
    expect(headers).toMatchObject({ 'content-type': 'application/json' })
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2)
    const { webhookSecret } = stage.server
    expect(await validateWebhook({ headers, body } as never, webhookSecret)).toBe(true)
    expect(await validateWebhook({ headers, body: `${body} ` } as never, webhookSecret)).toBe(false)
    expect(JSON.parse(body)).toMatchObject({ id, status: 'succeeded' })
  })

  it('keep their name when they are sent again until they are taken', async () => {
    status = 500
    stage.server.world.webhooks = { copies: 1, tries: 3, pauseMs: 1, dropped: false }
    await begin({ webhook: url })
    await expect.poll(() => got.length).toBe(3)
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  it('come twice, or never, when they are told to', async () => {
    stage.server.world.webhooks.copies = 2
    const first = await begin({ webhook: url })
    await expect.poll(() => got.length).toBe(2)
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(2)
    stage.server.world.webhooks.dropped = true
    const second = await begin({ webhook: url })
    await expect.poll(() => state(second)).toBe('succeeded')
    expect(got.map(({ body }) => JSON.parse(body).id)).toEqual([first, first])
  })

  it('can be signed for another time and another name', () => {
    const headers = signWebhook('{}', stage.server.webhookSecret, { id: 'msg_1', timestamp: 1_000 })
    expect(headers).toMatchObject({ 'webhook-id': 'msg_1', 'webhook-timestamp': '1000' })
  })
})

describe('predictions', () => {
  it('end by themselves, and not before their time', async () => {
    const soon = await begin()
    await expect.poll(() => state(soon)).toBe('succeeded')
    stage.server.world.plan = () => ({ ending: { how: 'succeeded' }, hold: false, latencyMs: 3_600_000 })
    expect(await state(await begin())).toBe('running')
  })

  it('fail when the picture that they were given is gone', async () => {
    stage.plan({ how: 'succeeded' }, { hold: true })
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0])
    const files = await stage.engine.upload!([jpeg], { id: 'o', signal: signal() })
    const { engineId } = await stage.engine.start(
      {
        id: 'o',
        generationId: 'g',
        kind: 'portrait',
        style: 'magazine',
        model: 'kontext-pro',
        seed: 1,
        prompt: 'A portrait',
        count: 1,
        pictures: [],
      },
      { signal: signal(), onProgress: () => {}, files },
    )
    await stage.engine.forget!(files, { signal: signal() })
    stage.finish(engineId)
    expect(await state(engineId)).toBe('failed')
  })

  it('are bounded in a minute when they are told so', async () => {
    stage.server.world.startsPerMinute = 2
    await begin()
    await begin()
    await expect(begin()).rejects.toMatchObject({ why: 'rate', retry: { afterMs: 1_000 } })
    expect(stage.started()).toHaveLength(2)
  })

  it('that are given up keep that end', async () => {
    stage.plan({ how: 'succeeded' }, { hold: true })
    const id = await begin({ cancelAfter: 60 })
    await stage.engine.cancel({ engineId: id, model: 'kontext-pro' }, { signal: signal() })
    stage.finish(id)
    expect(await state(id)).toBe('cancelled')
  })
})
