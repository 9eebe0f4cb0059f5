/** From Slack's payloads to an `Incoming`. Pure: the time is handed in. */
import { createHash } from 'node:crypto'
import { SLACK, TEXT } from '../../config/limits.js'
import type { Act, Incoming, MessageRef, PhotoSource } from '../../core/platform.js'
import { cleanText } from '../clean.js'
import { channelOf, direct, ladder, type Spot } from './address.js'
import { readForm } from './form.js'
import {
  type Command,
  type MessageEvent,
  type MessageShortcut,
  type Press,
  type SlackFile,
  type Submission,
  tenantOf,
} from './payload.js'

export interface Inbound {
  /** Words that are commands even without a slash. */
  isCommand(name: string): boolean
  now: number
}

/** `/pixbooth noir …`: the first word is the command; without one it is help. */
export function fromCommand(payload: Command, { now }: Inbound): Incoming {
  const spot = {
    tenant: tenantOf(payload),
    user: payload.user_id,
    channel: payload.channel_id,
    url: payload.response_url,
  }
  return {
    ...frame(`command:${payload.trigger_id}`, spot),
    place: placeOf('shared', spot),
    replyTo: ladder(spot, now),
    act: commandOf(payload.text) ?? { type: 'command', name: 'help', argument: '' },
  }
}

/** A button of the booth's, or one of the bot's own that says a command; null for what is neither. */
export function fromPress(payload: Press, { now }: Inbound): Incoming | null {
  const [pressed] = payload.actions
  const act = pressed && actOf(pressed, payload)
  if (!act) return null
  const { spot, home } = spotOfPress(payload)
  return {
    ...frame(`press:${payload.trigger_id}`, spot),
    place: placeOf(home ? 'private' : 'shared', spot),
    replyTo: home ? { platform: 'slack', rungs: [direct(spot)] } : ladder(spot, now),
    act,
  }
}

/** Where a button was pressed; `home` is the app's own page, which has no place for answers. */
export function spotOfPress(payload: Press): { spot: Spot; home: boolean } {
  const { container, channel, response_url: url } = payload
  const spot = { tenant: tenantOf(payload), user: payload.user.id }
  if (payload.view || container.type === 'view' || !channel) return { spot, home: true }
  return { spot: { ...spot, channel: channel.id, thread: container.thread_ts, url }, home: false }
}

function actOf(pressed: Press['actions'][number], payload: Press): Act | null {
  const owner = /^\d+:([^:]+)/.exec(pressed.block_id)?.[1]
  const [kind] = pressed.action_id.split(':', 1)
  if (kind !== 'press' && kind !== 'command') return null
  if (owner !== undefined && owner !== payload.user.id) return { type: 'unusable', notice: 'not_your_button' }
  const value = cleanText(pressed.value ?? '')
  if (kind === 'command') return { type: 'command', name: value.slice(0, 32), argument: '' }
  const from = refOf(payload)
  return { type: 'press', action: value.slice(0, 64), ...(from && { from }) }
}

/** The pressed message by Slack's name for it. What only one person sees can be replaced by its response_url alone. */
function refOf({ container, channel, response_url: url, ...payload }: Press): MessageRef | undefined {
  if (!channel || !container.message_ts || payload.view) return undefined
  const tenant = tenantOf(payload)
  if (container.is_ephemeral) return url ? { tenant, url } : undefined
  return { tenant, channel: channel.id, ts: container.message_ts }
}

/** The message menu: photos of that message, when the person sent them. */
export function fromMessageShortcut(payload: MessageShortcut, { now }: Inbound): Incoming {
  const { message, channel, response_url: url, user } = payload
  const tenant = tenantOf(payload)
  const files = picturesOf(message.files ?? [])
  const spot = { tenant, user: user.id, channel: channel.id, thread: message.thread_ts, url }
  return {
    ...frame(`shortcut:${payload.trigger_id}`, spot),
    place: placeOf('shared', spot),
    replyTo: ladder(spot, now),
    ...withPhotos(
      files,
      tenant,
      { type: 'command', name: 'portrait', argument: '' },
      message.user === user.id,
    ),
  }
}

