/** Decides what stands where: messages are sent, edited into others, or replaced, so that one is left. */
import { createHash } from 'node:crypto'
import { TELEGRAM } from '../../config/limits.js'
import { Fault, toFault } from '../../core/errors.js'
import {
  type Booth,
  type Incoming,
  type Message,
  type MessageRef,
  showsSomebody,
} from '../../core/platform.js'
import type { Log } from '../../core/ports.js'
import type { Say } from '../../core/say.js'
import { ClipTooLarge, isSolid, withoutTooLarge } from '../clips.js'
import type { ResolveLink } from '../links.js'
import { Dropped, Refused } from './calls.js'
import { createLedger } from './ledger.js'
import type { Address, Outbound } from './outbound.js'
import { isGroup } from './pace.js'
import { renderMessage } from './render.js'
import { fromRef, type Sent, type SentPart, toRef } from './sent.js'
import type { Invoices } from './stars/invoices.js'

export interface Talk {
  /** As `Bot.send`. */
  send(address: Address, message: Message, ref: MessageRef | null, signal: AbortSignal): Promise<MessageRef>
  /** As `Bot.answer`. */
  answer(incoming: Incoming, message: Message, index: number, signal: AbortSignal): Promise<MessageRef>
  /** As `Bot.remove`. */
  remove(ref: MessageRef, signal: AbortSignal): Promise<void>
}

export interface TalkDeps {
  outbound: Outbound
  links: ResolveLink
  invoices: Invoices
  booth: Pick<Booth, 'unreachable'>
  log: Log
  say: (language: string) => Say
  publicResults: boolean
  /** The bot's own name, for links to the private chat. */
  username: () => string
}

