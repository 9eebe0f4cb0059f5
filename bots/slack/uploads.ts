/** The event that a file was shared, beside the one of the message that it stands in: one upload is one `Incoming`. */
import { setTimeout as wait } from 'node:timers/promises'
import { SLACK } from '../../config/limits.js'
import { Fault, toFault } from '../../core/errors.js'
import type { Incoming } from '../../core/platform.js'
import { createBounded } from '../bounded.js'
import type { Api } from './api.js'
import { fromMessage, type Inbound } from './inbound.js'
import {
  type FileShared,
  type MessageEvent,
  message as messageSchema,
  type SlackFile,
  tenantOf,
} from './payload.js'

export interface Uploads {
  /** Notes the files of a message that is kept. False when they were all taken by themselves before. */
  isNew(message: MessageEvent): boolean
  taken(message: MessageEvent): void
  /**
   * What a shared file means: its message, told by that message's own name, so that it is dropped when it is known;
   * where the message cannot be found, the file alone. Null for files elsewhere, and for those that are known.
   */
  read(payload: FileShared, reading: Inbound): Promise<{ incoming: Incoming; alone: boolean } | null>
  takenAlone(payload: FileShared): void
}

export function createUploads(api: Api): Uploads {
  const known = createBounded<'message' | 'alone'>(SLACK.knownFiles)

  /** The message in which a file stands, as its own event would tell it. */
  async function find(payload: FileShared): Promise<{ message?: MessageEvent; file: SlackFile }> {
    const { channel_id: channel = '', file_id: id } = payload.event
    return api.with(tenantOf(payload), async client => {
      const { file } = await client.files.info({ file: id })
      const alone = { id, ...fileOf(file) }
      const ts = file?.shares?.private?.[channel]?.[0]?.ts
      if (!ts) return { file: alone }
      const page = await client.conversations.history({
        channel,
        latest: ts,
        oldest: ts,
        inclusive: true,
        limit: 1,
      })
      const event = { ...page.messages?.[0], type: 'message', channel, channel_type: 'im' }
      const { data } = messageSchema.safeParse({ ...payload, event })
      // Without its files it would be words.
      return data?.event.files?.length ? { message: data, file: alone } : { file: alone }
    })
  }

  return {
    isNew: ({ event }) => !event.files?.length || event.files.some(({ id }) => known.get(id) !== 'alone'),
    taken({ event }) {
      for (const { id } of event.files ?? []) known.set(id, 'message')
    },

    async read(payload, reading) {
      const { channel_id: channel = '', file_id: id, user_id: user } = payload.event
      // A video of ours.
      if (payload.authorizations?.some(({ user_id }) => user_id && user_id === user)) return null
      if (!channel.startsWith('D') || known.get(id)) return null
      const found = await find(payload).catch(error => {
        const { code } = toFault(error)
        if (code === 'undeliverable' || code === 'bug') return null
        throw error
      })
      if (found?.message) return wrap(fromMessage(found.message, reading), false)
      // Its message is mostly on its way.
      await wait(SLACK.astrayMs)
      const sender = user ?? found?.file.user
      if (known.get(id) || !found || !sender) return null
      const event = {
        type: 'message' as const,
        channel,
        channel_type: 'im',
        user: sender,
        ts: id,
        files: [found.file],
      }
      return wrap(fromMessage({ ...payload, event }, reading), true)
    },

    takenAlone: ({ event }) => known.set(event.file_id, 'alone'),
  }
}

function wrap(incoming: Incoming | null, alone: boolean) {
  return incoming && { incoming, alone }
}

function fileOf(
  file: { user?: string; mimetype?: string; url_private?: string; url_private_download?: string } | undefined,
) {
  if (!file) throw new Fault('undeliverable', 'The file is gone.')
  const { user, mimetype, url_private, url_private_download } = file
  return {
    ...(user && { user }),
    ...(mimetype && { mimetype }),
    ...(url_private && { url_private }),
    ...(url_private_download && { url_private_download }),
  }
}
