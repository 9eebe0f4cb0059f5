/** Where Stripe announces: `POST /webhooks/stripe`, signed. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type Stripe from 'stripe'
import { STRIPE } from '../../../config/limits.js'
import type { Clock, Log } from '../../../core/ports.js'
import { createSeldomNote } from '../../../core/privacy/security-log.js'
import type { PrismaClient } from '../../../prisma/client.js'
import { Refusal, withLimit } from '../../server.js'
import { readNews } from './news.js'
import { isFromStripe } from './signature.js'
import { keepNews } from './store.js'

export interface WebhookDeps {
  db: PrismaClient
  clock: Clock
  log: Log
  signature: Pick<Stripe.Signature, 'verifyHeader'>
  /** Of every endpoint that calls. */
  secrets: readonly string[]
  /** Something was kept. */
  wake: () => void
  count: (outcome: string) => void
}

/**
 * The answer is 200 once the announcement is kept, before anything is made of it; 401 when Stripe has not signed it within
 * five minutes; 5xx when it could not be kept in time, so that it comes again. Its id is its key: a repeat changes nothing.
 */
export async function registerWebhook(server: FastifyInstance, deps: WebhookDeps): Promise<void> {
  const { db, clock, log, signature, secrets, wake, count } = deps
  const noteForged = createSeldomNote(db, { kind: 'forged', everyMs: STRIPE.noteMs })

  async function take(request: FastifyRequest): Promise<string> {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const values = request.raw.headersDistinct['stripe-signature']
    const header = values?.length === 1 ? values[0] : undefined
    if (!isFromStripe(signature, { body, header }, secrets, clock.now()))
      throw new Refusal(401, 'The signature is missing, wrong or too old.')
    const news = readNews(body)
    if (news === null) throw new Refusal(400, 'That is nothing Stripe says.')
    if (news === 'other') return 'ignored'
    return (await keepNews(db, news, clock.now())) ? 'kept' : 'known'
  }

  await server.register(async scope => {
    scope.removeAllContentTypeParsers()
    // Whatever it calls itself: the signature is over the bytes.
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scope.post('/webhooks/stripe', { bodyLimit: STRIPE.bodyBytes }, async (request, reply) => {
      try {
        const outcome = await withLimit(take(request), STRIPE.keepMs)
        count(outcome)
        // What is made of it must not hold the answer up.
        if (outcome === 'kept') reply.raw.once('close', wake)
      } catch (error) {
        count(error instanceof Refusal ? 'refused' : 'broken')
        if (error instanceof Refusal && error.statusCode === 401)
          await noteForged('stripe', clock.now()).catch(() => log.warn('a forgery could not be noted'))
        throw error
      }
      return reply.send({ ok: true })
    })
  })
}
