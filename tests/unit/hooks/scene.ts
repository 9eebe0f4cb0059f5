/** The one server with the engines' routes on a real database, and engines that sign as the real ones do. */
import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { createServer as createHttp, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Registry } from 'prom-client'
import { registerEngineHooks } from '../../../bots/hooks/main.js'
import { close, createServer, listen } from '../../../bots/server.js'
import { newId } from '../../../core/id.js'
import { createTestLog, openTestBooth } from '../../support/booth.js'
import { createEyes } from '../../support/eyes.js'
import { paidEngine } from '../../support/paid-engine.js'
import { ask, PLENTY, seated } from '../../support/sitter.js'

export type Name = 'replicate' | 'fal'
export type Headers = Record<string, string | string[]>

export interface Signer {
  engine: Name
  /** The header that holds the signature, the one that names the webhook, and the one with its time. */
  names: { signature: string; id: string; time: string }
  /** How it says that work has ended well. */
  body(engineId: string): string
  sign(body: string, at?: { now?: number; id?: string }): Record<string, string>
  /** As `sign`, with a key that is not the engine's. */
  forge(body: string): Record<string, string>
}

const SECRET = `whsec_${Buffer.alloc(24, 'secret').toString('base64')}`
const OTHER_SECRET = `whsec_${Buffer.alloc(24, 'other').toString('base64')}`
const OURS = generateKeyPairSync('ed25519')
const THEIRS = generateKeyPairSync('ed25519')

const seconds = (now = Date.now()) => String(Math.floor(now / 1_000))

function replicateWith(secret: string, body: string, at: { now?: number; id?: string } = {}) {
  const { id = `msg_${newId()}` } = at
  const time = seconds(at.now)
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` }
}

function falWith(key: typeof OURS, body: string, at: { now?: number; id?: string } = {}) {
  const { id = newId() } = at
  const time = seconds(at.now)
  const message = [id, 'user-7', time, createHash('sha256').update(body).digest('hex')].join('\n')
  return {
    'x-fal-webhook-request-id': id,
    'x-fal-webhook-user-id': 'user-7',
    'x-fal-webhook-timestamp': time,
    'x-fal-webhook-signature': sign(null, Buffer.from(message), key.privateKey).toString('hex'),
  }
}

export const SIGNERS: Record<Name, Signer> = {
  replicate: {
    engine: 'replicate',
    names: { signature: 'webhook-signature', id: 'webhook-id', time: 'webhook-timestamp' },
    body: id => JSON.stringify({ id, status: 'succeeded', output: ['https://x/1.png'], error: null }),
    sign: (body, at) => replicateWith(SECRET, body, at),
    forge: body => replicateWith(OTHER_SECRET, body),
  },
  fal: {
    engine: 'fal',
    names: {
      signature: 'x-fal-webhook-signature',
      id: 'x-fal-webhook-request-id',
      time: 'x-fal-webhook-timestamp',
    },
    body: id =>
      JSON.stringify({ request_id: id, status: 'OK', payload: { images: [{ url: 'https://x/1' }] } }),
    sign: (body, at) => falWith(OURS, body, at),
    forge: body => falWith(THEIRS, body),
  },
}

export type Scene = Awaited<ReturnType<typeof openScene>>

/** Opens it; `engines` are those that are set up. */
export async function openScene(engines: Name[] = ['replicate', 'fal']) {
  const house = await openTestBooth({
    engines: { replicate: await paidEngine('replicate'), fal: await paidEngine('fal') },
    vision: createEyes(),
    plan: PLENTY,
    idle: true,
  })
  const rest = createHttp((_request, response) =>
    response.end(JSON.stringify({ keys: [OURS.publicKey.export({ format: 'jwk' })] })),
  )
  await new Promise<void>(resolve => rest.listen(0, '127.0.0.1', resolve))
  const metrics = new Registry()
  const log = createTestLog()
  const server = await createServer({ log, metrics, ready: async () => ({}) })
  const deps = { db: house.db, jobs: house.queues.jobs, clock: house.clock, log, metrics }
  await registerEngineHooks(server, {
    ...deps,
    ...(engines.includes('replicate') && { replicate: { secret: SECRET } }),
    ...(engines.includes('fal') && {
      fal: { apiUrl: `http://127.0.0.1:${(rest.address() as AddressInfo).port}` },
    }),
  })
  const address = await listen(server, { host: '127.0.0.1', port: 0 })
  const { personId, selfieId } = await seated(house, 'ann')

  return {
    house,
    log,
    metrics,
    address,

    /** An order of a new generation, as it stands once it was sent; placed where it has a name. */
    async order(engine: Name, engineId: string | null): Promise<string> {
      const generationId = await ask(house, 'ann', selfieId, 'magazine')
      const id = newId()
      await house.db.engineOrder.create({
        data: {
          id,
          generationId,
          engine,
          model: engine === 'fal' ? 'fal-kontext' : 'kontext-pro',
          seed: 7,
          state: engineId ? 'placed' : 'sent',
          engineId,
          micros: 40_000,
          spentOn: personId,
          sentAt: new Date(),
          deadlineAt: new Date(Date.now() + 180_000),
        },
      })
      return id
    },

    /** What is kept of it, and how often its task was queued anew. */
    async state(orderId: string) {
      const { state, engineId, answer, generationId } = await house.db.engineOrder.findUniqueOrThrow({
        where: { id: orderId },
      })
      const task = await house.db.task.findFirst({ where: { generationId } })
      return { state, engineId, answer, queued: task?.attempt ?? 0 }
    },

    /** Posts bytes as they are; headers with several values are sent several times. Answers the status, 0 when cut off. */
    post(path: string, headers: Headers, body: string | Buffer): Promise<{ status: number; text: string }> {
      return new Promise(resolve => {
        const sent = request(`${address}${path}`, { method: 'POST', headers, agent: false }, response => {
          const pieces: Buffer[] = []
          response.on('data', piece => pieces.push(piece))
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() }),
          )
          response.on('error', () => resolve({ status: response.statusCode ?? 0, text: '' }))
        })
        sent.on('error', () => resolve({ status: 0, text: '' }))
        sent.end(body)
      })
    },

    async close() {
      rest.closeAllConnections()
      rest.close()
      await close(server)
      await house.close()
    },
  }
}
