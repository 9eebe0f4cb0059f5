/** The only writer to Discord: answers to interactions, messages in channels, edits. */
import { MessageFlags, type RouteLike, Routes } from 'discord.js'
import { DISCORD } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import type { Incoming, Message, MessageRef } from '../../core/platform.js'
import type { Clock } from '../../core/ports.js'
import type { Say } from '../../core/say.js'
import { createBounded } from '../bounded.js'
import type { ResolveLink } from '../links.js'
import { type OpenPictures, type OutgoingPicture, openFitting } from '../pictures.js'
import { type Address, fromRef, type Sent, toRef } from './address.js'
import type { Api } from './api.js'
import type { Deferrals } from './deferrals.js'
import { discordFault, isGone, isTooLarge, undeliverable, unlessGone } from './faults.js'
import type { CommandIds } from './markdown.js'
import { isSame, nonceOf, type Shown } from './once.js'
import { type Rendered, renderMessage } from './render.js'

export interface Outbound {
  /** As `Bot.answer`; goes down the rungs by itself, since an answer is given once. */
  answer(incoming: Incoming, message: Message, index: number, signal: AbortSignal): Promise<MessageRef>
  /** As `Bot.send`. */
  send(address: Address, message: Message, ref: MessageRef | null, signal: AbortSignal): Promise<MessageRef>
  /** As `Bot.remove`. */
  remove(ref: MessageRef, signal: AbortSignal): Promise<void>
}

export interface OutboundDeps {
  api: Api
  deferrals: Deferrals
  pictures: OpenPictures
  links: ResolveLink
  say: (language: string) => Say
  commands: () => CommandIds
  publicResults: boolean
  clock: Clock
}

/** How a message is written at one place. */
type Put = (body: Rendered, files: OutgoingPicture[]) => Promise<Sent>

