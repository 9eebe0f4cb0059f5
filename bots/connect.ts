/** Brings bots to their platforms: at the start, and again and again while a platform cannot be reached. */
import { setTimeout as wait } from 'node:timers/promises'
import { BOTS } from '../config/limits.js'
import { toFault } from '../core/errors.js'
import type { Platform } from '../core/platform.js'
import type { Log } from '../core/ports.js'
import { TITLES } from './bot.js'

export interface Connector {
  /**
   * Connects; answers what the operator should know in one sentence, or undefined when all is well. A fault `config` is
   * final; after any other the bot goes on trying behind, and `joined` is called when it has come through.
   */
  connect(platform: Platform, connect: () => Promise<void>): Promise<string | undefined>
  /** No more tries. */
  close(): void
}

/** `joined` is called once for each platform that is connected, before `connect` answers when that is at once. */
export function createConnector(deps: {
  joined: (platform: Platform) => Promise<void>
  log: Log
  /** Other times than config/limits.ts has; for tests. */
  limits?: { connectMs: number; connectAgainMs: number; connectAgainMaxMs: number }
}): Connector {
  const { joined, log, limits = BOTS } = deps
  const closing = new AbortController()

  async function attempt(platform: Platform, connect: () => Promise<void>): Promise<void> {
    await connect()
    if (!closing.signal.aborted) await joined(platform)
  }

  /** `first` is a try that is under way and takes long. */
  async function persist(
    platform: Platform,
    connect: () => Promise<void>,
    first?: Promise<void>,
  ): Promise<void> {
    for (let pauseMs = limits.connectAgainMs; ; pauseMs = Math.min(pauseMs * 2, limits.connectAgainMaxMs)) {
      try {
        await (first ?? attempt(platform, connect))
        log.info('a bot is connected', { platform })
        return
      } catch (error) {
        const { code } = toFault(error)
        log.warn('a bot is not connected', { platform, code, again: code !== 'config' })
        if (code === 'config') return
      }
      first = undefined
      await wait(pauseMs, undefined, { signal: closing.signal, ref: false })
    }
  }

  return {
    async connect(platform, connect) {
      const first = attempt(platform, connect)
      const late = wait(limits.connectMs, 'late' as const, { signal: closing.signal, ref: false })
      late.catch(() => {})
      try {
        if ((await Promise.race([first, late])) !== 'late') return undefined
        persist(platform, connect, first).catch(() => {})
      } catch (error) {
        const fault = toFault(error)
        log.error('a bot is not connected', { platform, code: fault.code })
        if (fault.code === 'config') return `${TITLES[platform]} is not connected: ${fault.message}`
        wait(limits.connectAgainMs, undefined, { signal: closing.signal, ref: false })
          .then(() => persist(platform, connect))
          .catch(() => {})
      }
      return `${TITLES[platform]} cannot be reached at the moment; the bot goes on trying.`
    },
    close: () => closing.abort(),
  }
}
