/** Discord as a stage: REST and gateway on loopback, the real bot of a whole booth, and people with the app. */
import type { DiscordConfig } from '../../../config/env.js'
import type { Stage } from '../../contract/stage.js'
import { openStageBooth, type StageBooth, type StageBoothOptions } from '../../support/stage-booth.js'
import type { GatewayOptions } from './gateway.js'
import { createPerson, type DiscordPerson } from './person.js'
import { type DiscordServer, openDiscordServer } from './server.js'
import type { World } from './world.js'

export interface DiscordStageOptions extends Omit<StageBoothOptions, 'platforms' | 'only'> {
  gateway?: GatewayOptions
  shards?: DiscordConfig['shards']
  /** The operator has set it, rightly or wrongly. */
  applicationId?: 'right' | 'wrong'
  /** The app is no member of the server: people bring it along. */
  stranger?: boolean
  wrongToken?: boolean
  /** What is sold: how its SKUs are made, by product. */
  skus?: (server: DiscordServer) => DiscordConfig['skus']
}

export interface DiscordStage extends Stage {
  readonly server: DiscordServer
  readonly world: World
  person(name: string, language?: string): Promise<DiscordPerson>
}

/** Opens it. */
export async function openDiscordStage(options: DiscordStageOptions = {}): Promise<DiscordStage> {
  const { gateway, shards = 'auto', applicationId, stranger, wrongToken, skus, ...booth } = options
  const server = await openDiscordServer(gateway ? { gateway } : {})
  const { world, trouble } = server
  if (stranger) world.member = false
  let house: StageBooth
  try {
    house = await openStageBooth({
      ...booth,
      only: 'discord',
      platforms: {
        discord: {
          token: wrongToken ? 'wrong' : server.token,
          ...(applicationId && { applicationId: applicationId === 'right' ? world.app.id : world.guild.id }),
          shards,
          apiUrl: `${server.origin}/api`,
          fileOrigins: [server.origin],
          skus: skus?.(server) ?? {},
        },
      },
    })
  } catch (error) {
    await server.close()
    throw error
  }
  const expire = (userId?: string) => {
    for (const interaction of world.interactions.values())
      if (userId === undefined || interaction.user.id === userId) interaction.dead = true
  }
  return {
    platform: 'discord',
    house,
    server,
    world,
    ways: ['message', 'album', 'option', 'menu', 'form'],
    places: ['private', 'shared'],
    person: async (name, language) => createPerson(server, name, language),
    repeatLast: async () => server.gateway.again(),
    limitRate(count, seconds) {
      trouble.limited = { count, seconds }
    },
    fail(count, how) {
      trouble.failing = { count, how }
    },
    expireReplies: () => expire(),
    block(person, blocked) {
      const user = world.users.get(person.id)
      if (!user) throw new Error('That is nobody here.')
      user.blocked = blocked
      // Who blocks the app does so for longer than its answers live.
      if (blocked) expire(person.id)
    },
    limitUpload(bytes) {
      world.uploadLimit = bytes
      world.announcedLimit = bytes
    },
    dropConnection: async () => server.gateway.cut(),
    violations: () => [...world.violations],
    secrets: () => [
      server.token,
      world.guild.id,
      ...[...world.users.values()].flatMap(({ id, name }) => [id, name]),
      ...world.channels.keys(),
      ...world.files.keys(),
      ...world.interactions.keys(),
    ],
    calls: () => world.calls,
    async close() {
      await house.close()
      await server.close()
    },
  }
}
