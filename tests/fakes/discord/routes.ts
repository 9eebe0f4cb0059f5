/** The routes that the bot may call; any other one is a violation. */
import { checkCommands } from './commands.js'
import { fields } from './components.js'
import { answer, type Call, edit, named, open } from './interactions.js'
import type { Bucket } from './limits.js'
import { MARKET_ROUTES } from './market-routes.js'
import { change, Refusal, readMessage } from './messages.js'
import { channelJson, isMember, messageJson, userJson } from './payloads.js'
import { type Channel, type Command, LINK_MS, linkOf, type Posted, snowflake, type World } from './world.js'

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  /** Wants the bot's token; others carry one of their own. */
  auth: boolean
  /** Writes messages, which are limited in number; `major` is the parameter that is counted by. */
  bucket?: Bucket
  /** Has to do with what is sold, and meets with troubles of its own. */
  market?: boolean
  run(call: Call): unknown
}

const FOLLOW_UPS = 5

export const ROUTES: readonly Route[] = [
  ...MARKET_ROUTES,
  { method: 'GET', path: '/gateway/bot', auth: true, run: call => call.gateway() },
  { method: 'GET', path: '/users/@me', auth: true, run: ({ world }) => userJson(world.app, true) },
  {
    method: 'GET',
    path: '/applications/@me',
    auth: true,
    run: ({ world }) => ({ ...world.app, flags: 0, bot: userJson(world.app, true) }),
  },
  {
    method: 'GET',
    path: '/applications/{}/commands',
    auth: true,
    run: ({ world, params: [app], query }) => {
      mine(world, app)
      if (query.get('with_localizations') === 'true') return world.commands
      return world.commands.map(({ name_localizations: _, ...command }) => command)
    },
  },
  {
    method: 'PUT',
    path: '/applications/{}/commands',
    auth: true,
    run({ world, params: [app], body }) {
      mine(world, app)
      const wrong = checkCommands(body)
      world.violations.push(...wrong)
      if (wrong.length > 0) throw new Refusal(400, 50035, 'Invalid Form Body')
      world.commands = (body as unknown as Command[]).map(command => registered(command, world))
      return world.commands
    },
  },
  {
    method: 'POST',
    path: '/users/@me/channels',
    auth: true,
    run({ world, body }) {
      world.violations.push(...fields(body, { required: ['recipient_id'], optional: [] }))
      const user = world.users.get(String(body.recipient_id))
      if (!user) throw new Refusal(400, 50033, 'Invalid Recipient(s)')
      return channelJson(world.direct(user), world)
    },
  },
  {
    method: 'POST',
    path: '/channels/{}/messages',
    auth: true,
    bucket: 'post',
    run({ world, origin, params: [id], body, uploads }) {
      const channel = writable(world, id)
      const nonce = body.nonce === undefined ? undefined : String(body.nonce)
      const twin = world.messages.find(
        it => nonce && it.nonce === nonce && it.channel === channel && !it.deleted,
      )
      if (twin && body.enforce_nonce) return messageJson(twin, world, origin)
      const { mentions, only, ...said } = readMessage(body, uploads, { world, channel: channel.id })
      if (only) world.violations.push('a channel message cannot be ephemeral')
      const users = mentions.flatMap(user => world.users.get(user) ?? [])
      const posted = world.post({ channel, ...said, mentions: users, ...(nonce && { nonce }) })
      return messageJson(posted, world, origin)
    },
  },
  {
    method: 'GET',
    path: '/channels/{}/messages/{}',
    auth: true,
    run({ world, origin, params: [id, message] }) {
      const posted = world.messages.find(it => it.id === message && it.channel.id === id && !it.deleted)
      if (!posted || posted.only) throw new Refusal(404, 10008, 'Unknown Message')
      return messageJson(posted, world, origin)
    },
  },
  {
    method: 'PATCH',
    path: '/channels/{}/messages/{}',
    auth: true,
    bucket: 'edit',
    run({ world, origin, params: [id, message], body, uploads }) {
      const channel = writable(world, id)
      const posted = found(world, channel, message)
      change(posted, readMessage(body, uploads, { world, channel: channel.id, before: posted }), world)
      return messageJson(posted, world, origin)
    },
  },
  {
    method: 'DELETE',
    path: '/channels/{}/messages/{}',
    auth: true,
    bucket: 'edit',
    run({ world, params: [id, message] }) {
      found(world, writable(world, id), message).deleted = true
    },
  },
  { method: 'POST', path: '/interactions/{}/{}/callback', auth: false, run: answer },
  {
    method: 'POST',
    path: '/webhooks/{}/{}',
    auth: false,
    bucket: 'token',
    run(call) {
      const { world, origin, body, uploads } = call
      const interaction = open(call)
      const { channel, original } = interaction
      if (original?.loading && !original.deleted) return edit(call, original)
      // Where the app is no member, only few messages follow.
      if (!isMember(channel, world) && interaction.followUps.length >= FOLLOW_UPS)
        throw new Refusal(400, 40094, 'This interaction has hit the maximum number of follow-up messages')
      const { only, mentions: _, ...said } = readMessage(body, uploads, { world, channel: channel.id })
      const posted = world.post({ channel, ...said, interaction, ...(only && { only: interaction.user }) })
      interaction.followUps.push(posted)
      return messageJson(posted, world, origin)
    },
  },
  {
    method: 'GET',
    path: '/webhooks/{}/{}/messages/{}',
    auth: false,
    run: call => messageJson(named(call), call.world, call.origin),
  },
  {
    method: 'PATCH',
    path: '/webhooks/{}/{}/messages/{}',
    auth: false,
    bucket: 'token',
    run: call => edit(call, named(call)),
  },
  {
    method: 'DELETE',
    path: '/webhooks/{}/{}/messages/{}',
    auth: false,
    bucket: 'token',
    run(call) {
      named(call).deleted = true
    },
  },
  {
    method: 'POST',
    path: '/attachments/refresh-urls',
    auth: true,
    run({ world, origin, body }) {
      world.violations.push(...fields(body, { required: ['attachment_urls'], optional: [] }))
      const urls = body.attachment_urls as string[]
      if (urls.length < 1 || urls.length > 50) throw new Refusal(400, 50035, 'Invalid Form Body')
      return {
        refreshed_urls: urls.map(original => ({ original, refreshed: refreshed(original, world, origin) })),
      }
    },
  },
]

