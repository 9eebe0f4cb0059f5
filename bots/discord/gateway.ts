/** The connection by which Discord's events come: shards, their identification, and the way back after a loss. */
import { setTimeout as wait } from 'node:timers/promises'
import { type WebSocketManager, WebSocketShardEvents, WebSocketShardStatus } from '@discordjs/ws'
import { DISCORD } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import type { Log } from '../../core/ports.js'
import { discordFault } from './faults.js'
import type { Listener } from './register.js'

export interface Gateway {
  /** Connects all shards of this process. Faults: `config`, `unavailable`. */
  open(): Promise<void>
  /** The application that the connection is for; settles with the first shard that is ready. */
  application(): Promise<string>
  close(): Promise<void>
}

/** Close codes after which another try would end the same, with what to do. */
const HOPELESS: Record<number, string> = {
  4004: 'Discord does not accept DISCORD_TOKEN: reset the token on the page Bot of the application, and copy it anew.',
  4010: 'Discord does not know the shards of DISCORD_SHARDS: count from 0, and name how many there are in all.',
  4011: 'The bot is in more servers than DISCORD_SHARDS can carry: set it to auto.',
  4013: 'Discord does not know the intents that the bot asks for: update Pixbooth.',
  4014: 'Discord does not grant the intents that the bot asks for: update Pixbooth.',
}

/** Wires a manager of shards to a listener. Resuming and identifying at the allowed pace is the manager's own work. */
export function createGateway(deps: { manager: WebSocketManager; listener: Listener; log: Log }): Gateway {
  const { manager, listener, log } = deps
  let closed = false
  let hopeless: string | undefined
  const application = new Promise<string>(resolve => {
    manager.on(WebSocketShardEvents.Ready, ({ data }) => resolve(data.application.id))
  })

  manager.on(WebSocketShardEvents.Dispatch, ({ data }) => {
    if (!closed) listener(data.t, data.d)
  })
  // A shard that was between two tries when it was told to end comes back once more.
  manager.on(WebSocketShardEvents.Hello, () => {
    if (closed) end()
  })
  manager.on(WebSocketShardEvents.Error, ({ error }) =>
    log.warn('the connection to Discord met with trouble', { error: error.name }),
  )
  manager.on(WebSocketShardEvents.Closed, ({ code, shardId }) => {
    hopeless ??= HOPELESS[code]
    if (!closed) log.warn('a connection to Discord was closed', { code, shard: shardId })
  })
  manager.on(WebSocketShardEvents.Resumed, ({ shardId }) =>
    log.info('a connection to Discord goes on', { shard: shardId }),
  )

  /** Sessions are bounded: 1,000 a day. When they are used up, connecting waits until there are new ones. */
  async function sessions(): Promise<void> {
    const { session_start_limit: limit } = await manager.fetchGatewayInformation(true)
    const shards = await manager.getShardIds(true)
    if (limit.remaining >= shards.length) return
    log.warn('Discord allows no more connections for a while; the bot waits', {
      seconds: Math.ceil(limit.reset_after / 1_000),
    })
    await wait(limit.reset_after + 1_000, undefined, { ref: false })
    if (!closed) await sessions()
  }

  async function connect(): Promise<void> {
    hopeless = undefined
    try {
      await manager.connect()
    } catch (error) {
      // Half of what was begun would be in the way of the next try.
      await end()
      if (hopeless) throw new Fault('config', hopeless)
      throw discordFault(error)
    }
  }

  /** The goodbye of a socket may take half a minute; nobody waits so long. */
  async function end(): Promise<void> {
    const ended = Promise.resolve(manager.destroy({ code: 1_000 })).catch(() => {})
    await Promise.race([ended, wait(DISCORD.goodbyeMs, undefined, { ref: false })])
  }

  /**
   * A shard that has given up (its session was refused for good, or an address could not be read) stays idle: then all of
   * them begin anew.
   */
  async function watch(): Promise<void> {
    for (let idle = 0; !closed; ) {
      await wait(DISCORD.watchMs, undefined, { ref: false })
      const states = await manager.fetchStatus()
      idle = [...states.values()].includes(WebSocketShardStatus.Idle) ? idle + 1 : 0
      if (closed || idle < 2) continue
      log.warn('a connection to Discord has ended for good; all of them begin anew')
      await end()
      await sessions()
        .then(connect)
        .catch(error => log.error('Discord could not be connected', { code: discordFault(error).code }))
    }
  }

  return {
    async open() {
      const { session_start_limit: limit } = await manager
        .fetchGatewayInformation(true)
        .catch(error => Promise.reject(discordFault(error)))
      const shards = await manager.getShardIds(true)
      if (limit.remaining >= shards.length) {
        await connect()
        watch().catch(() => {})
        return
      }
      // Commands are registered, messages go out; events come as soon as Discord lets us in.
      const later = async () => {
        for (; !closed; await wait(DISCORD.reconnectMs, undefined, { ref: false }))
          try {
            await sessions()
            await connect()
            return await watch()
          } catch (error) {
            log.error('Discord could not be connected', { code: discordFault(error).code })
          }
      }
      later().catch(() => {})
    },
    application: () => application,

    async close() {
      closed = true
      await end()
    },
  }
}