/** The form: a portrait in the style that was chosen, from the photos that were put in. */
export function fromForm(payload: Submission, { now }: Inbound): Incoming {
  const { files, argument, from } = readForm(payload)
  const tenant = tenantOf(payload)
  const spot = { tenant, user: payload.user.id, ...from }
  const fresh = from.url !== undefined && (from.at ?? 0) + SLACK.replyMs > now
  return {
    ...frame(`form:${payload.view.id}`, spot),
    place: placeOf(from.channel ? 'shared' : 'private', spot),
    replyTo: from.channel
      ? // Several photos would use the one response_url up at once.
        ladder({ ...spot, url: fresh && files.length === 1 ? from.url : undefined }, from.at ?? now)
      : { platform: 'slack', rungs: [direct(spot)] },
    ...withPhotos(picturesOf(files), tenant, {
      type: 'command',
      name: 'portrait',
      argument: cleanText(argument).slice(0, TEXT.argumentChars),
    }),
  }
}

/** What was written or sent in the direct channel; null for what the person did not say. */
export function fromMessage(payload: MessageEvent, { isCommand }: Inbound): Incoming | null {
  const { event } = payload
  const said = event.subtype === undefined || event.subtype === 'file_share'
  if (event.channel_type !== 'im' || !said || event.bot_id || !event.user) return null
  const tenant = tenantOf(payload)
  const spot = { tenant, user: event.user, channel: event.channel, thread: event.thread_ts }
  const files = event.files ?? []
  const text = cleanText(unescaped(event.text ?? '')).trim()
  const [first = ''] = text.split(/\s/, 1)
  const spoken =
    first.startsWith('/') || isCommand(first.toLowerCase())
      ? commandOf(text.replace(/^\/(pixbooth\b\s*)?/i, ''))
      : undefined
  const act = spoken ?? { type: 'text' as const, text: text.slice(0, 4_000) }
  const base = {
    // The same message may also be told by the event of its file; its own name tells that it is one.
    ...frame(`message:${tenant}:${event.channel}:${event.ts}`, spot),
    place: placeOf('private', spot),
    replyTo: { platform: 'slack' as const, rungs: [channelOf(spot)] },
  }
  if (files.length === 0) return { ...base, act, photos: [] }
  return { ...base, ...withPhotos(picturesOf(files), tenant, act) }
}

/** Files that can be photos, or whose type Slack does not tell yet. */
export function picturesOf(files: readonly SlackFile[]): SlackFile[] {
  return files.filter(({ mimetype }) => !mimetype || mimetype.startsWith('image/'))
}

function withPhotos(
  files: readonly SlackFile[],
  tenant: string,
  act: Act,
  mine = true,
): Pick<Incoming, 'act' | 'photos'> {
  if (files.length === 0) return { act: { type: 'unusable', notice: 'no_photo_there' }, photos: [] }
  if (!mine) return { act: { type: 'unusable', notice: 'not_your_photo' }, photos: [] }
  if (files.length > SLACK.formFiles)
    return { act: { type: 'unusable', notice: 'too_many_photos' }, photos: [] }
  return { act, photos: files.map(file => sourceOf(file, tenant)) }
}

function sourceOf(file: SlackFile, tenant: string): PhotoSource {
  const url = file.url_private_download ?? file.url_private
  return { platform: 'slack', address: { tenant, file: file.id, ...(url && { url }) } }
}

/** Of which workspace; whether somebody may speak for it, Slack does not say with an event (admins.ts). */
function placeOf(kind: Incoming['place']['kind'], { tenant }: Spot): Incoming['place'] {
  return tenant ? { kind, team: { tenant, admin: false } } : { kind }
}

function commandOf(text: string): Act | undefined {
  const [, name = '', argument = ''] = /^\s*\/?(\S+)\s*([\s\S]*)$/.exec(cleanText(text)) ?? []
  if (name === '') return undefined
  return {
    type: 'command',
    name: name.toLowerCase().slice(0, 32),
    argument: argument.trim().slice(0, TEXT.argumentChars),
  }
}

function frame(
  event: string,
  { tenant, user }: Spot,
): Pick<Incoming, 'platform' | 'eventId' | 'account' | 'photos'> {
  // Its name outlives the answer by months, and must not say in which channel somebody wrote.
  const eventId = createHash('sha256').update(event).digest('base64url')
  return { platform: 'slack', eventId, account: { tenant, userId: user }, photos: [] }
}

/** Slack escapes three signs in what people write. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
