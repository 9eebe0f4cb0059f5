/** How a generation comes to be from an event: from its photos, from the last photo, or from none. */
import { findModel } from '../../config/models.js'
import { findStyle, type Style, type StyleId } from '../../config/styles.js'
import type { TeamName } from '../billing/facts.js'
import { type GenerationFacts, styleTitle, viewGeneration } from '../delivery/view.js'
import { requestGeneration } from '../generation/request.js'
import type { JobRef } from '../jobs.js'
import { notice } from '../notice.js'
import { dropWish } from '../person/wish.js'
import { latestSelfie, takePhoto } from '../selfie/take.js'
import { type Answer, type Context, fillCredits, join, tell } from './command.js'
import { askForEngine } from './consent.js'

/** What a person says about how it is to be made. */
export interface Wanted {
  /** Cleaned and judged words. */
  prompt?: string | undefined
  /** Without one, a new one is drawn. */
  seed?: number | undefined
}

/** Asks for one generation and shows its message, or says why there is none. */
export async function generate(
  context: Context,
  want: Wanted & { style: Style & { id: StyleId }; selfieId: string | null; part: string },
): Promise<Answer> {
  const model = context.catalogue.pick(want.style)
  if (!model) return away(context, want.style.id)
  const asked = want.selfieId && askForEngine(context, findModel(model)?.engine ?? 'local')
  if (asked) return { messages: [asked], jobs: [] }
  await fillCredits(context)
  const requested = await requestGeneration(
    context.db,
    {
      personId: context.visitor.personId,
      accountId: context.visitor.accountId,
      style: want.style,
      model,
      prompt: want.prompt,
      selfieId: want.selfieId,
      origin: originOf(context, want.part),
      replyTo: context.incoming.replyTo,
      seed: want.seed ?? context.newSeed(),
      team: teamOf(context),
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
