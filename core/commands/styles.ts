import { styleButtons, styleTitle } from '../delivery/view.js'
import type { TextId } from '../say.js'
import { latestSelfie } from '../selfie/take.js'
import { type Command, say } from './command.js'

/** Shows the catalogue and which engine works; with a usable photo the styles are buttons. */
export const styles: Command = {
  name: 'styles',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  async run(context) {
    const lines = context.styles.map(style =>
      context.say('texts.styleLine', {
        title: styleTitle(context.say, style.id),
        about: context.say(`styles.${style.id}.about` as TextId),
        cost: style.cost,
        seconds: style.seconds,
      }),
    )
    const selfie = await latestSelfie(context.db, context.visitor.personId)
    const usable = context.visitor.mayProcess && selfie !== null
    return say(
      [
        context.say('texts.stylesTitle'),
        ...lines,
        context.say('texts.stylesEngine'),
        ...(usable ? [] : [context.say('texts.styleHint')]),
      ].join('\n'),
      { buttons: usable ? styleButtons(selfie.id, context) : [] },
    )
  },
}
