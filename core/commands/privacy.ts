import { POLICY, POLICY_VERSION } from '../../config/policy.js'
import type { Message } from '../platform.js'
import type { TextId } from '../say.js'
import { type Command, type Context, say } from './command.js'
import { named } from './consent.js'

function title(context: Context): string {
  return context.say('texts.privacyTitle', { version: POLICY_VERSION })
}

function table(context: Context): string[] {
  const word = (id: string) => context.say(id as TextId)
  return Object.entries(POLICY).map(([key, { ground, place, ending }]) =>
    context.say('texts.privacyEntry', {
      data: word(`policy.${key}.data`),
      purpose: word(`policy.${key}.purpose`),
      ground: word(`privacy.ground.${ground}`),
      place: word(`privacy.place.${place}`),
      period: word(`policy.${key}.period`),
      ending: word(`privacy.ending.${ending}`),
    }),
  )
}

function shared(context: Context): string {
  const engines = context.catalogue.engines()
  if (engines.length === 0) return context.say('texts.privacySharedNobody')
  const keys = Object.entries(POLICY).flatMap(([key, { sharedWith }]) => (sharedWith.length > 0 ? [key] : []))
  const data = keys.map(key => context.say(`policy.${key}.data` as TextId))
  return context.say('texts.privacyShared', { names: named(context, engines), data: data.join('; ') })
}

function rights(context: Context): Message['buttons'] {
  return [
    [
      { action: 'withdraw', label: context.say('texts.consentWithdraw') },
      { action: 'delete:all', label: context.say('texts.deleteAllButton'), tone: 'danger' },
    ],
  ]
}

/** Prints the privacy table, with the buttons that make use of the rights. */
export const privacy: Command = {
  name: 'privacy',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  async run(context) {
    const lines = [title(context), ...table(context), shared(context), context.say('texts.privacyRights')]
    return say(lines.join('\n'), { buttons: rights(context) })
  },
  async glance(context) {
    const lines = [title(context), shared(context), context.say('texts.privacyRights')]
    return say([...lines, context.say('texts.privacyMore')].join('\n'), { buttons: rights(context) })
  },
}
