import { openTelegramServer } from '../../fakes/telegram/server.js'
import { messageJson, userJson } from '../../fakes/telegram/world.js'
import { eventually } from '../../support/booth.js'
import type { Crowd } from './load.js'

/** Telegram with a webhook. It bears 30 messages a second over all, so the answers take longer than the load. */
export async function telegramCrowd(people: number): Promise<Crowd> {
  let port = 0
  const server = await openTelegramServer({ webhookAt: () => `http://127.0.0.1:${port}` })
  const { world, updates } = server
  const users = Array.from({ length: people }, (_, index) => {
    const user = world.user(`Person ${index}`)
    user.started = true
    return user
  })
  let ids = 50_000_000
  return {
    platform: 'telegram',
    mustHurry: false,
    people,
    settings(at) {
      port = at
      return {
        TELEGRAM_TOKEN: server.token,
        TELEGRAM_API_URL: server.address,
        PUBLIC_URL: 'https://booth.example',
      }
    },
    ready: async () => void (await eventually(updates.webhook, hook => hook !== null)),
    async say(person, word) {
      const user = users[person]
      if (!user) throw new Error('There is no such person.')
      const message = world.put({ chat: user.id, from: user, text: `/${word}` })
      const body = JSON.stringify({
        update_id: ++ids,
        message: { ...messageJson(world, message), from: userJson(user) },
      })
      const begun = performance.now()
      const response = await fetch(`http://127.0.0.1:${port}/webhooks/telegram`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-telegram-bot-api-secret-token': updates.webhook()?.secret ?? '',
        },
        body,
      })
      await response.text()
      if (response.status !== 200) throw new Error(`The webhook says ${response.status}.`)
      return performance.now() - begun
    },
    answers: () => users.map(({ id }) => world.messages(id).filter(({ from }) => from === null).length),
    violations: () => [...server.violations],
    close: () => server.close(),
  }
}
