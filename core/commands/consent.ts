/** What is asked before anything is processed, and what follows from the answers. */
import { ENGINE_TITLES } from '../../config/models.js'
import { type Purpose, processorsOf } from '../../config/policy.js'
import type { EngineId } from '../../config/styles.js'
import { message } from '../delivery/view.js'
import { cancelAll } from '../generation/cancel.js'
import { mayProcess } from '../person/admit.js'
import { noteConsent } from '../person/consent.js'
import type { Button, Message } from '../platform.js'
import { forgetSelfies } from '../privacy/forget.js'
import { countryName, periodWords } from '../privacy/table.js'
import type { TextId } from '../say.js'
import { type Answer, type Context, say } from './command.js'

/** The question of a purpose, as it is shown and as its hash is kept. */
export function wording(context: Context, purpose: Purpose): string {
  if (purpose === 'face') {
    const engines = context.catalogue.engines()
    if (engines.length === 0) return context.say('texts.consentFace')
    return context.say('texts.consentFaceEngines', { engines: named(context, engines) })
  }
  if (purpose === 'adult') return context.say('texts.consentAdult', { age: context.minimumAge })
  if (purpose === 'likeness') return context.say('texts.consentLikeness')
  const { entries } = context.policy
  return context.say(`purposes.${purpose}.ask`, {
    period: periodWords(context.say.language, entries.selfie_reference.keepMs),
    session: periodWords(context.say.language, entries.selfie_session.keepMs),
  })
}

/** The names of engines, as a person reads them. */
export function named({ say }: Pick<Context, 'say'>, engines: readonly EngineId[]): string {
  return new Intl.ListFormat(say.language).format(engines.map(id => ENGINE_TITLES[id]))
}

/** The question once more, for somebody who agreed before photos went to this engine; null when it was named to them. */
export function askForEngine(context: Context, engine: EngineId): Message | null {
  if (engine === 'local' || context.visitor.engines.includes(engine)) return null
  const { visitor } = context
  const answers = { ...visitor.answers, face: false }
  return consentMessage({ ...context, visitor: { ...visitor, answers, mayProcess: false } })
}

/** Whether anything that can be had now compares results with the person's photo: only then is that asked. */
export function comparesFaces({ styles }: Pick<Context, 'styles'>): boolean {
  return styles.some(({ likeness }) => likeness !== undefined)
}

/**
 * The questions in one message, which changes in its place as they are answered. An answered question keeps its place and its
 * button, ticked: nothing moves under the finger that is about to press the next one. The third may stay unanswered.
 */
export function consentMessage(context: Context): Message {
  const { face, adult, likeness } = context.visitor.answers
  const age = { age: context.minimumAge }
  const third = comparesFaces(context)
  const needed = face === true && adult === true
  const all = needed && (!third || likeness !== null)
  const lines = [
    face ? context.say('texts.consentFaceGiven') : wording(context, 'face'),
    adult ? context.say('texts.consentAdultGiven', age) : wording(context, 'adult'),
    ...(third ? [compared(context, all)] : []),
  ].map(line => `- ${line}`)
  if (all) return message(undefined, lines.join('\n'))
  const button = (purpose: Purpose, given: boolean | null, label: string): Button[] => [
    given
      ? { action: `consent:${purpose}:yes`, label: `✓ ${label}` }
      : { action: `consent:${purpose}:yes`, label, tone: 'primary' },
  ]
  const buttons = [
    button('face', face, context.say('texts.consentFaceButton')),
    button('adult', adult, context.say('texts.consentAdultButton', age)),
    ...(third ? [button('likeness', likeness === true, context.say('texts.consentLikenessButton'))] : []),
    needed
      ? [{ action: 'consent:likeness:no', label: context.say('texts.consentLikenessNo') }]
      : [{ action: 'consent:all:no', label: context.say('texts.consentNo') }],
  ]
  const ask = context.say(third ? 'texts.consentAskThree' : 'texts.consentAsk')
  const text = [...whatChanged(context), ask, whereabouts(context), ...lines].join('\n')
  return message(undefined, text, { buttons })
}

/** Who works on a photo, and where: one sentence, before there is one. */
function whereabouts({ say, place, catalogue }: Context): string {
  const names = processorsOf(place, catalogue.engines())
    .filter(({ does }) => does === 'engine')
    .map(({ name, country }) => `${name} (${countryName(say.language, country)})`)
  const where = { region: place.region ?? say('rights.here') }
  if (names.length === 0) return say('rights.whereHere', where)
  return say('rights.whereElse', { ...where, engines: new Intl.ListFormat(say.language).format(names) })
}

/** What is different from what they had agreed to, where that is why they are asked again. */
function whatChanged({ say, visitor }: Context): string[] {
  if (visitor.changes.length === 0) return []
  const changes = visitor.changes.map(({ version }) => `- ${say(`changes.${version}` as TextId)}`)
  return [say('rights.changedTitle'), ...changes]
}

/** The line about comparing: the question, or how it was answered once nothing is asked any more. */
function compared(context: Context, settled: boolean): string {
  if (context.visitor.answers.likeness === true) return context.say('texts.consentLikenessGiven')
  return settled ? context.say('texts.consentLikenessRefused') : wording(context, 'likeness')
}

/** Writes an answer down and lets the rest of the event know of it. */
export async function answer(context: Context, purpose: Purpose, granted: boolean): Promise<void> {
  const engines = context.catalogue.engines()
  await noteConsent(context.db, {
    personId: context.visitor.personId,
    purpose,
    granted,
    wording: wording(context, purpose),
    language: context.say.language,
    platform: context.incoming.platform,
    version: context.policy.version,
    ...(purpose === 'face' && { engines }),
    now: context.now,
  })
  const { visitor } = context
  if (purpose === 'face') {
    visitor.engines = granted ? [...engines] : []
    visitor.changes = []
  }
  visitor.answers[purpose] = granted
  visitor.mayProcess = mayProcess(visitor)
}

/** Takes back what is needed for anything: what is under way stops, what was kept for it is removed. */
export async function withdraw(context: Context, purpose: 'face' | 'adult' = 'face'): Promise<Answer> {
  const { answers } = context.visitor
  const had = answers.face || answers.adult
  await answer(context, purpose, false)
  for (const purpose of ['likeness', 'keep'] as const)
    if (answers[purpose]) await answer(context, purpose, false)
  const { jobs } = await cancelAll(context.db, context.visitor.personId, context.now)
  const forgotten = await forgetSelfies(context)
  const text = context.say(had ? 'texts.consentWithdrawn' : 'texts.consentDeclined')
  return { ...say(text), jobs: [...jobs, ...forgotten.jobs] }
}
