/** Pictures on their way to Slack, by the external upload flow; each is uploaded once as long as that is remembered. */
import { setTimeout as wait } from 'node:timers/promises'
import { SLACK } from '../../config/limits.js'
import type { MessageImage } from '../../core/platform.js'
import type { Clock } from '../../core/ports.js'
import { createBounded } from '../bounded.js'
import type { OpenPictures } from '../pictures.js'
import type { Api } from './api.js'
import { isFileTrouble, isTooLarge, patience, slackFault } from './faults.js'
import type { ShownPicture } from './render.js'
import type { Uploader } from './uploader.js'

export interface Files {
  /** Brings pictures to a workspace, in their order; one that was deleted meanwhile is left out. */
  bring(tenant: string, images: readonly MessageImage[], signal: AbortSignal): Promise<ShownPicture[]>
  /** Waits until fresh files can be shown, as far as that can be told; for calls that cannot be repeated. */
  settle(tenant: string, pictures: readonly ShownPicture[], signal: AbortSignal): Promise<void>
  /**
   * Does what shows the pictures, again after a moment while Slack cannot show them yet. Fault `busy` when it still
   * cannot: then they are uploaded anew.
   */
  whenReady<T>(
    tenant: string,
    images: readonly MessageImage[],
    show: () => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>
  /** Deletes files that are shown nowhere any more; what fails stays, invisible to everybody but the app. */
  forget(tenant: string, fileIds: readonly string[]): Promise<void>
}

export function createFiles(deps: {
  api: Api
  uploader: Uploader
  pictures: OpenPictures
  clock: Clock
}): Files {
  const { api, uploader, pictures, clock } = deps
  const known = createBounded<string>(SLACK.knownFiles, SLACK.knownFilesMs, () => clock.now())
  /** What workspaces that restrict uploads have turned out to take. */
  const taken = createBounded<number>(SLACK.clients, SLACK.knownFilesMs, () => clock.now())
  const nameOf = (tenant: string, { imageId }: MessageImage) => `${tenant}:${imageId}`

  async function bringOne(
    tenant: string,
    image: MessageImage,
    signal: AbortSignal,
  ): Promise<ShownPicture | null> {
    for (let bytes = taken.get(tenant) ?? SLACK.pictureBytes; ; ) {
      const side = bytes < SLACK.pictureBytes ? { side: SLACK.restrictedSide } : {}
      const [picture] = await pictures([image], { bytes, ...side, types: ['image/jpeg', 'image/png'] })
      if (!picture) return null
      const held = known.get(nameOf(tenant, image))
      if (held) return { fileId: held, alt: image.alt }
      try {
        const fileId = await uploader.put(tenant, picture, signal)
        await uploader.complete(tenant, { fileId, title: picture.name })
        known.set(nameOf(tenant, image), fileId)
        return { fileId, alt: image.alt }
      } catch (error) {
        const fault = slackFault(error)
        // The workspace takes no large files, and does not say what is large.
        if (!isTooLarge(fault)) throw fault
        bytes = Math.floor(Math.min(bytes, picture.bytes.length) / 8)
        if (bytes < SLACK.leastPictureBytes) throw fault
        taken.set(tenant, bytes)
      }
    }
  }

  return {
    async bring(tenant, images, signal) {
      const brought = await Promise.all(
        images.slice(0, SLACK.pictures).map(image => bringOne(tenant, image, signal)),
      )
      return brought.filter(picture => picture !== null)
    },

    async settle(tenant, shown, signal) {
      for (const ms of SLACK.fileWaitsMs) {
        const ready = await Promise.all(
          shown.map(({ fileId }) =>
            api
              .with(tenant, client => client.files.info({ file: fileId }))
              // Who cannot be asked may still show it.
              .then(
                ({ file }) => Boolean(file?.mimetype),
                () => true,
              ),
          ),
        )
        if (ready.every(Boolean)) return
        await wait(ms, undefined, { signal })
      }
    },

    async whenReady(tenant, images, show, signal) {
      for (const ms of [...SLACK.fileWaitsMs, null]) {
        try {
          return await show()
        } catch (error) {
          const fault = slackFault(error)
          if (!isFileTrouble(fault)) throw fault
          if (ms === null) break
          await wait(ms, undefined, { signal })
        }
      }
      for (const image of images) known.delete(nameOf(tenant, image))
      throw patience(SLACK.fileAgainMs / 1_000)
    },

    async forget(tenant, fileIds) {
      await Promise.allSettled(fileIds.map(file => api.with(tenant, client => client.files.delete({ file }))))
    },
  }
}
