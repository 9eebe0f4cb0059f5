import { cancelAll } from '../generation/cancel.js'
import { setFrozen } from '../person/profile.js'
import { type Answer, type Command, type Context, say } from './command.js'

async function freezeNow(context: Context): Promise<Answer> {
  const { db, visitor, now } = context
  // The mark first: what is asked for from now on finds it.
  await setFrozen(db, visitor.personId, new Date(now))
  const { jobs } = await cancelAll(db, visitor.personId, now)
  return {
    ...say(context.say('rights.frozen'), {
      buttons: [[{ action: 'freeze:off', label: context.say('rights.unfreezeButton') }]],
    }),
    jobs,
  }
}

async function thaw(context: Context): Promise<Answer> {
  if (!context.visitor.frozen) return say(context.say('rights.thawedAlready'))
  await setFrozen(context.db, context.visitor.personId, null)
  return say(context.say('rights.thawed'))
}

/** Restricts processing (article 18 GDPR): nothing is worked on and nothing is lost, until the person says otherwise. */
export const freeze: Command = {
  name: 'freeze',
  argument: '[off]',
  options: [{ name: 'off', required: false }],
  takesPhoto: false,
  needsConsent: false,
  run: (context, argument) => (argument.trim() === '' ? freezeNow(context) : thaw(context)),
  presses: { freeze: (context, [what]) => (what === 'off' ? thaw(context) : freezeNow(context)) },
}
