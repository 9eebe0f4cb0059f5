import { HISTORY } from '../../config/limits.js'
import { styleTitle } from '../delivery/view.js'
import type { MessageImage } from '../platform.js'
import { type Command, type Context, say } from './command.js'
import { file, show } from './show.js'

/** The newest images of a person as a gallery, newest first. */
export async function newestImages(context: Context): Promise<MessageImage[]> {
  const images = await context.db.image.findMany({
    where: { personId: context.visitor.personId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: HISTORY.images,
    include: { generation: { select: { style: true } } },
  })
  return images.map(image => ({
    imageId: image.id,
    personId: image.personId,
    width: image.width,
    height: image.height,
    mime: image.mime,
    alt: context.say('texts.imageAlt', { style: styleTitle(context.say, image.generation.style) }),
  }))
}

/** Shows the newest pictures again, also those that could not be delivered. */
export const history: Command = {
  name: 'history',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  async run(context) {
    const images = await newestImages(context)
    if (images.length === 0) return say(context.say('texts.historyNone'))
    return say(context.say('texts.historyTitle', { count: images.length }), { images })
  },
  presses: { show, file },
}
