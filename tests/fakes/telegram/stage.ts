/** Telegram on a stage: a Bot API server on loopback, the real bot in a whole booth, persons with the app. */
import type { Stage } from '../../contract/stage.js'
import { openStageBooth, type StageBooth, type StageBoothOptions } from '../../support/stage-booth.js'
import { createPerson, type TelegramPerson } from './person.js'
import { openTelegramServer, type TelegramServer } from './server.js'
import { GROUP } from './world.js'

export interface TelegramStageOptions extends Omit<StageBoothOptions, 'platforms'> {
  /** The bot is given this token, which Telegram does not know. */
  wrongToken?: string
}

export interface TelegramStage extends Stage {
  server: TelegramServer
  person(name: string, language?: string): Promise<TelegramPerson>
}

/** The name under which Telegram knows a booth that wants webhooks. */
export const PUBLIC_URL = 'https://booth.example'

/** Opens it; with `publicUrl` Telegram brings its updates, otherwise the bot fetches them. */
export async function openTelegramStage(options: TelegramStageOptions = {}): Promise<TelegramStage> {
  const { wrongToken, ...booth } = options
  let house: StageBooth | undefined
  const server = await openTelegramServer({
    webhookAt: () => house?.address ?? 'http://127.0.0.1:9',
    now: () => house?.clock.now() ?? Date.now(),
  })
  const persons = new Map<string, TelegramPerson>()
  try {
    house = await openStageBooth({
      only: 'telegram',
      ...booth,
      platforms: { telegram: { token: wrongToken ?? server.token, apiUrl: server.address } },
    })
  } catch (error) {
    await server.close()
    throw error
  }
  const opened = house
  return {
    platform: 'telegram',
    house: opened,
    server,
    ways: ['message', 'file', 'album', 'option', 'reply'],
    places: ['private', 'shared'],
    async person(name, language) {
      const person = createPerson(server, name, language)
      persons.set(person.id, person)
      return person
    },
    async repeatLast() {
      const last = server.updates.last()
      if (!last) throw new Error('Nothing has happened yet.')
      server.updates.again(last)
    },
    limitRate: (count, seconds) => server.trouble(count, { how: 'limit', seconds }),
    fail: (count, how) => server.trouble(count, { how }),
    // A chat id is good for ever.
    expireReplies: () => {},
    block(person, blocked) {
      const user = server.world.users.get(Number(person.id))
      if (!user) throw new Error('That is nobody here.')
      user.blocked = blocked
      server.updates.push({
        my_chat_member: {
          chat: { id: user.id, type: 'private', first_name: user.name },
          from: { id: user.id, is_bot: false, first_name: user.name },
          date: Math.floor(Date.now() / 1000),
          old_chat_member: {
            user: { id: 7_000_000_001, is_bot: true, first_name: 'Pixbooth' },
            status: blocked ? 'member' : 'kicked',
          },
          new_chat_member: {
            user: { id: 7_000_000_001, is_bot: true, first_name: 'Pixbooth' },
            status: blocked ? 'kicked' : 'member',
            ...(blocked && { until_date: 0 }),
          },
        },
      })
    },
    limitUpload: bytes => server.limitUpload(bytes),
    dropConnection: async () => server.cutConnections(),
    violations: () => [...server.violations],
    secrets: () => [
      server.token,
      server.token.split(':')[1] ?? '',
      String(GROUP),
      ...(server.updates.webhook()?.secret ? [server.updates.webhook()?.secret ?? ''] : []),
      ...[...persons.values()].flatMap(({ user }) => [String(user.id), user.name]),
    ],
    calls() {
      const counts = new Map<string, number>()
      for (const { method } of server.captured) counts.set(method, (counts.get(method) ?? 0) + 1)
      return counts
    },
    async close() {
      await opened.close()
      await server.close()
    },
  }
}