export function createOutbound(deps: OutboundDeps): Outbound {
  const { api, deferrals, clock } = deps
  const channels = createBounded<string>(DISCORD.knownChannels)

  /** Renders and writes a message; pictures that Discord finds too large after all are made smaller and smaller. */
  async function write(address: Address, message: Message, put: Put, editing: boolean): Promise<MessageRef> {
    const owner = address.user ?? ''
    const mention = address.at === 'channel' && address.shared !== undefined
    const shown = mention ? amongOthers(message) : await deps.links(message)
    const say = deps.say(message.language ?? '')
    const each = Math.min(
      Number(address.fileBytes ?? DISCORD.pictureBytes),
      Math.floor(DISCORD.requestBytes / Math.max(shown.images.length, 1)),
    )
    for (let tries = 0, bytes = each; ; tries++, bytes = Math.floor(bytes / 2)) {
      const room = { bytes, most: DISCORD.pictures, sentence: say('texts.videoTooLarge') }
      const { fitting, files } = await openFitting(deps.pictures, shown, room)
      const { before, last } = renderMessage(fitting, {
        owner,
        commands: deps.commands(),
        pictures: files,
        photoLabel: fitting.wantsPhoto ? say('texts.photoButton') : undefined,
        mention,
      })
      try {
        // What is edited is never long.
        if (!editing) for (const part of before) await put(part, [])
        return toRef(await put(last, files))
      } catch (error) {
        const fault = discordFault(error)
        if (!isTooLarge(fault) || files.length === 0 || tries === DISCORD.shrinkTries) throw fault
        bytes = Math.min(bytes, Math.max(...files.map(file => file.bytes.length)))
      }
    }
  }

  /** Work and its pictures; a refusal or a question is the person's own business. */
  function isPublic({ slot, progress, images }: Message): boolean {
    const work = progress !== undefined || images.length > 0
    return deps.publicResults && work && (slot?.startsWith('generation:') ?? false)
  }

  /** Where others read along nobody's pictures and nothing personal is shown: a word, and a button that brings the rest. */
  function amongOthers(message: Message): Message {
    if (isPublic(message)) return message
    const [kind, id] = message.slot?.split(':') ?? []
    if (kind !== 'generation')
      throw new Fault('undeliverable', 'What concerns one person alone is not said among others.')
    const say = deps.say(message.language ?? '')
    const button = { action: `show:${id}`, label: say('texts.showButton'), tone: 'primary' as const }
    const { text, buttons } = message.elsewhere ?? { text: say('texts.newsElsewhere'), buttons: [[button]] }
    return { text, buttons, images: [] }
  }

  /** A new message in answer to an interaction: what its deferral has left, or one more. */
  function replyPut(address: Address, message: Message, waiting: boolean, signal: AbortSignal): Put {
    const { app = '', token = '', shared, original, channel } = address
    const until = Number(address.until ?? clock.now() + DISCORD.replyMs)
    const hidden = shared !== undefined && !isPublic(message)
    let filling = waiting && !(hidden && original === 'open')
    let clearing = waiting && !filling
    return async (body, files) => {
      // What others would read is taken away, and said to the person alone.
      if (clearing) await remove(app, token, '@original', signal)
      clearing = false
      const route: RouteLike = filling
        ? Routes.webhookMessage(app, token, '@original')
        : Routes.webhook(app, token)
      const flags = filling || !hidden ? body.flags : body.flags | MessageFlags.Ephemeral
      const { id } = await api.reply<{ id: string }>(filling ? 'PATCH' : 'POST', route, {
        body: { ...body, flags },
        signal,
        ...(files.length > 0 && { files }),
        ...(!filling && { query: { wait: 'true' } }),
      })
      const open = shared !== undefined && (filling ? original === 'open' : !hidden)
      filling = false
      // What the person alone sees in a channel is known by its token only.
      const named = shared === undefined || open ? channel : undefined
      return { kind: 'reply', app, token, message: id, until, channel: named, open }
    }
  }

  function channelPut(channel: string, name: string, open: boolean, signal: AbortSignal): Put {
    let part = 0
    return async (body, files) => {
      // Discord makes no second message of the same nonce within minutes, and answers the first one, as it then was.
      const once = { nonce: nonceOf(`${name}:${part++}`), enforce_nonce: true }
      const more = { signal, ...(files.length > 0 && { files }) }
      const { id, ...shown } = await api.call<{ id: string } & Shown>(
        'POST',
        Routes.channelMessages(channel),
        {
          body: { ...body, ...once },
          ...more,
        },
      )
      if (!isSame(shown, body)) await api.call('PATCH', Routes.channelMessage(channel, id), { body, ...more })
      return { kind: 'channel', channel, message: id, open }
    }
  }

  /** Takes a message away; one that is gone already is as good. */
  async function remove(app: string, token: string, message: string, signal: AbortSignal): Promise<void> {
    await api.reply('DELETE', Routes.webhookMessage(app, token, message), { signal }).catch(unlessGone)
  }

  async function takeAway(sent: Sent, signal: AbortSignal): Promise<void> {
    if (sent.kind === 'reply') return remove(sent.app, sent.token, sent.message, signal)
    const route = Routes.channelMessage(sent.channel, sent.message)
    await api.call('DELETE', route, { signal }).catch(unlessGone)
  }

  /** Whether the deferral's message still waits to be filled, also after a crash. */
  async function isWaiting(
    { app = '', token = '', original }: Address,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (!original) return false
    const route = Routes.webhookMessage(app, token, '@original')
    const message = await api.reply<{ flags?: number }>('GET', route, { signal }).catch(unlessGone)
    return ((message?.flags ?? 0) & MessageFlags.Loading) !== 0
  }

  async function directChannel(user: string, signal: AbortSignal): Promise<string> {
    const held = channels.get(user)
    if (held) return held
    const { id } = await api.call<{ id: string }>('POST', Routes.userChannels(), {
      body: { recipient_id: user },
      signal,
    })
    channels.set(user, id)
    return id
  }

  /**
   * A new message at one address. `index` is its place among the answers of an event; undefined for a delivery. `name`
   * tells it from others, so that a second try makes no second message.
   */
  async function sendNew(
    address: Address,
    message: Message,
    { index, name, signal }: { index?: number; name: string; signal: AbortSignal },
  ): Promise<MessageRef> {
    const { at, channel = '', user = '', token = '', shared } = address
    // Among others only the end of it is worth a message.
    if (at === 'channel' && shared && message.progress && !isPublic(message)) return { later: '1' }
    try {
      if (at === 'reply') {
        await deferrals.met(token)
        if (Number(address.until) < clock.now()) throw over()
        if (address.limited && (index ?? 0) > DISCORD.followUpsAlone)
          throw new Fault('undeliverable', 'An app that is no member of a server has few words there.')
        const fill =
          index === undefined ? await isWaiting(address, signal) : index === 0 && Boolean(address.original)
        const ref = await write(address, message, replyPut(address, message, fill, signal), false)
        deferrals.note(token)
        return ref
      }
      const to = at === 'direct' ? await directChannel(user, signal) : channel
      const open = at === 'channel' && shared !== undefined
      return await write(address, message, channelPut(to, name, open, signal), false)
    } catch (error) {
      throw discordFault(error)
    }
  }

  /** Edits what a name stands for; null when that is impossible for ever, so that a new message has to take its place. */
  async function edit(
    address: Address,
    sent: Sent,
    message: Message,
    signal: AbortSignal,
  ): Promise<MessageRef | null> {
    const put: Put = async (body, files) => {
      const options = { body, signal, ...(files.length > 0 && { files }) }
      if (sent.kind === 'channel')
        await api.call('PATCH', Routes.channelMessage(sent.channel, sent.message), options)
      else await api.reply('PATCH', Routes.webhookMessage(sent.app, sent.token, sent.message), options)
      return sent
    }
    try {
      return await write(address, message, put, true)
    } catch (error) {
      const fault = discordFault(error)
      if (isGone(fault)) return null
      throw fault
    }
  }

  return {
    async send(address, message, ref, signal) {
      const name = message.slot ?? JSON.stringify(message)
      if (!ref || ref.later) return sendNew(address, message, { name, signal })
      // A message that only its token could edit, after the token's time: what comes next stands on the next rung.
      let last = over()
      for (const sent of fromRef(ref, clock.now())) {
        try {
          // Of a message that others read, its channel's own rung says what may stand there.
          if (!sent.open || isPublic(message) || address.at === 'channel') {
            const edited = await edit(address, sent, message, signal)
            return (
              edited ?? (await sendNew(address, message, { name: `${name} after ${sent.message}`, signal }))
            )
          }
          await takeAway(sent, signal)
          return await sendNew(address, message, { name, signal })
        } catch (error) {
          last = discordFault(error)
          // The next change is on its way already, and the result is not dropped.
          if (last.code === 'busy' && message.progress) return ref
          if (last.code !== 'undeliverable') throw last
        }
      }
      throw last
    },

    async answer(incoming, message, index, signal) {
      const { act, replyTo, eventId } = incoming
      const [first] = replyTo.rungs
      if (act.type === 'press' && message.inPlace && first) {
        await deferrals.met(first.address.token ?? '')
        for (const sent of fromRef(act.from, clock.now())) {
          const ref = await edit(first.address, sent, message, signal).catch(undeliverable)
          if (!ref) continue
          deferrals.note(first.address.token ?? '')
          return ref
        }
      }
      let last = new Fault('undeliverable', 'No address is left.')
      for (const { address, expiresAt } of replyTo.rungs) {
        if (expiresAt !== undefined && expiresAt < clock.now()) continue
        try {
          return await sendNew(address, message, { index, name: `${eventId}:${index}`, signal })
        } catch (error) {
          last = discordFault(error)
          if (last.code !== 'undeliverable') throw last
        }
      }
      throw last
    },

    async remove(ref, signal) {
      const names = fromRef(ref, clock.now())
      for (const sent of names) if (await takeAway(sent, signal).then(() => true, undeliverable)) return
    },
  }
}

function over(): Fault {
  return new Fault('undeliverable', 'The time of the interaction is over.')
}
