import { PROFILE } from '../../config/limits.js'
import { isLanguage, LANGUAGES } from '../../config/locales/languages.js'
import { chooseLanguage } from '../person/language.js'
import { correctProfile } from '../person/profile.js'
import { type Answer, type Command, type Context, join, say } from './command.js'
import { withdraw } from './consent.js'

function known(context: Context): Answer {
  const { say: word, visitor } = context
  const nothing = word('rights.nothingKnown')
  return say(
    word('rights.correctTitle', {
      name: visitor.name ?? nothing,
      year: visitor.birthYear ?? nothing,
      language: LANGUAGES[word.language],
    }),
  )
}

async function correctName(context: Context, value: string): Promise<Answer> {
  if ([...value].length > PROFILE.nameChars)
    return say(context.say('rights.correctName', { limit: PROFILE.nameChars }))
  await correctProfile(context.db, context.visitor.personId, { name: value === '' ? null : value })
  context.visitor.name = value === '' ? null : value
  return join(say(context.say('rights.corrected')), known(context))
}

/** The year alone cannot tell the very age: whoever turns old enough within this year is believed. */
async function correctBirthYear(context: Context, value: string): Promise<Answer> {
  const { db, visitor, now, minimumAge } = context
  const thisYear = new Date(now).getUTCFullYear()
  const year = value === '' ? null : /^\d{4}$/.test(value) ? Number(value) : Number.NaN
  if (Number.isNaN(year) || (year !== null && (year > thisYear || year < thisYear - PROFILE.oldest)))
    return say(context.say('rights.correctYear'))
  await correctProfile(db, visitor.personId, { birthYear: year })
  visitor.birthYear = year
  if (year === null || thisYear - year >= minimumAge)
    return join(say(context.say('rights.corrected')), known(context))
  const { jobs } = await withdraw(context, 'adult')
  return { ...say(context.say('rights.correctTooYoung', { age: minimumAge })), jobs }
}

/** Corrects what the booth knows of a person: name, year of birth, language. */
export const correct: Command = {
  name: 'correct',
  argument: '[what] [value]',
  options: [
    { name: 'what', required: false },
    { name: 'value', required: false },
  ],
  takesPhoto: false,
  needsConsent: false,
  async run(context, argument) {
    const [, what = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(argument.trim()) ?? []
    const value = rest.trim()
    switch (what.toLowerCase()) {
      case '':
        return known(context)
      case 'name':
        return correctName(context, value)
      case 'born':
        return correctBirthYear(context, value)
      case 'language': {
        const language = value.toLowerCase()
        if (!isLanguage(language)) return say(context.say('rights.correctUnknown'))
        await chooseLanguage(context.db, context.visitor.personId, language)
        const there = { ...context, say: context.speak(language) }
        const { messages, jobs } = join(say(there.say('rights.corrected')), known(there))
        return { messages: messages.map(one => ({ ...one, language })), jobs }
      }
      default:
        return say(context.say('rights.correctUnknown'))
    }
  },
  presses: { correct: async context => known(context) },
}