/** Builds it over what writes. */
export function createTalk(deps: TalkDeps): Talk {
  const { outbound, log } = deps
  /** What took a message's place, for a second try with the first one's name, and what of it was still to be removed. */
  const replaced = createLedger<{ now: Sent; stale: SentPart[] }>(TELEGRAM.replacedKept)
  /** Answers that were given, for an event that is handled again because a later one of them could not be. */
  const given = createLedger<MessageRef>(TELEGRAM.replacedKept)
  /** Groups that became supergroups. */
  const moved = createLedger<string>(TELEGRAM.replacedKept)

  async function send(
    address: Address,
    message: Message,
    ref: MessageRef | null,
    signal: AbortSignal,
  ): Promise<MessageRef> {
    try {
      return toRef(await show(address, message, fromRef(ref), signal))
    } catch (error) {
      const smaller = lighter(message, error)
      if (smaller) return send(address, smaller, ref, signal)
      if (error instanceof Refused && error.refusal.kind === 'moved') {
        moved.note(address.chat ?? '', error.refusal.chat)
        return toRef(await show(address, message, null, signal).catch(rethrow))
      }
      const fault = asFault(error)
      if (fault.code === 'undeliverable') await noteDead(address)
      throw fault
    }
  }

  /** The message without what was too large for Telegram; null when that was not the trouble. */
  function lighter(message: Message, error: unknown): Message | null {
    const refused = error instanceof Refused && error.refusal.kind === 'large'
    if (!(refused || error instanceof ClipTooLarge) || !message.images.some(isSolid)) return null
    const sentence = deps.say(message.language ?? 'en')('texts.videoTooLarge')
    return withoutTooLarge(message, sentence, error instanceof ClipTooLarge ? error.imageId : undefined)
  }

  async function noteDead({ chat, aside }: Address): Promise<void> {
    // Who never opened a private chat, or closed it, may well read in the group.
    if (!chat || aside || isGroup(chat)) return
    await deps.booth
      .unreachable({ platform: 'telegram', tenant: '', userId: chat })
      .catch(error => log.warn('a blocked account could not be noted', { code: toFault(error).code }))
  }

  async function show(
    address: Address,
    message: Message,
    ref: Sent | null,
    signal: AbortSignal,
  ): Promise<Sent> {
    const name = ref && JSON.stringify(toRef(ref))
    const follower = name === null ? undefined : replaced.find(name)
    const before = follower?.now ?? ref
    const there = before?.chat ?? moved.find(address.chat ?? '') ?? address.chat
    if (!there) throw new Fault('undeliverable', 'The address names no chat.')
    // Another chat than the address's has other messages to reply to.
    const at = { ...(there === address.chat ? address : {}), chat: there }
    const say = deps.say(message.language ?? 'en')
    const alone = showsSomebody(message) || message.personal === true
    const hidden = isGroup(there) && alone && !isPublic(message)
    const shown = hidden ? elsewhere(message, say) : await deps.links(message)
    const { link } = shown
    const opened = await outbound.open(shown.images)
    const invoices = await deps.invoices(shown.buttons, signal)
    const { parts, lost } = renderMessage(
      { ...shown, images: shown.images.filter(({ imageId }) => opened.has(imageId)) },
      {
        fullQuality: say('texts.fileButton'),
        invoices,
        ...(link?.url && { link: { label: link.label, url: link.url } }),
        ...(hidden && {
          link: { label: say('texts.openChatButton'), url: `https://t.me/${deps.username()}` },
        }),
      },
    )
    if (lost > 0) log.error('buttons were left out that Telegram would refuse', { lost })
    if (message.progress || opened.size > 0) {
      const video = [...opened.values()].some(picture => picture.video)
      outbound.busy(at, video ? 'video' : opened.size > 0 ? 'picture' : 'words')
    }

    const sent: SentPart[] = []
    const options = { opened, signal, dispensable: before !== null && message.progress !== undefined }
    try {
      for (const part of parts) {
        const old = before?.parts[sent.length]
        const edited = old && (await outbound.edit(there, old, part, options))
        if (!edited) break
        sent.push(edited)
      }
      const stale = [...(follower?.stale ?? []), ...(before?.parts.slice(sent.length) ?? [])]
      // A picture that is to be seen no more goes first; otherwise something is to be seen at every moment.
      const hides = parts.every(({ kind }) => kind === 'text') && stale.some(({ kind }) => kind !== 'text')
      if (hides) for (const part of stale) await outbound.remove(there, part, signal)
      for (const part of parts.slice(sent.length))
        sent.push(await outbound.post(at, part, { opened, signal }))
      const now = { chat: there, parts: sent }
      if (name !== null && (follower || stale.length > 0)) replaced.note(name, { now, stale })
      if (!hides) for (const part of stale) await outbound.remove(there, part, signal)
      if (name !== null && stale.length > 0) replaced.note(name, { now, stale: [] })
      return now
    } catch (error) {
      // What comes next says it better.
      if (error instanceof Dropped && before) return before
      throw error
    }
  }

  /** In a group nobody's pictures are shown but with their leave: words and the way to the private chat stand for them. */
  function elsewhere(message: Message, say: Say): Message {
    const { text, buttons } = message.elsewhere ?? { text: say('texts.onlyInPrivate'), buttons: [] }
    return { text, buttons, images: [] }
  }

  function isPublic({ slot }: Message): boolean {
    return deps.publicResults && (slot?.startsWith('generation:') ?? false)
  }

  async function answer(
    incoming: Incoming,
    message: Message,
    index: number,
    signal: AbortSignal,
  ): Promise<MessageRef> {
    const name = nameOf(incoming, message, index)
    const before = given.find(name)
    if (before) return before
    const addresses = incoming.replyTo.rungs.map(({ address }) => address)
    const pressed = incoming.act.type === 'press' && message.inPlace ? incoming.act.from : undefined
    const [first, ...others] = inOrder(addresses, pressed?.chat, message)
    if (!first) throw new Fault('undeliverable', 'The event names no address.')
    try {
      const ref = await send(first, message, pressed ?? null, signal)
      given.note(name, ref)
      if (first.aside && index === 0 && incoming.act.type !== 'press')
        await pointAside(others, message, signal)
      return ref
    } catch (error) {
      const [next] = others
      if (!next || toFault(error).code !== 'undeliverable') throw error
      const ref = await send(next, message, null, signal)
      given.note(name, ref)
      return ref
    }
  }

  /** Where the button was pressed; else what is about a person's pictures to them alone, and words where they were asked for. */
  function inOrder(addresses: Address[], pressedIn: string | undefined, message: Message): Address[] {
    const personal = (message.slot !== undefined || showsSomebody(message)) && !isPublic(message)
    const rank = (address: Address) => {
      if (pressedIn !== undefined) return address.chat === pressedIn ? 0 : 1
      return (address.aside !== undefined) === personal ? 0 : 1
    }
    return [...addresses].sort((a, b) => rank(a) - rank(b))
  }

  /** Says in the group that the answer is in the private chat; goes without saying when that cannot be done. */
  async function pointAside([group]: Address[], message: Message, signal: AbortSignal): Promise<void> {
    if (!group) return
    const text = deps.say(message.language ?? 'en')('texts.answeredInPrivate')
    const [part] = renderMessage({ text, buttons: [], images: [] }, { fullQuality: '' }).parts
    if (part) await outbound.post(group, part, { opened: new Map(), signal }).catch(() => {})
  }

  /** What has taken the message's place goes too, for a name that is older than what stands there. */
  async function remove(ref: MessageRef, signal: AbortSignal): Promise<void> {
    const sent = fromRef(ref)
    if (!sent) return
    const follower = replaced.find(JSON.stringify(toRef(sent)))
    for (const { chat, parts } of [sent, ...(follower ? [follower.now] : [])])
      for (const part of parts) await outbound.remove(chat, part, signal).catch(rethrow)
  }

  return { send, answer, remove }
}

/** The same words to the same event are said once. */
function nameOf({ eventId }: Incoming, { text, buttons }: Message, index: number): string {
  return createHash('sha256')
    .update(JSON.stringify([eventId, index, text, buttons]))
    .digest('base64url')
}

function asFault(error: unknown): Fault {
  if (error instanceof Refused) return new Fault('bug', error.message)
  return toFault(error)
}

function rethrow(error: unknown): never {
  throw asFault(error)
}
