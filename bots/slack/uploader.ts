/** The external upload flow: a place is asked for, bytes go there, and then the file is complete. */
import { SLACK } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import { timeLimit } from '../../core/time-limit.js'
import type { OutgoingPicture } from '../pictures.js'
import type { Api } from './api.js'
import { patience } from './faults.js'

export interface Uploader {
  /** Brings the bytes to a workspace and answers the file's id; nobody can see it yet. */
  put(tenant: string, picture: OutgoingPicture, signal: AbortSignal): Promise<string>
  /** Makes a file usable; with a channel it is shared there at once, with a few words. */
  complete(
    tenant: string,
    file: { fileId: string; title: string },
    where?: { channel: string; thread?: string | undefined; comment: string },
  ): Promise<void>
}

export function createUploader(api: Api): Uploader {
  return {
    async put(tenant, picture, signal) {
      const { upload_url: url, file_id: id } = await api.with(tenant, client =>
        client.files.getUploadURLExternal({ filename: picture.name, length: picture.bytes.length }),
      )
      if (!url || !id) throw new Fault('unavailable', 'Slack gave no place for the upload.')
      await put(url, picture, timeLimit(picture.video ? SLACK.videoMs : SLACK.uploadMs, signal))
      return id
    },

    async complete(tenant, { fileId: id, title }, where) {
      const files: [{ id: string; title: string }] = [{ id, title }]
      await api.with(tenant, client => {
        if (!where) return client.files.completeUploadExternal({ files })
        const { channel, thread, comment } = where
        const share = { files, channel_id: channel, initial_comment: comment }
        return client.files.completeUploadExternal(thread ? { ...share, thread_ts: thread } : share)
      })
    },
  }
}

async function put(url: string, { bytes, mime }: OutgoingPicture, signal: AbortSignal): Promise<void> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': mime },
      body: new Uint8Array(bytes),
      redirect: 'error',
      signal,
    })
    await response.body?.cancel()
  } catch (error) {
    if (signal.aborted) throw new Fault('timeout', 'An upload to Slack took too long.')
    throw new Fault('unavailable', 'An upload to Slack broke off.', { cause: error })
  }
  if (response.status === 429) throw patience(Number(response.headers.get('retry-after')))
  if (response.status === 413)
    throw new Fault('bug', 'Slack takes no such large file.', {
      facts: { slack: 'file_upload_size_restricted' },
    })
  if (!response.ok) throw new Fault('unavailable', `An upload to Slack was answered with ${response.status}.`)
}