function mine(world: World, app: string | undefined): void {
  if (app !== world.app.id)
    throw new Refusal(403, 20012, 'You are not authorized to perform this action on this application')
}

/** Where the app may write. */
function writable(world: World, id: string | undefined): Channel {
  const channel = world.channels.get(id ?? '')
  if (!channel) throw new Refusal(404, 10003, 'Unknown Channel')
  if (channel.direct?.blocked) throw new Refusal(403, 50007, 'Cannot send messages to this user')
  if (!isMember(channel, world)) throw new Refusal(403, 50001, 'Missing Access')
  if (!channel.writable) throw new Refusal(403, 50013, 'Missing Permissions')
  return channel
}

/** A message of the app there that all can see. */
function found(world: World, channel: Channel, id: string | undefined): Posted {
  const posted = world.messages.find(it => it.id === id && it.channel === channel && !it.deleted && !it.only)
  if (!posted) throw new Refusal(404, 10008, 'Unknown Message')
  if (posted.by) throw new Refusal(403, 50005, 'Cannot edit a message authored by another user')
  return posted
}

function refreshed(url: string, world: World, origin: string): string | null {
  const file = world.files.get(/attachments\/\d+\/(\d+)\//.exec(url)?.[1] ?? '')
  if (!file || !url.startsWith(origin)) return null
  file.until = Date.now() + LINK_MS
  return linkOf(file, origin)
}

/** A command as it comes back: with an id, and without what is said by leaving it out. */
function registered(command: Command, world: World): Command {
  const known = world.commands.find(({ name, type }) => name === command.name && type === (command.type ?? 1))
  const options = command.options?.map(option => {
    const { required, autocomplete, ...rest } = option
    return { ...rest, ...(required && { required }), ...(autocomplete && { autocomplete }) }
  })
  return {
    ...{ default_member_permissions: null, dm_permission: true, nsfw: false, version: snowflake() },
    ...{ name_localizations: null, description_localizations: null },
    ...command,
    ...(options?.length ? { options } : { options: undefined }),
    id: known?.id ?? snowflake(),
    type: command.type ?? 1,
    description: command.description ?? '',
  }
}
