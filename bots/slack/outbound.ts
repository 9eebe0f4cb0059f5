/** The only writer to Slack: messages in their places, edits, the form and the home page. */
import type { ModalView } from '@slack/types'
import { SLACK } from '../../config/limits.js'
import { slackWords } from '../../config/locales/slack/index.js'
import { Fault } from '../../core/errors.js'
import type { Booth, Incoming, Message, MessageRef } from '../../core/platform.js'
import type { Clock } from '../../core/ports.js'
import type { Say } from '../../core/say.js'
import { createBounded } from '../bounded.js'
import { withoutClips } from '../clips.js'
import type { Address } from './address.js'
import type { Api } from './api.js'
import type { Clips } from './clips.js'
import type { DirectChannel } from './direct.js'
import type { Doubts } from './doubts.js'
import { type Draft, refTo } from './draft.js'
import { isAway, isUneditable, slackFault } from './faults.js'
import type { Files } from './files.js'
import { renderHome } from './home.js'
import { patiently, unlessGone, unlessRefused } from './patience.js'
import { type Rendered, renderMessage, type ShownPicture } from './render.js'
import { postReply } from './reply.js'

export interface Outbound {
  /** As `Bot.answer`; goes down the rungs by itself, since an answer is given once. */
  answer(incoming: Incoming, message: Message, index: number, signal: AbortSignal): Promise<MessageRef>
  /** As `Bot.send`. */
  send(address: Address, message: Message, ref: MessageRef | null, signal: AbortSignal): Promise<MessageRef>
  /** As `Bot.remove`. */
  remove(ref: MessageRef, signal: AbortSignal): Promise<void>
  /** Opens the form for whoever just pressed something; Slack allows that for 3 s. */
  openForm(tenant: string, triggerId: string, view: ModalView): Promise<void>
  /** Draws a person's home page: at once without pictures, then with them. */
  publishHome(tenant: string, user: string, signal: AbortSignal): Promise<void>
}

export interface OutboundDeps {
  api: Api
  files: Files
  clips: Clips
  directChannel: DirectChannel
  doubts: Doubts
  booth: Pick<Booth, 'home' | 'unreachable'>
  say: (language: string) => Say
  isCommand: (name: string) => boolean
  publicResults: boolean
  clock: Clock
}

