/** The methods of the Web API that the booth may call; any other one is a violation. */
import { checkBlocks, checkView, fields } from './blocks.js'
import { type Channel, fileState, newId, type Posted, type Team, type World } from './world.js'

type Args = Record<string, unknown>
type Answer = Record<string, unknown>

interface Method {
  required: readonly string[]
  optional: readonly string[]
  /** Names of refusals are thrown. */
  run(args: Args, call: { world: World; team: Team; origin: string }): Answer
}

/** A refusal as Slack words it: `{"ok":false,"error":"…"}`. */
export class Refused extends Error {
  readonly details: Answer
  constructor(error: string, details: Answer = {}) {
    super(error)
    this.details = details
  }
}

const MESSAGE = [
  'text',
  'blocks',
  'thread_ts',
  'unfurl_links',
  'unfurl_media',
  'mrkdwn',
  'metadata',
  'reply_broadcast',
]

export const METHODS: Record<string, Method> = {
  'auth.test': {
    required: [],
    optional: [],
    run: (_args, { team }) => ({
      team: team.name,
      team_id: team.id,
      user_id: team.botUser,
      bot_id: `B${team.id}`,
    }),
  },
  'chat.postMessage': {
    required: ['channel', 'text'],
    optional: MESSAGE,
    run(args, { world, team }) {
      const channel = writable(world, team, args.channel)
      const blocks = blocksOf(args, world, team)
      const metadata = args.metadata === undefined ? undefined : parsed(args.metadata)
      const posted = world.post({
        channel,
        text: String(args.text),
        blocks,
        ...(metadata !== undefined && { metadata }),
      })
      return { channel: channel.id, ts: posted.ts, message: { ts: posted.ts } }
    },
  },
  'chat.update': {
    required: ['channel', 'ts', 'text'],
    optional: MESSAGE,
    run(args, { world, team }) {
      const channel = writable(world, team, args.channel)
      const posted = world.messages.find(it => it.ts === args.ts && it.channel === channel && !it.deleted)
      if (!posted || posted.only) throw new Refused('message_not_found')
      if (posted.by) throw new Refused('cant_update_message')
      rewrite(posted, String(args.text), blocksOf(args, world, team))
      return { channel: channel.id, ts: posted.ts }
    },
  },
  'chat.delete': {
    required: ['channel', 'ts'],
    optional: ['as_user'],
    run(args, { world, team }) {
      const channel = writable(world, team, args.channel)
      const posted = world.messages.find(it => it.ts === args.ts && it.channel === channel && !it.deleted)
      if (!posted || posted.only) throw new Refused('message_not_found')
      if (posted.by) throw new Refused('cant_delete_message')
      posted.deleted = true
      return { channel: channel.id, ts: posted.ts }
    },
  },
  'chat.postEphemeral': {
    required: ['channel', 'user', 'text'],
    optional: MESSAGE.filter(name => name !== 'reply_broadcast' && !name.startsWith('unfurl')),
    run(args, { world, team }) {
      const channel = writable(world, team, args.channel)
      const only = world.users.get(String(args.user))
      if (!only || only.disabled) throw new Refused('user_not_in_channel')
      const posted = world.post({
        channel,
        only,
        text: String(args.text),
        blocks: blocksOf(args, world, team),
      })
      return { message_ts: posted.ts }
    },
  },
  'conversations.open': {
    required: [],
    optional: ['users', 'channel', 'return_im', 'prevent_creation'],
    run(args, { world, team }) {
      const user = world.users.get(String(args.users))
      if (!user || user.team !== team) throw new Refused('user_not_found')
      if (user.disabled) throw new Refused('user_disabled')
      return { channel: { id: world.direct(user).id } }
    },
  },
  'conversations.history': {
    required: ['channel'],
    optional: ['latest', 'oldest', 'inclusive', 'limit', 'cursor', 'include_all_metadata'],
    run(args, { world, team, origin }) {
      const channel = writable(world, team, args.channel)
      const { oldest = '', latest = '9' } = args
      const found = world.messages
        .filter(it => it.channel === channel && !it.only && !it.deleted)
        .filter(it => it.ts >= String(oldest) && it.ts <= String(latest))
        .toReversed()
        .slice(0, Number(args.limit ?? 100))
      const all = args.include_all_metadata === 'true'
      return { messages: found.map(message => messageJson(message, origin, all)), has_more: false }
    },
  },
  'files.getUploadURLExternal': {
    required: ['filename', 'length'],
    optional: ['alt_text', 'alt_txt', 'snippet_type'],
    run(args, { world, team, origin }) {
      const length = Number(args.length)
      if (!Number.isInteger(length) || length <= 0) throw new Refused('missing_argument')
      if (length > world.uploadLimit) throw new Refused('file_upload_size_restricted')
      const id = newId('F')
      const name = String(args.filename)
      world.files.set(id, {
        id,
        team,
        name,
        mime: '',
        bytes: Buffer.alloc(0),
        readyAt: Number.POSITIVE_INFINITY,
        complete: false,
        deleted: false,
      })
      return { upload_url: `${origin}/upload/v1/${id}?length=${length}`, file_id: id }
    },
  },
  'files.completeUploadExternal': {
    required: ['files'],
    optional: ['channel_id', 'channels', 'initial_comment', 'thread_ts', 'blocks'],
    run(args, { world, team }) {
      if (args.channel_id !== undefined && world.ailingShares > 0) {
        world.ailingShares--
        throw new Refused('internal_error')
      }
      const named = parsed(args.files) as { id: string; title?: string }[]
      for (const { id, ...rest } of named) {
        const file = world.files.get(id)
        if (!file || file.team !== team || file.bytes.length === 0) throw new Refused('file_not_found')
        world.violations.push(...fields(rest, { required: [], optional: ['title', 'highlight_type'] }))
        if (file.complete) throw new Refused('file_not_found')
        file.complete = true
        file.readyAt = Date.now() + world.settleMs
      }
      if (args.channel_id !== undefined) {
        const channel = writable(world, team, args.channel_id)
        const files = named.flatMap(({ id }) => world.files.get(id) ?? [])
        world.post({ channel, text: String(args.initial_comment ?? ''), blocks: [], files })
      } else if (args.thread_ts !== undefined || args.initial_comment !== undefined)
        world.violations.push('a file is shared, and nobody said where')
      return { files: named.map(({ id }) => ({ id })) }
    },
  },
  'files.info': {
    required: ['file'],
    optional: ['cursor', 'limit', 'count', 'page'],
    run(args, { world, team, origin }) {
      const file = world.files.get(String(args.file))
      if (!file || file.deleted || file.team !== team) throw new Refused('file_not_found')
      const shares: Record<string, { ts: string }[]> = {}
      for (const message of world.messages)
        if (message.files.includes(file)) shares[message.channel.id] = [{ ts: message.ts }]
      return { file: { ...fileJson(file, origin), shares: { private: shares } } }
    },
  },
  'files.delete': {
    required: ['file'],
    optional: [],
    run(args, { world, team }) {
      const file = world.files.get(String(args.file))
      if (!file || file.deleted || file.team !== team) throw new Refused('file_not_found')
      if (file.by) throw new Refused('cant_delete_file')
      file.deleted = true
      // A message of nothing but that file goes with it.
      for (const message of world.messages)
        if (message.blocks.length === 0 && message.files.length > 0 && message.files.every(it => it.deleted))
          message.deleted = true
      return {}
    },
  },
  'users.info': {
    required: ['user'],
    optional: ['include_locale'],
    run(args, { world, team }) {
      if (team.lacks?.has('users:read'))
        throw new Refused('missing_scope', { needed: 'users:read', provided: 'commands' })
      const user = world.users.get(String(args.user))
      if (!user || user.team !== team) throw new Refused('user_not_found')
      const owner = user.rank === 'owner'
      return {
        user: {
          ...{ id: user.id, team_id: team.id, name: user.name, deleted: user.disabled, is_bot: false },
          ...{ is_admin: owner || user.rank === 'admin', is_owner: owner, is_primary_owner: false },
        },
      }
    },
  },
  'views.open': {
    required: ['view', 'trigger_id'],
    optional: [],
    run(args, { world, team }) {
      const trigger = world.triggers.get(String(args.trigger_id))
      if (!trigger || trigger.user.team !== team) throw new Refused('invalid_trigger_id')
      if (trigger.used) throw new Refused('exchanged_trigger_id')
      if (Date.now() - trigger.at > 3_000) throw new Refused('expired_trigger_id')
      const view = parsed(args.view) as Record<string, unknown>
      refuseProblems(
        checkView(view, 'modal', id => fileState(world, team, id)),
        world,
      )
      trigger.used = true
      const id = newId('V')
      world.modals.push({ id, user: trigger.user, view })
      return { view: { id } }
    },
  },
  'views.publish': {
    required: ['user_id', 'view'],
    optional: ['hash'],
    run(args, { world, team }) {
      const user = world.users.get(String(args.user_id))
      if (!user || user.team !== team) throw new Refused('user_not_found')
      const view = parsed(args.view) as Record<string, unknown>
      refuseProblems(
        checkView(view, 'home', id => fileState(world, team, id)),
        world,
      )
      const id = newId('V')
      world.homes.set(user.id, { id, user, view })
      return { view: { id } }
    },
  },
}

