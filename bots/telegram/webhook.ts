/** Where Telegram brings updates by itself. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { TELEGRAM } from '../../config/limits.js'
import { Fault, toFault } from '../../core/errors.js'
import type { Log } from '../../core/ports.js'
import { Refusal } from '../server.js'
import type { Receive } from './receive.js'
import { readUpdate } from './update.js'

/** Below the booth's public address. */
export const WEBHOOK_PATH = '/webhooks/telegram'

/** The first one is told to Telegram; updates with earlier ones may still be on their way. */
export type WebhookSecrets = readonly [string, ...string[]]

/** What setWebhook takes as a secret: 1-256 of these characters. Fault `config` when an operator's own does not fit. */
export function webhookSecrets(own: string | undefined, derived: () => WebhookSecrets): WebhookSecrets {
  if (own === undefined) {
    const [first, ...earlier] = derived()
    return [fitting(first), ...earlier.map(fitting)]
  }
  if (/^[\w-]{1,256}$/.test(own)) return [own]
  throw new Fault('config', 'TELEGRAM_WEBHOOK_SECRET may have 1 to 256 letters, digits, _ and - only.')
}

/**
 * Adds the route. Telegram is told 200 when the update is kept, 503 when it must come again, 401 without the secret, 400
 * for what is no update.
 */
export function addWebhook(
  server: FastifyInstance,
  deps: { secrets: WebhookSecrets; receive: Receive; log: Log },
): void {
  const wanted = deps.secrets.map(digest)

  // Before the body is read: nobody else makes us parse anything.
  const onRequest = async (request: FastifyRequest) => {
    const given = request.headers['x-telegram-bot-api-secret-token']
    if (typeof given !== 'string' || !wanted.some(one => timingSafeEqual(digest(given), one)))
      throw new Refusal(401, 'The secret is wrong.')
  }

  server.post(WEBHOOK_PATH, { bodyLimit: TELEGRAM.webhookBytes, onRequest }, async (request, reply) => {
    const update = readUpdate(request.body)
    if (!update) throw new Refusal(400, 'That is no update.')
    try {
      await inTime(deps.receive(update))
    } catch (error) {
      deps.log.warn('an update could not be kept, and is to be brought again', { code: toFault(error).code })
      throw new Refusal(503, 'Please come again.', undefined, 1)
    }
    return reply.send({})
  })
}

function fitting(secret: string): string {
  return secret.replace(/[^\w-]/g, '').slice(0, 256)
}

/** Of one length, so that comparing takes the same time whatever was sent. */
function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

async function inTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Fault('timeout', 'Keeping took too long.')), TELEGRAM.webhookMs)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