export function createOutbound(deps: OutboundDeps): Outbound {
  const { api, files, clips, directChannel, doubts, booth, isCommand } = deps
  /** Files that messages show, beside what their refs say: an answer that ends late brings a ref that is older than the message. */
  const shown = createBounded<string>(SLACK.knownFiles)

  function render(
    message: Message,
    owner: string,
    pictures: readonly ShownPicture[],
    help = false,
  ): Rendered {
    const say = deps.say(message.language ?? '')
    return renderMessage(message, {
      owner,
      isCommand,
      pictures,
      photoLabel: message.wantsPhoto || help ? say('texts.photoButton') : undefined,
      ...(help && { shortcuts: slackWords(say.language).shortcuts }),
    })
  }

  /** A message that can be edited. `thread` is where the talk went on. */
  async function post(at: Draft, channel: string, thread?: string): Promise<MessageRef> {
    const { tenant, message, signal } = at
    const pictures = await files.bring(tenant, message.images, signal)
    const rendered = render(message, at.user, pictures, at.help)
    const unfurl = { unfurl_links: false, unfurl_media: false }
    const sent = await files.whenReady(
      tenant,
      message.images,
      () =>
        doubts.once({ tenant, channel, name: at.name }, metadata =>
          api.with(tenant, client =>
            client.chat.postMessage({
              channel,
              ...rendered,
              ...unfurl,
              metadata,
              ...(thread && { thread_ts: thread }),
            }),
          ),
        ),
      signal,
    )
    if (!sent.ts) throw new Fault('unavailable', 'Slack did not name the message.')
    const ref = refTo(tenant, sent.channel, sent.ts, pictures)
    return sent.found ? edit(at, ref) : ref
  }

  async function edit(at: Draft, ref: MessageRef): Promise<MessageRef> {
    const { tenant, message, signal } = at
    const { channel = '', ts = '' } = ref
    const pictures = await files.bring(tenant, message.images, signal)
    const rendered = render(message, at.user, pictures, at.help)
    await files.whenReady(
      tenant,
      message.images,
      () => api.with(tenant, client => client.chat.update({ channel, ts, ...rendered })),
      signal,
    )
    const now = pictures.map(({ fileId }) => fileId)
    const before = new Set([ref.files, shown.get(`${channel}:${ts}`)].flatMap(ids => ids?.split(',') ?? []))
    shown.set(`${channel}:${ts}`, now.join(','))
    const gone = [...before].filter(id => id !== '' && !now.includes(id))
    await files.forget(tenant, gone)
    return refTo(tenant, channel, ts, pictures)
  }

  /** Through a response_url. What stands there can only be replaced where a button of it was pressed. */
  async function reply(at: Draft, url: string, how: { replace: boolean; thread?: string | undefined }) {
    const { tenant, message, signal } = at
    const pictures = await files.bring(tenant, message.images, signal)
    // Each use counts, so there is but one try.
    await files.settle(tenant, pictures, signal)
    const isPublic = at.isPublic && !message.progress
    await postReply(url, render(message, at.user, pictures, at.help), { ...how, public: isPublic, signal })
    return { tenant, url }
  }

  async function ephemeral(at: Draft, channel: string, thread?: string): Promise<MessageRef> {
    const { tenant, user, message, signal } = at
    const pictures = await files.bring(tenant, message.images, signal)
    const rendered = render(message, user, pictures, at.help)
    await files.whenReady(
      tenant,
      message.images,
      () =>
        api.with(tenant, client =>
          client.chat.postEphemeral({ channel, user, ...rendered, ...(thread && { thread_ts: thread }) }),
        ),
      signal,
    )
    return { tenant, only: channel }
  }

  /** A new message at one address. */
  async function sendNew(
    address: Address,
    message: Message,
    signal: AbortSignal,
    name: string,
    help = false,
  ) {
    const { at, tenant = '', user = '', channel = '', thread, url = '' } = address
    const among = at === 'reply' || at === 'ephemeral'
    const isPublic = among && deps.publicResults && Boolean(message.slot?.startsWith('generation:'))
    const draft: Draft = { tenant, user, message, signal, name, help, isPublic }
    if (isPublic) {
      const ref = await unlessGone(post(draft, channel, thread))
      if (ref) return ref
    }
    if (at === 'channel') return post(draft, channel, thread)
    if (at === 'direct') return post(draft, await directChannel(tenant, user))
    // A command in the direct channel with the app is no different from what is written there.
    if (channel.startsWith('D') && (await unlessGone(directChannel(tenant, user))) === channel)
      return post(draft, channel, thread)
    if (at === 'reply') return reply(draft, url, { replace: false, thread })
    if (at === 'ephemeral') return ephemeral(draft, channel, thread)
    throw new Fault('undeliverable', 'The address is none of this platform.')
  }

  /** Notices when the person, and not just one address, is out of reach. */
  async function noticing<T>(tenant: string, user: string, work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      const fault = slackFault(error)
      if (user && isAway(fault)) await booth.unreachable({ platform: 'slack', tenant, userId: user })
      throw fault
    }
  }

  /** Edits what a ref names; null when that is impossible for ever, so that a new message has to take its place. */
  async function change(draft: Draft, ref: MessageRef): Promise<MessageRef | null> {
    if (!ref.ts) return null
    try {
      return await edit(draft, ref)
    } catch (error) {
      const fault = slackFault(error)
      if (isUneditable(fault)) return null
      // The next change is on its way already, and the result is not dropped.
      if (fault.code === 'busy' && draft.message.progress) return ref
      throw fault
    }
  }

  async function answer(
    incoming: Incoming,
    message: Message,
    index: number,
    signal: AbortSignal,
  ): Promise<MessageRef> {
    const { act, account, replyTo } = incoming
    const help = act.type === 'command' && act.name === 'help'
    const { tenant, userId: user } = account
    const name = `${incoming.eventId}:${index}`
    const draft = { tenant, user, message, signal, name, help, isPublic: false }
    const from = act.type === 'press' && message.inPlace ? act.from : undefined
    if (from?.ts) {
      const ref = await change(draft, from)
      if (ref) return ref
    }
    if (from?.url) {
      const ref = await unlessGone(reply(draft, from.url, { replace: true }))
      if (ref) return ref
    }
    let last = new Fault('undeliverable', 'No address is left.')
    for (const { address, expiresAt } of replyTo.rungs) {
      if (expiresAt !== undefined && expiresAt < deps.clock.now()) continue
      try {
        return await sendNew(address, message, signal, name, help)
      } catch (error) {
        last = slackFault(error)
        if (last.code !== 'undeliverable') throw last
      }
    }
    throw last
  }

  async function send(address: Address, message: Message, ref: MessageRef | null, signal: AbortSignal) {
    const name = `${message.slot}`
    if (!ref) return sendNew(address, message, signal, name)
    const { tenant = '', user = '' } = address
    const draft = { tenant, user, message, signal, name, help: false, isPublic: false }
    const changed = await change(draft, ref)
    if (changed) return changed
    // What only the person sees cannot be edited: progress is left out, and the result comes as a message of its own.
    if (message.progress && !ref.ts) return ref
    return sendNew(address, message, signal, name)
  }

  return {
    answer: (incoming, message, index, signal) => {
      const { tenant, userId: user } = incoming.account
      const address = { ...incoming.replyTo.rungs[0]?.address, tenant, user }
      const reel = {
        address,
        message,
        name: message.slot ?? `${incoming.eventId}:${index}`,
        ref: null,
        signal,
      }
      const give = () => clips.around(reel, lighter => answer(incoming, lighter, index, signal))
      return noticing(tenant, user, patiently(give, signal))
    },
    send(address, message, ref, signal) {
      const reel = { address, message, name: `${message.slot}`, ref, signal }
      const give = clips.around(reel, (lighter, known) => send(address, lighter, known, signal))
      return noticing(address.tenant ?? '', address.user ?? '', give)
    },

    async remove({ tenant = '', channel = '', ts, files: pictures = '', clips: videos = '' }) {
      const ids = [pictures, videos, shown.get(`${channel}:${ts}`) ?? ''].flatMap(all => all.split(','))
      if (ts) await unlessRefused(api.with(tenant, client => client.chat.delete({ channel, ts })))
      for (const file of new Set(ids.filter(id => id !== '')))
        await unlessRefused(api.with(tenant, client => client.files.delete({ file })))
    },

    async openForm(tenant, triggerId, view) {
      await api.with(tenant, client => client.views.open({ trigger_id: triggerId, view }))
    },

    async publishHome(tenant, user, signal) {
      const home = await booth.home({ platform: 'slack', tenant, userId: user })
      // A page has no place for files.
      const messages = home.map(message => withoutClips(message, ''))
      const publish = (pictures: readonly ShownPicture[]) =>
        api.with(tenant, client =>
          client.views.publish({
            user_id: user,
            view: renderHome(messages, { owner: user, isCommand, pictures, say: deps.say }),
          }),
        )
      await publish([])
      const images = messages.flatMap(message => message.images).slice(0, SLACK.homePictures)
      const pictures = await files.bring(tenant, images, signal)
      if (pictures.length > 0) await files.whenReady(tenant, images, () => publish(pictures), signal)
    },
  }
}
