import { TEXT } from '../../config/limits.js'
import { notice } from '../notice.js'
import { storeReport } from '../report/store.js'
import { type Answer, type Command, type Context, say, tell } from './command.js'

/** How a picture was made, without the picture and the words for it. */
type Made = { style: string; model: string; seed: number }

async function lastMade({ db, visitor }: Context): Promise<Made | undefined> {
  const made = await db.generation.findFirst({
    where: { personId: visitor.personId, state: 'done' },
    orderBy: { createdAt: 'desc' },
    select: { style: true, model: true, seed: true },
  })
  return made ?? undefined
}

async function store(
  context: Context,
  entry: { kind: 'report' | 'feedback'; text: string; imageId: string | null; about?: Made },
): Promise<Answer> {
  const text = entry.text.trim()
  if (text.length > TEXT.reportChars)
    return tell(context, notice('text_too_long', { limit: TEXT.reportChars }))
  const { incoming, visitor, now } = context
  const origin = `${incoming.platform}:${incoming.eventId}`
  await storeReport(context.db, { ...entry, text, personId: visitor.personId, origin, now })
  return say(context.say(entry.kind === 'report' ? 'texts.reportThanks' : 'texts.feedbackThanks'))
}

async function reportImage(context: Context, imageId: string | undefined, text: string): Promise<Answer> {
  // The newest picture, when the words do not come from a button of one.
  const image = await context.db.image.findFirst({
    where: { personId: context.visitor.personId, ...(imageId === undefined ? {} : { id: imageId }) },
    orderBy: { createdAt: 'desc' },
  })
  if (!image) return tell(context, notice('report_none'))
  return store(context, { kind: 'report', text, imageId: image.id })
}

/** Complains about a picture to the operators. */
export const report: Command = {
  name: 'report',
  argument: '<what is wrong>',
  options: [{ name: 'text', required: true }],
  takesPhoto: false,
  needsConsent: false,
  async run(context, argument) {
    if (argument.trim() === '') return tell(context, notice('report_empty'))
    return reportImage(context, undefined, argument)
  },
  presses: { report: async (context, [imageId = '']) => reportImage(context, imageId, '') },
}

/** Tells the operators anything. */
export const feedback: Command = {
  name: 'feedback',
  argument: '<your words>',
  options: [{ name: 'text', required: true }],
  takesPhoto: false,
  needsConsent: false,
  async run(context, argument) {
    if (argument.trim() === '') return tell(context, notice('feedback_empty'))
    const about = context.visitor.answers.improve ? await lastMade(context) : undefined
    return store(context, { kind: 'feedback', text: argument, imageId: null, ...(about && { about }) })
  },
}
