import { POLICY } from '../../config/policy.js'
import { findStyle, PHOTOLESS_KINDS } from '../../config/styles.js'
import { isLive, type State } from '../generation/machine.js'
import type { Notice, NoticeContext } from '../notice.js'
import type { Button, Message, MessageImage } from '../platform.js'
import { periodWords } from '../privacy/table.js'
import type { Say, TextId } from '../say.js'
import { slotOf } from './store.js'
import { imageAlt, type StyleRules, styleButtons, styleTitle } from './style-view.js'

export { imageAlt, styleButtons, styleTitle } from './style-view.js'

/** A selfie as its message shows it. */
export interface SelfieFacts {
  id: string
  state: string
  verdict: Notice[]
  /** Nobody has asked yet whether it may be kept for later. */
  keepOpen?: boolean
}

/** A generation as its message shows it. */
export interface GenerationFacts {
  id: string
  state: State
  style: string
  progress: number | null
  position: number | null
  notice: Notice | null
  /** It may not look like the person. */
  unlike?: boolean
  /** The credits for it were given back. */
  refunded?: boolean
  selfie: SelfieFacts | null
  images: Omit<MessageImage, 'alt'>[]
}

export interface ViewRules extends StyleRules {
  minimumAge: number
}

/** The message of a photo: being looked at, a question, the reasons, or the styles to pick from. Pure. */
export function viewSelfie(facts: SelfieFacts, rules: ViewRules): Message {
  const { say } = rules
  const slot = slotOf({ selfieId: facts.id })
  switch (facts.state) {
    case 'fetching':
    case 'looking':
      return message(slot, say('texts.looking'), { progress: { done: null } })
    case 'asking':
      return message(slot, say('texts.asking', { age: rules.minimumAge }), {
        buttons: askingButtons(facts.id, rules),
      })
    case 'accepted':
      return message(slot, [say('texts.pickStyle'), ...(facts.keepOpen ? [keepHint(say)] : [])].join('\n'), {
        buttons: [...styleButtons(facts.id, rules), ...(facts.keepOpen ? [[keepButton(say)]] : [])],
      })
    case 'refused':
      return message(slot, refusal(facts.verdict, say), { wantsPhoto: true })
    case 'failed':
      return message(slot, facts.verdict.map(say.notice).join('\n') || say('notices.photo_failed'), {
        wantsPhoto: true,
      })
    default:
      return message(slot, say('notices.selfie_gone'))
  }
}

/** The message of a generation from the wait to the result. Pure. */
export function viewGeneration(facts: GenerationFacts, rules: ViewRules): Message {
  const { say } = rules
  const slot = slotOf({ generationId: facts.id })
  const style = styleTitle(say, facts.style)
  const cancel: Button[][] = isLive(facts.state)
    ? [[{ action: `cancel:${facts.id}`, label: say('texts.cancelButton') }]]
    : []
  switch (facts.state) {
    case 'waiting':
      if (facts.selfie?.state === 'asking')
        return message(slot, say('texts.asking', { age: rules.minimumAge }), {
          buttons: [...askingButtons(facts.selfie.id, rules), ...cancel],
        })
      return message(slot, say('texts.looking'), { progress: { done: null }, buttons: cancel })
    case 'queued':
      return message(slot, say(...placeInLine(facts.position, style)), {
        progress: { done: null },
        buttons: cancel,
      })
    case 'running':
      return message(slot, say('texts.drawing', { style }), {
        progress: { done: facts.progress },
        buttons: cancel,
      })
    case 'done':
      return viewDone(slot, facts, style, say)
    case 'refused':
      return message(slot, refusal(facts.selfie?.verdict ?? [], say), { wantsPhoto: true })
    default:
      return message(slot, say.notice(facts.notice ?? { id: 'failed', context: {} }), {
        buttons:
          facts.selfie?.state === 'accepted' || isPhotoless(facts.style) ? [[again(facts.id, say)]] : [],
      })
  }
}

/** What stands at an account that has been parted from the person whose selfie, generation or export it was. Pure. */
export function viewParted(
  shown: { generation: { id: string } | null; selfie: { id: string } | null; export: { id: string } | null },
  say: Say,
): Message {
  const { generation, selfie } = shown
  if (shown.export) return message(slotOf({ exportId: shown.export.id }), say('link.parted'))
  const subject = generation ? { generationId: generation.id } : { selfieId: selfie?.id ?? '' }
  return message(slotOf(subject), say('link.parted'))
}

/** Asked when it matters, and not among the first questions: until then it is the short period that holds. */
function keepHint(say: Say): string {
  return say('rights.keepHint', { period: periodWords(say.language, POLICY.selfie_session.keepMs) })
}

function keepButton(say: Say): Button {
  const period = periodWords(say.language, POLICY.selfie_reference.keepMs)
  return { action: 'consent:keep:yes', label: say('rights.keepButton', { period }) }
}

/** Not counted yet, or too far back to count down: no number is better than a wrong one. */
function placeInLine(position: number | null, style: string): [TextId, NoticeContext] {
  if (position === null) return ['texts.inLineSomewhere', { style }]
  return position > 1 ? ['texts.inLine', { style, position }] : ['texts.next', { style }]
}

function viewDone(slot: string, facts: GenerationFacts, style: string, say: Say): Message {
  const [first] = facts.images
  const refund: Button[][] =
    facts.unlike && !facts.refunded
      ? [[{ action: `refund:${facts.id}`, label: say('texts.refundButton') }]]
      : []
  if (!first) return message(slot, say('texts.imageDeleted', { style }), { buttons: refund })
  const doubt = facts.unlike ? [say(facts.refunded ? 'texts.unlikeRefunded' : 'texts.unlike')] : []
  const as = findStyle(facts.style)?.kind === 'sticker' ? ({ as: 'sticker' } as const) : {}
  return message(slot, [say('texts.doneTitle', { style }), ...doubt].join('\n'), {
    images: facts.images.map(image => ({ ...image, ...as, alt: imageAlt(say, facts.style) })),
    elsewhere: {
      text: say('texts.readyElsewhere'),
      buttons: [[{ action: `show:${facts.id}`, label: say('texts.showButton'), tone: 'primary' }]],
    },
    buttons: [
      [
        again(facts.id, say),
        { action: `delete:image:${first.imageId}`, label: say('texts.deleteButton') },
        { action: `report:${first.imageId}`, label: say('texts.reportButton') },
      ],
      ...refund,
    ],
  })
}

function isPhotoless(id: string): boolean {
  const kind = findStyle(id)?.kind
  return kind !== undefined && PHOTOLESS_KINDS.includes(kind)
}

/** All reasons at once, each with its sentence. */
function refusal(reasons: Notice[], say: Say): string {
  return [
    say('texts.refusedTitle'),
    ...reasons.map(reason => `- ${say.notice(reason)}`),
    say('texts.refusedHint'),
  ].join('\n')
}

function askingButtons(selfieId: string, { say, minimumAge }: ViewRules): Button[][] {
  return [
    [
      {
        action: `adult:${selfieId}:yes`,
        label: say('texts.askingYes', { age: minimumAge }),
        tone: 'primary',
      },
      { action: `adult:${selfieId}:no`, label: say('texts.askingNo') },
    ],
  ]
}

function again(generationId: string, say: Say): Button {
  return { action: `again:${generationId}`, label: say('texts.againButton'), tone: 'primary' }
}

/** A message with nothing but what is given. */
export function message(slot: string | undefined, text: string, more: Partial<Message> = {}): Message {
  return { ...(slot === undefined ? {} : { slot }), text, buttons: [], images: [], ...more }
}
