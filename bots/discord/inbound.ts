/** From Discord's payloads to an `Incoming`. Pure: the time is handed in. */
import { DISCORD, WEB } from '../../config/limits.js'
import {
  type Act,
  type Incoming,
  joinOptions,
  type MessageRef,
  type PhotoSource,
} from '../../core/platform.js'
import { cleanText } from '../clean.js'
import { directTarget, ladder, type Spot } from './address.js'
import { FORM, readAction } from './buttons.js'
import { FORM_FIELDS } from './form.js'
import type { Attachment, Command, Completion, DirectMessage, Form, Interaction, Press } from './payload.js'

/** Whoever may do either speaks for the server. */
const ADMINISTRATOR = 1n << 3n
const MANAGE_GUILD = 1n << 5n

/** What reading an event needs to know. */
export interface Self {
  now: number
  publicResults: boolean
  /** The name of the menu that stands at messages. */
  menu: string
  /** Commands that make pictures: these may be asked for where everybody sees the result. */
  makesPictures: ReadonlySet<string>
  /** The names of the options of each command, in their order. */
  options: ReadonlyMap<string, readonly string[]>
}

/** How an event is to be met at once: a message to be filled, or a button that stops spinning. */
export interface Deferral {
  id: string
  token: string
  app: string
  as: 'message' | 'update'
  /** Nobody but the person sees what fills it. */
  hidden: boolean
}

export type Inbound =
  | { kind: 'event'; incoming: Incoming; deferral?: Deferral }
  | {
      kind: 'completion'
      id: string
      token: string
      command: string
      option: string
      typed: string
      language: string
    }
  /** Somebody wants the form. */
  | { kind: 'form'; id: string; token: string; language: string }
  | { kind: 'nothing' }

/** What an interaction means. */
export function readInteraction(interaction: Interaction, self: Self): Inbound {
  switch (interaction.type) {
    case 2:
      return readCommand(interaction, self)
    case 3:
      return readPress(interaction, self)
    case 4:
      return readCompletion(interaction)
    case 5:
      return readForm(interaction, self)
  }
}

function readCommand(payload: Command, self: Self): Inbound {
  const { data } = payload
  const menu = data.type === 3
  const name = menu ? 'portrait' : clean(data.name, 32)
  if (menu && data.name !== self.menu) return { kind: 'nothing' }
  const value = (wanted: (option: Command['data']['options'][number]) => boolean) =>
    data.options.find(wanted)?.value
  const argument = menu ? '' : clean(argumentOf(data, self.options.get(name)), WEB.argumentChars)
  const act: Act = { type: 'command', name, argument }
  const hidden = !self.publicResults || !self.makesPictures.has(name)
  if (menu) {
    const message = data.resolved?.messages?.[data.target_id ?? '']
    const mine = message?.author.id === userOf(payload)
    return event(payload, self, 'message', hidden, withPhotos(message?.attachments ?? [], act, mine))
  }
  const photo = data.resolved?.attachments?.[String(value(({ type }) => type === 11) ?? '')]
  // Core says what is wrong with a file that is no photo: here nothing but its sender's word is known.
  return event(payload, self, 'message', hidden, { act, photos: photo ? [sourceOf(photo)] : [] })
}

/** What was filled in, in the order of the table and not of the filling. */
function argumentOf({ options }: Command['data'], order: readonly string[] = []): string {
  const texts = options.filter(({ type }) => type === 3)
  const named = Object.fromEntries(texts.map(({ name, value }) => [name, String(value ?? '')]))
  return joinOptions(order.length > 0 ? order : texts.map(({ name }) => name), named)
}

function readPress(payload: Press, self: Self): Inbound {
  const pressed = readAction(payload.data.custom_id)
  if (!pressed) return { kind: 'nothing' }
  const user = userOf(payload)
  const owner = pressed.owner ?? payload.message.interaction_metadata?.user.id
  const { locale } = payload
  if (owner !== undefined && owner !== user)
    return event(payload, self, 'update', true, {
      act: { type: 'unusable', notice: 'not_your_button' },
      photos: [],
    })
  if (pressed.action === FORM)
    return { kind: 'form', id: payload.id, token: payload.token, language: locale ?? '' }
  const act: Act = { type: 'press', action: clean(pressed.action, 64), from: refOf(payload, self.now) }
  return event(payload, self, 'update', true, { act, photos: [] })
}

/** The pressed message: by this press's token, and by its channel where it is not for one person alone. */
function refOf({ application_id: app, token, message, channel_id }: Press, now: number): MessageRef {
  const channel = message.channel_id ?? channel_id
  const ephemeral = (message.flags & 64) !== 0
  return {
    app,
    token,
    reply: '@original',
    until: String(now + DISCORD.replyMs),
    ...(channel && !ephemeral && { channel, message: message.id }),
  }
}

