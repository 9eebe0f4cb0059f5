import { isRefunded } from '../billing/refund.js'
import { type NotificationTexts, viewNotification } from '../delivery/notification-view.js'
import { imageAlt, styleTitle, viewGeneration } from '../delivery/view.js'
import { isLive, type State } from '../generation/machine.js'
import { type Notice, notice } from '../notice.js'
import { type Answer, type Context, say, tell } from './command.js'

/**
 * What has become of a generation once more, for whoever cannot see its own message; to its person alone. It is a message
 * that stays as it is: the generation's own one goes on being edited.
 */
export async function show(context: Context, [id = '']: string[]): Promise<Answer> {
  const generation = await context.db.generation.findFirst({
    where: { id, personId: context.visitor.personId },
    include: { images: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }, selfie: true },
  })
  if (!generation) return tell(context, notice('button_old'))
  const state = generation.state as State
  if (isLive(state)) return tell(context, notice('not_ready'))
  const { selfie } = generation
  const {
    slot: _,
    elsewhere: __,
    ...message
  } = viewGeneration(
    {
      ...generation,
      state,
      refunded: generation.unlike && (await isRefunded(context.db, generation.id)),
      notice: generation.notice as Notice | null,
      selfie: selfie && { ...selfie, verdict: (selfie.verdict ?? []) as unknown as Notice[] },
      images: generation.images.map(({ id: imageId, personId, width, height, mime }) => ({
        imageId,
        personId,
        width,
        height,
        mime,
      })),
    },
    context,
  )
  return { messages: [message], jobs: [] }
}

/** One picture as a file: every pixel as it was made. */
export async function file(context: Context, [imageId = '']: string[]): Promise<Answer> {
  const image = await context.db.image.findFirst({
    where: { id: imageId, personId: context.visitor.personId },
    include: { generation: { select: { style: true } } },
  })
  if (!image) return tell(context, notice('picture_gone'))
  const style = styleTitle(context.say, image.generation.style)
  const { personId, width, height, mime } = image
  const alt = imageAlt(context.say, image.generation.style)
  return say(context.say('texts.fileTitle', { style }), {
    images: [{ imageId, personId, alt, width, height, mime, as: 'file' }],
  })
}

/** What the operators have told this person, for whoever cannot see that message where it stands. */
export async function told(context: Context, [id = '']: string[]): Promise<Answer> {
  const { personId } = context.visitor
  const notification = await context.db.notification.findFirst({
    where: { id, recipients: { some: { personId } } },
  })
  if (!notification) return tell(context, notice('button_old'))
  const facts = { id, texts: notification.texts as NotificationTexts }
  return { messages: [viewNotification(facts, context.say)], jobs: [] }
}
