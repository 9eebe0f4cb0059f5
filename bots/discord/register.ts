/** What the bot hears: each event is met at once, kept, and answered; commands are registered when they changed. */
import { setTimeout as wait } from 'node:timers/promises'
import { InteractionResponseType, type RouteLike, Routes } from 'discord.js'
import { DISCORD } from '../../config/limits.js'
import { describe, toFault } from '../../core/errors.js'
import type { Booth, Incoming } from '../../core/platform.js'
import type { Clock, Log } from '../../core/ports.js'
import type { Say } from '../../core/say.js'
import type { Answerer, Intake } from '../intake.js'
import type { Api } from './api.js'
import { complete, menuName, renderCommands, sameCommands, type Tongue } from './commands.js'
import type { Deferrals } from './deferrals.js'
import { discordFault } from './faults.js'
import { renderForm } from './form.js'
import { type Deferral, type Inbound, readInteraction, readMessage } from './inbound.js'
import * as payloads from './payload.js'

export interface Rooms {
  bot: Answerer
  booth: Pick<Booth, 'commands'>
  intake: Intake
  api: Api
  deferrals: Deferrals
  say: (language: string) => Say
  tongues: readonly [Tongue, ...Tongue[]]
  publicResults: boolean
  clock: Clock
  log: Log
}

/** Takes what the gateway dispatches, by its name. Never throws. */
export type Listener = (name: string, data: unknown) => void

/** Builds the listener. */
export function createListener(rooms: Rooms): Listener {
  const { bot, booth, intake, api, deferrals, tongues, clock, log } = rooms
  const [first] = tongues
  const options = new Map(first.commands.map(spec => [spec.name, spec.options.map(({ name }) => name)]))
  const makesPictures = new Set(first.commands.filter(({ takesPhoto }) => takesPhoto).map(({ name }) => name))
  const menu = menuName(first.say)

  /** Nothing is brought again by Discord, so it is tried until the database is back. */
  async function keep(incoming: Incoming): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      try {
        return await (await intake.take(bot, incoming)).done
      } catch (error) {
        if (tries === DISCORD.keepTries) throw error
        await wait(DISCORD.keepAgainMs)
      }
    }
  }

  async function answer(incoming: Incoming, deferral?: Deferral): Promise<void> {
    if (deferral) deferrals.begin(deferral)
    if ((await keep(incoming)) && deferral) await deferrals.finish(deferral)
  }

  function respond(id: string, token: string, type: InteractionResponseType, data: object): Promise<unknown> {
    return api.reply('POST', Routes.interactionCallback(id, token), {
      body: { type, data },
      ms: DISCORD.deferMs,
    })
  }

  async function act(inbound: Inbound): Promise<void> {
    switch (inbound.kind) {
      case 'event':
        return answer(inbound.incoming, inbound.deferral)
      case 'completion': {
        const spec = booth.commands(inbound.language).find(({ name }) => name === inbound.command)
        const choices = complete(spec, inbound.option, inbound.typed)
        const type = InteractionResponseType.ApplicationCommandAutocompleteResult
        return void (await respond(inbound.id, inbound.token, type, { choices }))
      }
      case 'form': {
        const form = renderForm(booth.commands(inbound.language), rooms.say(inbound.language))
        return void (await respond(inbound.id, inbound.token, InteractionResponseType.Modal, form))
      }
      case 'nothing':
    }
  }

  function read(name: string, data: unknown): Inbound {
    if (name === 'MESSAGE_CREATE') {
      const incoming = readMessage(payloads.message.parse(data))
      return incoming ? { kind: 'event', incoming } : { kind: 'nothing' }
    }
    const { publicResults } = rooms
    const self = { now: clock.now(), publicResults, menu, makesPictures, options }
    return readInteraction(payloads.interaction.parse(data), self)
  }

  return (name, data) => {
    if (name !== 'INTERACTION_CREATE' && name !== 'MESSAGE_CREATE') return
    let inbound: Inbound
    try {
      inbound = read(name, data)
    } catch {
      log.warn('a Discord payload could not be read', { event: name })
      return
    }
    act(inbound).catch(error => {
      const fault = toFault(error)
      log.warn('a Discord event could not be answered', { code: fault.code, error: describe(fault) })
    })
  }
}

/** Registers the commands where they differ from what Discord has; answers their ids by name. */
export async function registerCommands(
  api: Api,
  app: string,
  tongues: readonly [Tongue, ...Tongue[]],
): Promise<Map<string, string>> {
  const route: RouteLike = Routes.applicationCommands(app)
  const wanted = renderCommands(tongues)
  // What they are now is asked only to spare a change: without an answer they are simply set.
  let registered = await api
    .call('GET', route, { query: { with_localizations: 'true' } })
    .catch(error => (discordFault(error).code === 'undeliverable' ? null : Promise.reject(error)))
  if (!sameCommands(registered, wanted)) registered = await api.call('PUT', route, { body: wanted })
  const named = Array.isArray(registered) ? (registered as { type?: number; name: string; id: string }[]) : []
  return new Map(named.filter(({ type = 1 }) => type === 1).map(({ name, id }) => [name, id]))
}
