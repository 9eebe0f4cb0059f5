import { ENGINE_TITLES, findModel, type ModelId } from '../../config/models.js'
import { type AnyStyle, PHOTOLESS_KINDS, WHOLE_KINDS } from '../../config/styles.js'
import { styleTitle, timeWords } from '../delivery/style-view.js'
import type { Sample } from '../samples/store.js'
import type { Say, TextId } from '../say.js'
import { type Answer, say as answer, type Context } from './command.js'

/** One style closer: what it looks like, costs and needs, and who makes it; with a usable photo a button that makes it. */
export function styleCard(
  { say, catalogue }: Pick<Context, 'say' | 'catalogue'>,
  style: AnyStyle,
  sample: Sample | null,
  selfieId?: string,
): Answer {
  const first = catalogue.pick(style)
  const second = first && catalogue.pick(style, new Set([first]))
  const title = styleTitle(say, style.id)
  const photoless = PHOTOLESS_KINDS.includes(style.kind)
  const words = [
    say('catalogue.card', {
      title,
      collection: say(`collections.${style.collection}`),
      about: say(`styles.${style.id}.about` as TextId),
    }),
    say('catalogue.cardPrice', { count: style.cost, time: timeWords(style.seconds) }),
    maker(say, first, second),
    need(say, style),
    ...(!photoless && style.prompt?.includes('{wish}') ? [say('catalogue.cardWish')] : []),
    say(
      sample ? (photoless ? 'catalogue.cardSampleDrawn' : 'catalogue.cardSample') : 'catalogue.cardNoSample',
    ),
  ]
  const buttons =
    selfieId && !photoless
      ? [[{ action: `style:${style.id}:${selfieId}`, label: title, tone: 'primary' as const }]]
      : []
  const alt = say(photoless ? 'catalogue.sampleAltDrawn' : 'catalogue.sampleAlt', { style: title })
  return answer(words.join('\n'), { buttons, images: sample ? [{ ...sample, alt }] : [] })
}

function maker(say: Say, first: ModelId | null, second: ModelId | null): string {
  const [model, other] = [first, second].map(id => findModel(id ?? ''))
  if (!model || model.engine === 'local') return say('catalogue.cardLocal')
  const named = { model: model.title, engine: ENGINE_TITLES[model.engine] }
  if (!other) return say('catalogue.cardEngine', named)
  return say('catalogue.cardEngineElse', {
    ...named,
    other: other.title,
    elsewhere: ENGINE_TITLES[other.engine],
  })
}

function need(say: Say, { kind }: AnyStyle): string {
  if (PHOTOLESS_KINDS.includes(kind)) return say('catalogue.cardWords', { command: kind })
  return say(WHOLE_KINDS.includes(kind) ? 'catalogue.cardWhole' : 'catalogue.cardFace')
}
