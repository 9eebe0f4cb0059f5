import { balance } from '../billing/ledger.js'
import { styleTitle } from '../delivery/view.js'
import { live } from '../generation/store.js'
import { type Command, fillCredits, say } from './command.js'

/** What is under way, with a button to stop each, and the credits of the day. */
export const status: Command = {
  name: 'status',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  async run(context) {
    const { personId } = context.visitor
    const underway = await live(context.db, personId)
    await fillCredits(context)
    const credits = await balance(context.db, personId)
    const lines = underway.map(generation => {
      const style = styleTitle(context.say, generation.style)
      if (generation.state === 'waiting') return context.say('texts.statusWaiting', { style })
      if (generation.state === 'queued')
        return generation.position === null
          ? context.say('texts.statusInLine', { style })
          : context.say('texts.statusQueued', { style, position: generation.position })
      return context.say('texts.statusRunning', {
        style,
        percent: Math.round((generation.progress ?? 0) * 100),
      })
    })
    const buttons = underway.slice(0, 10).map(generation => [
      {
        action: `cancel:${generation.id}`,
        label: `${context.say('texts.cancelButton')}: ${styleTitle(context.say, generation.style)}`,
      },
    ])
    return say(
      [
        ...(lines.length > 0
          ? [context.say('texts.statusTitle'), ...lines]
          : [context.say('texts.statusNone')]),
        context.say('texts.statusCredits', { available: credits.available, perDay: context.plan.freePerDay }),
        ...(credits.held > 0 ? [context.say('texts.statusHeld', { held: credits.held })] : []),
      ].join('\n'),
      { buttons },
    )
  },
}
