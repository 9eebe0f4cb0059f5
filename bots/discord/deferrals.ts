/** The first sign of life: every interaction is met within its 3 s, before anything is known of its answer. */
import { setTimeout as wait } from 'node:timers/promises'
import { InteractionResponseType, MessageFlags, Routes } from 'discord.js'
import { DISCORD } from '../../config/limits.js'
import type { Log } from '../../core/ports.js'
import { createBounded } from '../bounded.js'
import type { Api } from './api.js'
import { discordFault, isAnswered } from './faults.js'
import type { Deferral } from './inbound.js'

export interface Deferrals {
  /** Meets the interaction at once; whoever answers it waits for that. */
  begin(deferral: Deferral): void
  /** Settles when the interaction has been met, as far as this process knows of it. Never throws. */
  met(token: string): Promise<void>
  /** Notes that the interaction was answered. */
  note(token: string): void
  /** Takes away the message that a deferral has left and nothing has filled. Never throws. */
  finish(deferral: Deferral): Promise<void>
}

interface Known {
  /** Whether it was met here, and not by another process before. */
  met: Promise<boolean>
  answered: boolean
}

export function createDeferrals(deps: { api: Api; log: Log }): Deferrals {
  const { api, log } = deps
  const known = createBounded<Known>(DISCORD.deferralsKept)

  /** A call that was lost is made once more: when the first one did arrive, the second says so. */
  async function meet({ id, token, as, hidden }: Deferral): Promise<boolean> {
    const body =
      as === 'update'
        ? { type: InteractionResponseType.DeferredMessageUpdate }
        : {
            type: InteractionResponseType.DeferredChannelMessageWithSource,
            data: { flags: hidden ? MessageFlags.Ephemeral : 0 },
          }
    const until = performance.now() + DISCORD.deferMs
    for (let tries = 0; ; tries++) {
      // A timer takes whole milliseconds only.
      const ms = Math.max(1, Math.floor(Math.min(DISCORD.deferTryMs, until - performance.now())))
      try {
        await api.reply('POST', Routes.interactionCallback(id, token), { body, ms })
        return true
      } catch (error) {
        const fault = discordFault(error)
        if (isAnswered(fault)) return tries > 0
        const again = fault.code === 'timeout' || fault.code === 'unavailable'
        if (!again || until - performance.now() < 200) {
          log.warn('an interaction was not met in time', { code: fault.code, discord: fault.facts.discord })
          return false
        }
        await wait(DISCORD.deferAgainMs)
      }
    }
  }

  return {
    begin(deferral) {
      known.set(deferral.token, { met: meet(deferral), answered: false })
    },
    async met(token) {
      await known.get(token)?.met
    },
    note(token) {
      const one = known.get(token)
      if (one) one.answered = true
    },
    async finish({ app, token, as }) {
      const one = known.get(token)
      if (as !== 'message' || !one || one.answered || !(await one.met)) return
      await api.reply('DELETE', Routes.webhookMessage(app, token, '@original')).catch(() => {})
    },
  }
}
