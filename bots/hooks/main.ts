/** Where engines say by themselves how work ended: `/webhooks/<engine>?order=<id>`, signed. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Counter, type Registry } from 'prom-client'
import { z } from 'zod'
import { HOOKS } from '../../config/limits.js'
import { describe, toFault } from '../../core/errors.js'
import { noteAnswer } from '../../core/generation/orders.js'
import type { Clock, Jobs, Log } from '../../core/ports.js'
import { createSeldomNote } from '../../core/privacy/security-log.js'
import type { PrismaClient } from '../../prisma/client.js'
import { Refusal, withLimit } from '../server.js'
import { falMessage, isSignedBy } from './fal.js'
import { createFalKeys } from './fal-keys.js'
import { type HookEngine, readNews } from './news.js'
import { isFromReplicate } from './replicate.js'

export interface EngineHooksDeps {
  db: PrismaClient
  jobs: Jobs
  clock: Clock
  log: Log
  metrics: Registry
  /** The signing secret, `whsec_…`; without it Replicate is not heard. */
  replicate?: { secret: string } | undefined
  /** fal's keys are public; `apiUrl` takes the place of all of its hosts. */
  fal?: { apiUrl?: string | undefined } | undefined
}

const ADDRESS = z.object({ order: z.string().min(1).max(64) })

/** Whether an engine has signed a request. */
type Proof = (request: FastifyRequest, body: Buffer) => boolean | Promise<boolean>

/**
 * Adds a route for each engine that is set up. The answer is 200 once the news is kept, or when nobody needs it (an order
 * that has ended or is gone); 401 when the engine has not signed it within the last five minutes; 5xx when it could not
 * be kept in time, so that it comes again.
 *
 * No table of webhook ids stands against replays. News is kept only where the order is open and has none yet, in one
 * conditional statement (`noteAnswer`), and an engine's name of work belongs to one order only. So the same news twice, at
 * once or later, with this order or another one, changes nothing; and what is older than five minutes is not read at all.
 */
export async function registerEngineHooks(server: FastifyInstance, deps: EngineHooksDeps): Promise<void> {
  const { db, jobs, clock, log, replicate, fal } = deps
  const count = new Counter({
    name: 'pixbooth_engine_webhooks_total',
    help: 'What engines said by webhook, by what was done about it.',
    labelNames: ['engine', 'outcome'],
    registers: [deps.metrics],
  })

  const noteForged = createSeldomNote(db, { kind: 'forged', everyMs: HOOKS.noteMs })

  const receive =
    (engine: HookEngine, isProven: Proof) => async (request: FastifyRequest, reply: FastifyReply) => {
      const counted = (outcome: string) => count.inc({ engine, outcome })
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      try {
        counted(await withLimit(take(engine, isProven, request, body), HOOKS.answerMs))
      } catch (error) {
        counted(error instanceof Refusal ? 'refused' : 'broken')
        if (error instanceof Refusal && error.statusCode === 401)
          await noteForged(engine, clock.now()).catch(() => log.warn('a forgery could not be noted'))
        throw error
      }
      return reply.send({ ok: true })
    }

  async function take(engine: HookEngine, isProven: Proof, request: FastifyRequest, body: Buffer) {
    if (!(await isProven(request, body)))
      throw new Refusal(401, 'The signature is missing, wrong or too old.')
    const news = readNews(engine, body)
    if (news === null) throw new Refusal(400, 'That is nothing an engine says.')
    const address = ADDRESS.safeParse(request.query)
    if (news === 'early' || !address.success) return 'ignored'
    const refs = await noteAnswer(db, { engine, orderId: address.data.order, ...news })
    // The news is kept: should the queue not take the job, the sweeper comes by.
    await jobs
      .enqueue(refs)
      .catch(error => log.warn('an engine’s news waits for the sweeper', { error: describe(toFault(error)) }))
    return refs.length > 0 ? 'taken' : 'idle'
  }

  await server.register(async scope => {
    scope.removeAllContentTypeParsers()
    // Whatever it calls itself: the signature is over the bytes.
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    const options = { bodyLimit: HOOKS.bodyBytes }
    if (replicate) {
      const proof: Proof = (request, body) => {
        const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map(part =>
          header(request, `webhook-${part}`),
        )
        return isFromReplicate({ id, timestamp, signature, body }, replicate.secret, clock.now())
      }
      scope.post('/webhooks/replicate', options, receive('replicate', proof))
    }
    if (fal) {
      const keys = createFalKeys({ apiUrl: fal.apiUrl, clock })
      const proof: Proof = (request, body) => {
        const [requestId, userId, timestamp, signature] = [
          'request-id',
          'user-id',
          'timestamp',
          'signature',
        ].map(part => header(request, `x-fal-webhook-${part}`))
        const signed = falMessage({ requestId, userId, timestamp, signature, body }, clock.now())
        return signed !== null && keys.agree(known => isSignedBy(known, signed))
      }
      scope.post('/webhooks/fal', options, receive('fal', proof))
    }
  })
}

/** A header that was sent once; one that came twice is as none. */
function header(request: FastifyRequest, name: string): string | undefined {
  const values = request.raw.headersDistinct[name]
  return values?.length === 1 ? values[0] : undefined
}
