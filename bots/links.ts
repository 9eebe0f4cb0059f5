/** Archives on their way out: as a link where people can reach the booth's own address, as a file elsewhere. */
import { ARCHIVE_MIME } from '../core/delivery/export-view.js'
import type { Booth, Message } from '../core/platform.js'

/** Makes a message's link one that can be followed, in the place of its archive; or takes it out, and the file goes along. */
export type ResolveLink = (message: Message) => Promise<Message>

/** `base` is the address that people use; undefined where they cannot reach the booth. `guarded` as in `Booth.linkTo`. */
export function createLinks(
  booth: Pick<Booth, 'linkTo'>,
  { base, guarded }: { base: string | undefined; guarded: boolean },
): ResolveLink {
  return async message => {
    const { link, ...rest } = message
    if (!link) return message
    if (base === undefined) return rest
    const path = await booth.linkTo(link.exportId, { guarded })
    return {
      ...rest,
      text: `${message.text}\n${link.note}`,
      images: message.images.filter(({ mime }) => mime !== ARCHIVE_MIME),
      link: { ...link, url: base.replace(/\/$/, '') + path },
    }
  }
}
