import { type AnyStyle, COLLECTIONS, findStyle, STYLES } from '../../config/styles.js'
import { shelfButtons, styleButtons, styleLine, styleTitle } from '../delivery/style-view.js'
import { notice } from '../notice.js'
import type { Button } from '../platform.js'
import { sampleOf } from '../samples/store.js'
import type { Say } from '../say.js'
import { latestSelfie } from '../selfie/take.js'
import { type Command, type Context, say, tell } from './command.js'
import { makers } from './makers.js'
import { recommended } from './recommend.js'
import { styleCard } from './style-card.js'

/** A style by its id, or by its title in the person's language. */
function findNamed(say: Say, name: string): AnyStyle | undefined {
  return (
    findStyle(name) ??
    (STYLES as readonly AnyStyle[]).find(({ id }) => styleTitle(say, id).toLowerCase() === name)
  )
}

/** The collections with the titles in them; one line for each style while only the studio serves. */
function list(context: Context): string[] {
  const { say, styles } = context
  const made = makers(context, 'texts.stylesEngine')
  if (context.catalogue.engines().length === 0) return [...styles.map(style => styleLine(say, style)), made]
  const shelves = COLLECTIONS.map(id => ({ id, on: styles.filter(({ collection }) => collection === id) }))
  return [
    ...shelves
      .filter(({ on }) => on.length > 0)
      .map(({ id, on }) =>
        say('catalogue.shelf', {
          collection: say(`collections.${id}`),
          styles: on.map(style => styleTitle(say, style.id)).join(', '),
        }),
      ),
    made,
    say('catalogue.closer'),
  ]
}

/** What they may like, of those who agreed to be told: other styles of the collections that they picked most from. */
async function forYou(context: Context): Promise<string[]> {
  if (!context.visitor.answers.recommend) return []
  const made = await context.db.generation.groupBy({
    by: ['style'],
    where: { personId: context.visitor.personId, state: 'done' },
    _count: true,
  })
  const picked = recommended(context.styles, new Map(made.map(({ style, _count }) => [style, _count])))
  if (picked.length === 0) return []
  const titles = picked.map(({ id }) => styleTitle(context.say, id)).join(', ')
  return [context.say('rights.forYou', { styles: titles })]
}

/** Shows the catalogue and which engines work, or one style closer; with a usable photo the styles are buttons. */
export const styles: Command = {
  name: 'styles',
  argument: '[style]',
  options: [{ name: 'style', required: false }],
  takesPhoto: false,
  needsConsent: false,
  async run(context, argument) {
    const selfie = await latestSelfie(context.db, context.visitor.personId)
    const usable = context.visitor.mayProcess ? selfie : null
    const wanted = argument.trim().toLowerCase()
    if (wanted !== '') return closer(context, wanted, usable?.id)
    const words = [
      context.say('texts.stylesTitle'),
      ...(await forYou(context)),
      ...list(context),
      ...(usable ? [] : [context.say('texts.styleHint')]),
    ].join('\n')
    if (context.catalogue.engines().length > 0)
      return say(words, { buttons: shelfButtons(usable?.id ?? '', context) })
    return say(words, { buttons: usable ? styleButtons(usable.id, context) : [] })
  },
  presses: {
    /** Opens a collection in the place of the message; with a photo its styles can be picked there. */
    async shelf(context, [wanted, selfieId = '']) {
      const open = COLLECTIONS.find(id => id === wanted)
      const inside = context.styles.filter(({ collection }) => collection === open)
      if (!open || inside.length === 0) return tell(context, notice('button_old'))
      const lines = inside.map(style => styleLine(context.say, style))
      return say(
        [
          context.say('catalogue.shelfOpen', { collection: context.say(`collections.${open}`) }),
          ...lines,
        ].join('\n'),
        {
          inPlace: true,
          buttons: selfieId ? styleButtons(selfieId, context, open) : shelfButtons('', context, open),
        },
      )
    },
  },
}

/** One style with all there is to know about it. */
async function closer(context: Context, wanted: string, selfieId: string | undefined) {
  const style = findNamed(context.say, wanted)
  if (!style) {
    const buttons: Button[][] = selfieId ? styleButtons(selfieId, context) : []
    return say(context.say.notice(notice('style_unknown', { style: wanted.slice(0, 40) })), { buttons })
  }
  if (!context.catalogue.pick(style))
    return tell(context, notice('style_away', { style: styleTitle(context.say, style.id) }))
  return styleCard(context, style, await sampleOf(context.db, style.id), selfieId)
}
