/** Composition of the Telegram bot. */
import { setTimeout as wait } from 'node:timers/promises'
import { autoRetry } from '@grammyjs/auto-retry'
import { Api } from 'grammy'
import type { TelegramConfig } from '../../config/env.js'
import { TELEGRAM } from '../../config/limits.js'
import { FALLBACK_LANGUAGE } from '../../config/locales/index.js'
import { Fault, toFault } from '../../core/errors.js'
import type { Bot } from '../../core/platform.js'
import { createSay } from '../../core/say.js'
import type { BotDeps, Connectable } from '../bot.js'
import { type Call, createCalls } from './calls.js'
import type { Self } from './inbound.js'
import { createOutbound } from './outbound.js'
import { createPace, type Pace, type PaceLimits } from './pace.js'
import { createPhotos } from './photos.js'
import { createPolling, pollingAdvice } from './polling.js'
import { createReceive } from './receive.js'
import { registerBot } from './register.js'
import { createStars } from './stars/main.js'
import { createTalk } from './talk.js'
import { ALLOWED_UPDATES } from './update.js'
import { addWebhook, WEBHOOK_PATH, webhookSecrets } from './webhook.js'

/** Builds the bot; it is connected by `connect`. Faults: `config`. `limits` are others than Telegram's, for measurements. */
export async function createTelegramBot(
  deps: BotDeps,
  config: TelegramConfig,
  limits: PaceLimits = TELEGRAM,
): Promise<Connectable> {
  const { booth, log, publicUrl } = deps
  if (!/^[\w:-]+$/.test(config.token))
    throw new Fault('config', 'TELEGRAM_TOKEN is not what @BotFather hands out: copy it again.')
  const pace = createPace(deps.clock, limits)
  const call = createCalls({ api: createApi(config, pace), pace })
  const say = createSay()
  let self: Self | null = null
  const outbound = createOutbound({ call, pictures: deps.pictures, log })
  const stars = createStars({ ...deps, call, say })
  const talk = createTalk({
    outbound,
    links: deps.links,
    invoices: stars.invoices,
    booth,
    log,
    say,
    publicResults: deps.publicResults,
    username: () => self?.username ?? '',
  })
  const photos = createPhotos({ call, config })
  const bot: Bot = {
    platform: 'telegram',
    openPhoto: (source, { signal }) => photos.open(source, signal),
    send: (address, message, ref, { signal }) => talk.send(address, message, ref, signal),
    answer: (incoming, message, index, { signal }) => talk.answer(incoming, message, index, signal),
    // Who never opened that chat is not out of reach, and may be found in a group.
    direct: ({ userId }) => ({ chat: userId, aside: userId }),
    remove: (ref, { signal }) => talk.remove(ref, signal),
    close: async () => void (await Promise.all([polling.close(), stars.close()])),
  }
  const receive = createReceive({
    intake: deps.intake,
    bot,
    booth,
    outbound,
    desk: stars.desk,
    say,
    self: () => self,
  })
  const polling = createPolling({ call, receive, log })
  const secrets =
    publicUrl === undefined
      ? undefined
      : webhookSecrets(config.webhookSecret, () => deps.secretsFor('telegram webhook'))
  const secret = secrets?.[0]
  if (secrets) addWebhook(deps.server, { secrets, receive, log })

  return {
    bot,
    async connect() {
      const me = await atStart(() => call('getMe', {}))
      const specs = booth.commands(FALLBACK_LANGUAGE)
      self = {
        id: me.id,
        username: me.username,
        commands: new Map(specs.map(({ name, takesPhoto }) => [name, { takesPhoto }])),
        publicResults: deps.publicResults,
      }
      if (secret === undefined) {
        await atStart(() => call('deleteWebhook', {}))
        await atStart(() => polling.start())
      } else await atStart(() => setWebhook(call, `${publicUrl}${WEBHOOK_PATH}`, secret))
      stars.start()
      // Many calls that nobody waits for.
      registerBot({ call, booth, say, log })
    },
  }
}

/** The one client. Short waits that Telegram asks for are waited out, and remembered for whoever comes next. */
function createApi(config: TelegramConfig, pace: Pace): Api {
  const api = new Api(config.token, { apiRoot: config.apiUrl, timeoutSeconds: TELEGRAM.pollSeconds * 2 })
  api.config.use(async (previous, method, payload, signal) => {
    const answer = await previous(method, payload, signal)
    if (!answer.ok && answer.parameters?.retry_after !== undefined && 'chat_id' in payload)
      pace.block(String(payload.chat_id), answer.parameters.retry_after * 1_000)
    return answer
  })
  api.config.use(
    autoRetry({
      maxDelaySeconds: TELEGRAM.patienceMs / 1_000,
      maxRetryAttempts: 1,
      rethrowInternalServerErrors: true,
      rethrowHttpErrors: true,
    }),
  )
  return api
}

async function setWebhook(call: Call, url: string, secret: string): Promise<void> {
  try {
    await call('setWebhook', {
      url,
      secret_token: secret,
      max_connections: TELEGRAM.webhookConnections,
      allowed_updates: [...ALLOWED_UPDATES],
    })
  } catch (error) {
    if (toFault(error).facts.status !== 400) throw error
    throw new Fault(
      'config',
      'it does not accept PUBLIC_URL for its webhook: that must be an https address which Telegram can reach, at port 443, 80, 88 or 8443.',
    )
  }
}

/** A few tries, so that one bad moment does not leave the bot out. What the operator must mend is a fault `config`. */
async function atStart<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      const fault = toFault(error)
      const advice = pollingAdvice(fault)
      const unknown = fault.facts.status === 401 || fault.facts.status === 404
      if (fault.retry === 'never' || unknown || tries === TELEGRAM.startTries)
        throw advice === undefined ? fault : new Fault('config', advice)
      const pauseMs = typeof fault.retry === 'object' ? fault.retry.afterMs : TELEGRAM.backOffMs * 2 ** tries
      if (pauseMs > TELEGRAM.backOffMaxMs) throw fault
      await wait(pauseMs)
    }
  }
}
