/** The stand-in's webhooks are such as our own check takes for fal's, with the keys that it publishes. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { falMessage, isSignedBy } from '../../../bots/hooks/fal.js'
import { createFalKeys } from '../../../bots/hooks/fal-keys.js'
import { newId } from '../../../core/id.js'
import type { SentWebhook } from '../../contract/engine-stage.js'
import { openFalStage } from '../../fakes/fal/stage.js'

let stage: Awaited<ReturnType<typeof openFalStage>>
let close: () => void
let url: string
/** What the receiver answers, one after the other; then 200. */
let answers: number[]
const got: string[] = []

beforeEach(async () => {
  stage = await openFalStage()
  answers = []
  got.length = 0
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', piece => {
      body += piece
    })
    request.on('end', () => {
      got.push(body)
      response.writeHead(answers.shift() ?? 200, { location: '/elsewhere' }).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/fal?order=1`
  close = () => {
    server.close()
    server.closeAllConnections()
  }
})

afterEach(async () => {
  await stage.close()
  close()
})

async function start(): Promise<string> {
  const { engineId } = await stage.engine.start(
    {
      id: newId(),
      generationId: newId(),
      kind: 'imagine',
      style: 'magazine',
      model: 'fal-flux-2-words',
      seed: 1,
      prompt: 'a lighthouse',
      count: 1,
      pictures: [],
    },
    { signal: AbortSignal.timeout(5_000), onProgress: () => {}, webhook: url },
  )
  return engineId
}

async function until(enough: () => boolean): Promise<void> {
  while (!enough()) await new Promise(resolve => setTimeout(resolve, 5))
}

const signed = ({ headers, body }: SentWebhook) => ({
  requestId: headers['x-fal-webhook-request-id'],
  userId: headers['x-fal-webhook-user-id'],
  timestamp: headers['x-fal-webhook-timestamp'],
  signature: headers['x-fal-webhook-signature'],
  body: Buffer.from(body),
})

describe('webhooks of the stand-in', () => {
  it('are proven by the keys that it publishes, and by no other', async () => {
    const webhook = await stage.webhookOf(await start())
    const clock = { now: () => Date.now() }
    const keys = createFalKeys({ apiUrl: stage.fal.origin, clock })
    const proven = async (one: SentWebhook) => {
      const message = falMessage(signed(one), clock.now())
      return message !== null && keys.agree(known => isSignedBy(known, message))
    }
    expect(await proven(webhook)).toBe(true)
    expect(await proven({ ...webhook, body: webhook.body.replace('OK', 'KO') })).toBe(false)
    const other = { ...webhook.headers, 'x-fal-webhook-user-id': 'somebody' }
    expect(await proven({ ...webhook, headers: other })).toBe(false)
  })

  it('come again until they are taken, but not after a redirect', async () => {
    answers = [500, 404]
    await start()
    await until(() => got.length === 3)
    expect(new Set(got).size).toBe(1)
    answers = [307]
    const moved = await start()
    await until(() => got.length === 4)
    await stage.webhookOf(moved)
    await start()
    await until(() => got.length === 5)
    expect(got.filter(body => body.includes(moved))).toHaveLength(1)
  })

  it('come twice, without their result, or never', async () => {
    const { webhooks } = stage.fal.world
    webhooks.copies = 2
    webhooks.withoutPayload = true
    const id = await start()
    await until(() => got.length === 2)
    expect(
      stage.engine.read?.(JSON.parse(got[0] ?? ''), { engineId: id, model: 'fal-flux-2-words' }),
    ).toEqual({
      state: 'running',
    })
    webhooks.dropped = true
    await start()
    const works = stage.fal.world.works
    await until(() => [...works.values()].every(({ status }) => status === 'COMPLETED'))
    webhooks.dropped = false
    webhooks.copies = 1
    await stage.webhookOf(await start())
    expect(stage.webhooks()).toHaveLength(3)
  })
})
