/** How a generation comes to be from an event: from its photos, from the last photo, or from none. */
import { findModel, type ModelId } from '../../config/models.js'
import { findStyle, type GenerationKind, type Style, type StyleId } from '../../config/styles.js'
import type { TeamName } from '../billing/facts.js'
import { balance } from '../billing/ledger.js'
import { sells } from '../billing/shop.js'
import { type GenerationFacts, styleTitle, viewGeneration } from '../delivery/view.js'
import { requestGeneration } from '../generation/request.js'
import type { JobRef } from '../jobs.js'
import { type Notice, notice } from '../notice.js'
import { dropWish } from '../person/wish.js'
import { latestSelfie, takePhoto } from '../selfie/take.js'
import { type Answer, type Context, fillCredits, join, say, tell } from './command.js'
import { askForEngine } from './consent.js'

/** What a person says about how it is to be made. */
export interface Wanted {
  /** Cleaned and judged words. */
  prompt?: string | undefined
  /** Without one, a new one is drawn. */
  seed?: number | undefined
}

/** Kinds of which several pictures differ from each other. */
const VARIED: readonly GenerationKind[] = ['portrait', 'imagine']

/** Seeds go from 0 to 2³¹-1. */
const SEEDS = 2 ** 31

type Wish = Wanted & { style: Style & { id: StyleId }; selfieId: string | null; part: string }

/** How many pictures are made of it at once: as many as the person wants, as far as the plan goes. */
function countOf({ visitor, plan }: Context, { style, seed }: Wish): number {
  const wanted = seed === undefined && VARIED.includes(style.kind) ? visitor.imagesPerRun : 1
  return Math.max(1, Math.min(wanted, plan.imagesPerRun))
}

/**
 * Asks for a generation and shows its message, or says why there is none; for several where the person wants so many of a
 * run, each with a seed, a price and a message of its own. When the credits run out, those before stay.
 */
export async function generate(context: Context, want: Wish): Promise<Answer> {
  const model = context.catalogue.pick(want.style)
  if (!model) return away(context, want.style.id)
  const asked = want.selfieId && askForEngine(context, findModel(model)?.engine ?? 'local')
  if (asked) return { messages: [asked], jobs: [] }
  await fillCredits(context)
  const count = countOf(context, want)
  const first = want.seed ?? context.newSeed()
  const answers: Answer[] = []
  for (let index = 0; index < count; index++) {
    const part = index === 0 ? want.part : `${want.part}:${index + 1}`
    const made = await generateOne(context, { ...want, part, model, seed: (first + index) % SEEDS })
    if ('messages' in made) answers.push(made)
    else if (index === 0) return notMade(context, made)
    else return join(...answers, say(context.say('money.fewerPictures', { made: index, wanted: count })))
  }
  return join(...answers)
}

/** Says why nothing is made; of credits that do not suffice with ways to get more. */
async function notMade(context: Context, why: Notice): Promise<Answer> {
  if (why.id !== 'no_credits') return tell(context, why)
  const { available, free } = await balance(context.db, context.visitor.personId)
  const facts = { ...why.context, available }
  const words = free === 0 ? notice('no_credits', facts) : notice('too_few_credits', facts)
  return say(context.say.notice(words), {
    buttons: sells(context)
      ? [
          [
            { action: 'credits', label: context.say('money.getButton'), tone: 'primary' },
            { action: 'subscribe', label: context.say('money.plansButton') },
          ],
        ]
      : [],
  })
}

async function generateOne(
  context: Context,
  want: Wish & { model: ModelId; seed: number },
): Promise<Answer | Notice> {
  const requested = await requestGeneration(
    context.db,
    {
      personId: context.visitor.personId,
      accountId: context.visitor.accountId,
      style: want.style,
      model: want.model,
      prompt: want.prompt,
      selfieId: want.selfieId,
      origin: originOf(context, want.part),
      replyTo: context.incoming.replyTo,
      seed: want.seed,
      team: teamOf(context),
    },
    { plan: context.plan, now: context.now },
  )
  if (!requested.ok) return requested.notice
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

/** The team in whose place it is asked. */
export function teamOf({ incoming }: Context): TeamName | null {
  const { team } = incoming.place
  return team ? { platform: incoming.platform, tenant: team.tenant } : null
}

/** Says that a style has no engine now. */
export function away(context: Context, style: string): Answer {
  return tell(context, notice('style_away', { style: styleTitle(context.say, style) }))
}

/** The style of that id when it can be had now, else the answer that says so. */
export function available(context: Context, id: string): (Style & { id: StyleId }) | Answer {
  const style = findStyle(id)
  return style && context.catalogue.pick(style) ? style : away(context, id)
}

/** Names a part of an event, so that handling the event again finds what was made the first time. */
export function originOf(context: Context, part: string): string {
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
export async function makeStyle(
  context: Context,
  style: Style & { id: StyleId },
  wanted: Wanted = {},
): Promise<Answer> {
  if (context.visitor.wish) await dropWish(context.db, context.visitor.personId)
  return make(context, style, wanted)
}

/** As `makeStyle`, and leaves the style that the person came for as it is. */
export async function make(
  context: Context,
  style: Style & { id: StyleId },
  wanted: Wanted = {},
): Promise<Answer> {
  if (context.incoming.photos.length === 0) {
    const selfie = await latestSelfie(context.db, context.visitor.personId)
    if (!selfie) return tell(context, notice('selfie_missing'))
    return generate(context, { ...wanted, style, selfieId: selfie.id, part: 'generation' })
  }
  // Nobody's photo is taken in for what cannot be made.
  if (!context.catalogue.pick(style)) return away(context, style.id)
  const { selfieIds, jobs } = await takePhotos(context, false)
  const answers: Answer[] = []
  for (const [index, selfieId] of selfieIds.entries())
    answers.push(await generate(context, { ...wanted, style, selfieId, part: `generation${index}` }))
  return join(...answers, { messages: [], jobs })
}
