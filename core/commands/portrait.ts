import { findStyle, type Style, type StyleId } from '../../config/styles.js'
import { type GenerationFacts, styleButtons, viewGeneration, viewSelfie } from '../delivery/view.js'
import { requestGeneration } from '../generation/request.js'
import type { JobRef } from '../jobs.js'
import { notice } from '../notice.js'
import { dropWish, useWish, wishedStyle } from '../person/wish.js'
import { answerQuestion } from '../selfie/store.js'
import { latestSelfie, takePhoto } from '../selfie/take.js'
import { type Answer, type Command, type Context, fillCredits, join, say, tell } from './command.js'

/** Asks for one generation and shows its message, or says why there is none. */
export async function generate(
  context: Context,
  want: { style: Style & { id: StyleId }; selfieId: string; part: string; seed?: number },
): Promise<Answer> {
  await fillCredits(context)
  const requested = await requestGeneration(
    context.db,
    {
      personId: context.visitor.personId,
      accountId: context.visitor.accountId,
      style: want.style,
      selfieId: want.selfieId,
      origin: originOf(context, want.part),
      replyTo: context.incoming.replyTo,
      seed: want.seed ?? context.newSeed(),
    },
    { plan: context.plan, now: context.now },
  )
  if (!requested.ok) return tell(context, requested.notice)
  const fresh: GenerationFacts = {
    id: requested.generationId,
    state: requested.waits ? 'waiting' : 'queued',
    style: want.style.id,
    progress: null,
    position: null,
    notice: null,
    selfie: null,
    images: [],
  }
  return { messages: [viewGeneration(fresh, context)], jobs: requested.jobs }
}

/** Names a part of an event, so that handling the event again finds what was made the first time. */
function originOf(context: Context, part: string): string {
  return `${context.incoming.platform}:${context.incoming.eventId}:${part}`
}

/** Takes in the photos of an event; each gets a message of its own unless a generation speaks for it. */
export async function takePhotos(
  context: Context,
  ownMessage: boolean,
): Promise<{ selfieIds: string[]; jobs: JobRef[] }> {
  const selfieIds: string[] = []
  const jobs: JobRef[] = []
  for (const [index, source] of context.incoming.photos.entries()) {
    const taken = await takePhoto(context.db, {
      personId: context.visitor.personId,
      accountId: context.visitor.accountId,
      source,
      origin: originOf(context, `photo${index}`),
      replyTo: context.incoming.replyTo,
      ownMessage,
      now: context.now,
    })
    selfieIds.push(taken.selfieId)
    jobs.push(...taken.jobs)
  }
  return { selfieIds, jobs }
}

/** A style that the person asks for by name, from the photos of the event, or from the last photo when it has none. */
export async function makeStyle(context: Context, style: Style & { id: StyleId }): Promise<Answer> {
  if (context.visitor.wish) await dropWish(context.db, context.visitor.personId)
  return make(context, style)
}

async function make(context: Context, style: Style & { id: StyleId }): Promise<Answer> {
  if (context.incoming.photos.length === 0) {
    const selfie = await latestSelfie(context.db, context.visitor.personId)
    if (!selfie) return tell(context, notice('selfie_missing'))
    return generate(context, { style, selfieId: selfie.id, part: 'generation' })
  }
  const { selfieIds, jobs } = await takePhotos(context, false)
  const answers: Answer[] = []
  for (const [index, selfieId] of selfieIds.entries())
    answers.push(await generate(context, { style, selfieId, part: `generation${index}` }))
  return join(...answers, { messages: [], jobs })
}

/** `/portrait noir`, a style's button, the button that asks for another one, and the answer about age. */
export const portrait: Command = {
  name: 'portrait',
  argument: '[style]',
  option: { name: 'style', required: false },
  takesPhoto: true,
  needsConsent: true,
  async run(context, argument) {
    const wanted = argument.trim().toLowerCase()
    const style = findStyle(wanted)
    if (style) return makeStyle(context, style)
    if (wanted !== '') {
      const selfie = await latestSelfie(context.db, context.visitor.personId)
      return say(context.say.notice(notice('style_unknown', { style: wanted.slice(0, 40) })), {
        buttons: selfie ? styleButtons(selfie.id, context) : [],
      })
    }
    if (context.incoming.photos.length > 0) return photos(context)
    const selfie = await latestSelfie(context.db, context.visitor.personId)
    if (!selfie) return tell(context, notice('selfie_missing'))
    return say(context.say('texts.pickStyleLast'), { buttons: styleButtons(selfie.id, context) })
  },
  presses: {
    async style(context, [id = '', selfieId = '']) {
      const style = findStyle(id)
      if (!style) return tell(context, notice('button_old'))
      if (context.visitor.wish) await dropWish(context.db, context.visitor.personId)
      return generate(context, { style, selfieId, part: 'generation' })
    },
    async again(context, [generationId = '']) {
      const before = await context.db.generation.findFirst({
        where: { id: generationId, personId: context.visitor.personId },
      })
      const style = before && findStyle(before.style)
      if (!before || !style) return tell(context, notice('button_old'))
      if (!before.selfieId) return tell(context, notice('selfie_gone'))
      return generate(context, { style, selfieId: before.selfieId, part: 'generation' })
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