function readForm(payload: Form, self: Self): Inbound {
  const { data } = payload
  if (data.custom_id !== FORM) return { kind: 'nothing' }
  const values = (id: string) =>
    data.components.find(({ component }) => component?.custom_id === id)?.component?.values ?? []
  const files = values(FORM_FIELDS.photo).flatMap(id => data.resolved?.attachments?.[id] ?? [])
  const [style = ''] = values(FORM_FIELDS.style)
  const typed = data.components.find(({ component }) => component?.custom_id === FORM_FIELDS.prompt)
  const chosen = joinOptions(['style', 'prompt'], { style, prompt: typed?.component?.value ?? '' })
  const act: Act = { type: 'command', name: 'portrait', argument: clean(chosen, WEB.argumentChars) }
  const hidden = !self.publicResults
  return event(payload, self, 'message', hidden, withPhotos(files, act, true))
}

function readCompletion(payload: Completion): Inbound {
  const { id, token, data, locale } = payload
  const focused = data.options.find(option => option.focused)
  return {
    kind: 'completion',
    id,
    token,
    command: data.name,
    option: focused?.name ?? '',
    typed: String(focused?.value ?? ''),
    language: locale ?? '',
  }
}

/** Words and photos in the direct channel; null for what a bot wrote or what stands in a server. */
export function readMessage(message: DirectMessage): Incoming | null {
  const { id, channel_id: channel, author, attachments } = message
  if (message.guild_id || author.bot || (message.type !== 0 && message.type !== 19)) return null
  const act = readText(message.content.trim())
  const base = {
    platform: 'discord' as const,
    eventId: `m:${id}`,
    account: { tenant: '', userId: author.id },
    place: { kind: 'private' as const },
    replyTo: directTarget(channel, author.id),
  }
  if (attachments.length === 0) return { ...base, act, photos: [] }
  return { ...base, ...withPhotos(attachments, act, true, { channel, message: id }) }
}

const COMMAND = /^\/([a-z0-9_]{1,32})(?:\s+([\s\S]*))?$/i

function readText(text: string): Act {
  const [, name, argument = ''] = COMMAND.exec(text) ?? []
  if (!name) return { type: 'text', text: clean(text, 4_000) }
  return { type: 'command', name: name.toLowerCase(), argument: clean(argument.trim(), WEB.argumentChars) }
}

function event(
  payload: Command | Press | Form,
  self: Self,
  as: Deferral['as'],
  hiddenAmongOthers: boolean,
  said: Pick<Incoming, 'act' | 'photos'>,
): Inbound {
  const user = userOf(payload)
  if (!user) return { kind: 'nothing' }
  const { id, token, application_id: app, locale } = payload
  const spot = spotOf(payload, user)
  const hidden = hiddenAmongOthers && !spot.alone
  const original = as === 'update' ? null : hidden || spot.alone ? 'hidden' : 'open'
  return {
    kind: 'event',
    deferral: { id, token, app, as, hidden },
    incoming: {
      platform: 'discord',
      eventId: `i:${id}`,
      account: { tenant: '', userId: user, ...(locale && { language: locale }) },
      place: placeOf(payload, spot),
      replyTo: ladder(spot, original, self.now),
      ...said,
    },
  }
}

/** `team` is the server, where it is in one. */
function placeOf({ guild_id: tenant, member }: Command | Press | Form, { alone }: Spot): Incoming['place'] {
  const kind = alone ? 'private' : 'shared'
  if (!tenant) return { kind }
  const admin = (BigInt(member?.permissions ?? 0) & (ADMINISTRATOR | MANAGE_GUILD)) !== 0n
  return { kind, team: { tenant, admin } }
}

function spotOf(payload: Command | Press | Form, user: string): Spot {
  const { context, guild_id: guild, channel } = payload
  const owners = payload.authorizing_integration_owners
  return {
    app: payload.application_id,
    token: payload.token,
    user,
    channel: payload.channel_id ?? undefined,
    alone: context === undefined || context === null ? !guild && channel?.type === 1 : context === 1,
    // Key 0 names the server that the app is installed for; where nothing is told, servers are where bots live.
    member: Boolean(guild && (!owners || owners['0'] === guild)),
    fileBytes: payload.attachment_size_limit ?? undefined,
  }
}

function userOf({ member, user }: { member?: Command['member']; user?: Command['user'] }): string {
  return member?.user.id ?? user?.id ?? ''
}

function withPhotos(
  attachments: readonly Attachment[],
  act: Act,
  mine: boolean,
  message?: { channel: string; message: string },
): Pick<Incoming, 'act' | 'photos'> {
  // What Discord says about a type is the sender's word; only what is plainly something else is left out.
  const photos = attachments.filter(({ content_type: type }) => !type || type.startsWith('image/'))
  if (photos.length === 0) return { act: { type: 'unusable', notice: 'no_photo_there' }, photos: [] }
  if (!mine) return { act: { type: 'unusable', notice: 'not_your_photo' }, photos: [] }
  if (photos.length > DISCORD.formFiles)
    return { act: { type: 'unusable', notice: 'too_many_photos' }, photos: [] }
  return { act, photos: photos.map(photo => sourceOf(photo, message)) }
}

function sourceOf({ url }: Attachment, message: Record<string, string> = {}): PhotoSource {
  return { platform: 'discord', address: { url, ...message } }
}

/** Cut first: half a character at the end is cleaned away then. */
function clean(text: string, most: number): string {
  return cleanText(text.slice(0, most))
}
