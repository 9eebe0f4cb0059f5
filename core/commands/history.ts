import { HISTORY, PROMPT } from '../../config/limits.js'
import { imageAlt, styleTitle } from '../delivery/view.js'
import type { MessageImage } from '../platform.js'
import { type Answer, type Command, type Context, say } from './command.js'
import { file, show, told } from './show.js'

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
    alt: imageAlt(context.say, image.generation.style),
  }))
}

/** How the newest pictures were made: their seeds, and the words for them where nobody else reads along. */
async function details(context: Context): Promise<Answer> {
  const made = await context.db.generation.findMany({
    where: { personId: context.visitor.personId, images: { some: {} } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: HISTORY.images,
    select: { style: true, seed: true, prompt: true },
  })
  if (made.length === 0) return say(context.say('texts.historyNone'))
  const alone = context.incoming.place.kind === 'private'
  const lines = made.map(({ style: id, seed, prompt }) => {
    const style = styleTitle(context.say, id)
    return alone && prompt
      ? context.say('prompts.detailsLineWords', { style, seed, words: shortened(prompt) })
      : context.say('prompts.detailsLine', { style, seed })
  })
  const hidden = !alone && made.some(({ prompt }) => prompt)
  return say(
    [
      context.say('prompts.detailsTitle'),
      ...lines,
      ...(hidden ? [context.say('prompts.detailsElsewhere')] : []),
    ].join('\n'),
  )
}

function shortened(words: string): string {
  const letters = [...words]
  return letters.length <= PROMPT.shownChars ? words : `${letters.slice(0, PROMPT.shownChars - 1).join('')}…`
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
    return say(context.say('texts.historyTitle', { count: images.length }), {
      images,
      buttons: [[{ action: 'details', label: context.say('prompts.detailsButton') }]],
    })
  },
  presses: { show, file, details, told },
}
