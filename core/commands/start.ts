import { findStyle, PHOTOLESS_KINDS } from '../../config/styles.js'
import { styleTitle } from '../delivery/view.js'
import { notice } from '../notice.js'
import { noteWish, wishedStyle } from '../person/wish.js'
import type { Message } from '../platform.js'
import { periodWords } from '../privacy/table.js'
import { latestSelfie } from '../selfie/take.js'
import { type Answer, type Command, type Context, join, say, tell } from './command.js'
import { answer, consentMessage, withdraw } from './consent.js'
import { claimLink } from './link.js'
import { makers } from './makers.js'

/** The questions as they stand now, in the place of those that were just answered. */
function asked(context: Context): Answer {
  return { messages: [{ ...consentMessage(context), inPlace: true }], jobs: [] }
}

/** A photo is wanted: for the style that they came for, where there is one. */
async function ready(context: Context): Promise<Answer> {
  const style = wishedStyle(context.visitor.wish, context.now)
  if (!style) return say(context.say('texts.ready'), { wantsPhoto: true })
  return say(wishText(context, style.id), {
    wantsPhoto: true,
    buttons: await lastPhotoButton(context, style.id),
  })
}

function wishText(context: Context, style: string): string {
  return context.say('texts.wish', { style: styleTitle(context.say, style) })
}

function keptFor({ policy, say }: Context): string {
  return periodWords(say.language, policy.entries.selfie_reference.keepMs)
}

/** The style from the photo that is here already. */
async function lastPhotoButton(context: Context, style: string): Promise<Message['buttons']> {
  const selfie = await latestSelfie(context.db, context.visitor.personId)
  if (!selfie) return []
  const label = context.say('texts.wishLast')
  return [[{ action: `style:${style}:${selfie.id}`, label, tone: 'primary' }]]
}

/** What a deep link asks for: `/start style_noir`, `/start link_CODE`. */
function readLink(argument: string): { what: string; value: string } {
  const [, what = '', value = ''] = /^([a-z]+)_(.*)$/is.exec(argument.trim()) ?? []
  return { what: what.toLowerCase(), value }
}

/** Begins the conversation: says what this is and asks for consent. */
export const start: Command = {
  name: 'start',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  async run(context, argument) {
    const { db, visitor, now } = context
    const hello = visitor.name === null ? [] : [context.say('rights.hello', { name: visitor.name })]
    const welcome = say(
      [...hello, context.say('texts.welcome'), makers(context, 'texts.welcomeStudio')].join(' '),
    )
    const { what, value } = readLink(argument)
    if (what === 'link') {
      const claimed = await claimLink(context, value)
      return visitor.mayProcess ? claimed : join(welcome, claimed)
    }
    // What is not known is passed over: links live long.
    const style = what === 'style' ? findStyle(value.toLowerCase()) : undefined
    if (style && !PHOTOLESS_KINDS.includes(style.kind))
      visitor.wish = await noteWish(db, visitor.personId, style.id, now)
    if (visitor.mayProcess) return join(welcome, await ready(context))
    const wished = wishedStyle(visitor.wish, now)
    const questions = wished ? [say(wishText(context, wished.id))] : []
    return join(welcome, ...questions, { messages: [consentMessage(context)], jobs: [] })
  },
  presses: {
    async consent(context, [purpose, value]) {
      if (purpose === 'likeness') {
        await answer(context, purpose, value === 'yes')
        return asked(context)
      }
      // Asked beside the styles, which are to stay where they are.
      if (purpose === 'keep' && value === 'yes') {
        await answer(context, purpose, true)
        return say(context.say('rights.keptNow', { period: keptFor(context) }))
      }
      if (value === 'no') {
        const withdrawn = await withdraw(context)
        return join(asked(context), withdrawn)
      }
      if (purpose !== 'face' && purpose !== 'adult') return tell(context, notice('button_old'))
      await answer(context, purpose, true)
      return context.visitor.mayProcess ? join(asked(context), await ready(context)) : asked(context)
    },
  },
}