/** A file as payloads carry it. Its type is not known while it is fresh. */
export function fileJson(
  file: { id: string; name: string; mime: string; team: Team; readyAt: number; by?: { id: string } },
  origin: string,
) {
  const url = `${origin}/files-pri/${file.team.id}-${file.id}`
  return {
    id: file.id,
    name: file.name,
    user: file.by?.id ?? file.team.botUser,
    mimetype: Date.now() < file.readyAt ? '' : file.mime,
    mode: 'hosted',
    url_private: `${url}/${file.name}`,
    url_private_download: `${url}/download/${file.name}`,
  }
}

/** A message as the history tells it. */
function messageJson(message: Posted, origin: string, withMetadata: boolean) {
  const { by, text, ts, files, metadata } = message
  return {
    type: 'message',
    user: by?.id ?? message.channel.team.botUser,
    ...(!by && { bot_id: 'B0000000001' }),
    text,
    ts,
    ...(withMetadata && metadata !== undefined && { metadata }),
    ...(files.length > 0 && { files: files.map(file => fileJson(file, origin)) }),
  }
}

export function rewrite(posted: Posted, text: string, blocks: Posted['blocks']): void {
  posted.text = text
  posted.blocks = blocks
  posted.edits++
}

/** Where the app may write: its direct channels, and channels that it is a member of. */
function writable(world: World, team: Team, id: unknown): Channel {
  const channel = world.channels.get(String(id))
  if (!channel || channel.team !== team) throw new Refused('channel_not_found')
  if (channel.direct?.disabled) throw new Refused('user_disabled')
  if (!channel.bot) throw new Refused('not_in_channel')
  return channel
}

export function blocksOf(args: Args, world: World, team: Team): Posted['blocks'] {
  const text = args.text
  if (typeof text !== 'string' || text.length < 1 || text.length > 40_000) throw new Refused('no_text')
  if (args.blocks === undefined) return []
  const blocks = parsed(args.blocks)
  refuseProblems(
    checkBlocks(blocks, 'message', id => fileState(world, team, id)),
    world,
  )
  return blocks as Posted['blocks']
}

/** Slack refuses all of them; only what is a matter of waiting is no offence. */
function refuseProblems(problems: string[], world: World): void {
  if (problems.length === 0) return
  world.violations.push(...problems.filter(problem => !problem.includes('(unready)')))
  throw new Refused('invalid_blocks', {
    errors: problems,
    response_metadata: { messages: problems.map(problem => `[ERROR] ${problem}`) },
  })
}

/** Forms carry what is more than text as JSON. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    throw new Refused('invalid_json')
  }
}
