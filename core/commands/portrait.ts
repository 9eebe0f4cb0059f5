import { findStyle, PHOTOLESS_KINDS, type Style, type StyleId } from '../../config/styles.js'
import { styleButtons, styleTitle, viewSelfie } from '../delivery/view.js'
import { notice } from '../notice.js'
import { dropWish, useWish, wishedStyle } from '../person/wish.js'
import { parsePortrait } from '../prompt/parse.js'
import { answerQuestion } from '../selfie/store.js'
import { latestSelfie } from '../selfie/take.js'
import { type Answer, type Command, type Context, join, say, tell } from './command.js'
import { generate, make, makeStyle, takePhotos, type Wanted } from './make.js'
import { forbidden, judge, refused, takesWords } from './words.js'

/** The style of that id, when it is made from a photo. */
function fromPhoto(id: string): (Style & { id: StyleId }) | undefined {
  const style = findStyle(id)
  return style && !PHOTOLESS_KINDS.includes(style.kind) ? style : undefined
}

/** A style with the person's words; one that takes none says so and goes on. */
async function withWords(
  context: Context,
  style: Style & { id: StyleId },
  { prompt: wish = '', seed }: Wanted,
): Promise<Answer> {
  if (wish === '') return makeStyle(context, style, { seed })
  if (!takesWords(style)) {
    const told = context.say('prompts.wishIgnoredBy', { style: styleTitle(context.say, style.id) })
    return join(say(told), await makeStyle(context, style, { seed }))
  }
  const judged = judge(context, style, wish, 'portrait')
  return judged.ok ? makeStyle(context, style, { prompt: judged.words, seed }) : refused(context, judged)
}

/** `/portrait noir`, `/portrait noir as a pirate`, a style's button, and the answer about age. */
export const portrait: Command = {
  name: 'portrait',
  argument: '[style] [your words]',
  options: [
    { name: 'style', required: false },
    { name: 'prompt', required: false },
  ],
  takesPhoto: true,
  needsConsent: true,
  async run(context, argument) {
    const { style: wanted, wish, seed } = parsePortrait(argument)
    const style = fromPhoto(wanted)
    if (style) return withWords(context, style, { prompt: wish, seed })
    const selfie = await latestSelfie(context.db, context.visitor.personId)
    const buttons = selfie ? styleButtons(selfie.id, context) : []
    if (wanted !== '') {
      // It is said again, so it must be fit to be.
      const said = `${wanted} ${wish}`.trim().toLowerCase()
      const no = forbidden(context, said, true, ['smuggling'])
      if (no) return no
      return say(context.say.notice(notice('style_unknown', { style: said.slice(0, 40) })), { buttons })
    }
    if (wish !== '') return tell(context, notice('style_wanted'))
    if (context.incoming.photos.length > 0) return photos(context)
    if (!selfie) return tell(context, notice('selfie_missing'))
    return say(context.say('texts.pickStyleLast'), { buttons })
  },
  presses: {
    async style(context, [id = '', selfieId = '']) {
      const style = fromPhoto(id)
      if (!style) return tell(context, notice('button_old'))
      if (context.visitor.wish) await dropWish(context.db, context.visitor.personId)
      return generate(context, { style, selfieId, part: 'generation' })
    },
    async adult(context, [selfieId = '', answer]) {
      const answered = await answerQuestion(context.db, {
        personId: context.visitor.personId,
        selfieId,
        adult: answer === 'yes',
        now: context.now,
      })
      if (!answered) return tell(context, notice('button_old'))
      for (const key of answered.objects) await context.vault.remove(key)
      // The messages of the photo and of what waits for it change by themselves.
      return { messages: [], jobs: answered.jobs }
    },
  },
}

/** Photos that came without a style: made into the one that was wished for, or looked at and the styles offered. */
export async function photos(context: Context): Promise<Answer> {
  const { db, visitor, incoming } = context
  const event = `${incoming.platform}:${incoming.eventId}`
  const wished = wishedStyle(visitor.wish, context.now, event)
  if (wished && (await useWish(db, visitor.personId, event))) return make(context, wished)
  const { selfieIds, jobs } = await takePhotos(context, true)
  const messages = selfieIds.map(id => viewSelfie({ id, state: 'looking', verdict: [] }, context))
  return { messages, jobs }
}
