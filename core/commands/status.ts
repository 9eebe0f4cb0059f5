import { balance, dayOf } from '../billing/ledger.js'
import { styleTitle } from '../delivery/view.js'
import { live } from '../generation/store.js'
import { type Answer, type Command, type Context, fillCredits, say } from './command.js'
import { refund } from './refund.js'

/** `due`: up to how much the day's credits would be filled up. */
async function view(context: Context, due: number): Promise<Answer> {
  const { personId } = context.visitor
  const underway = await live(context.db, personId)
  const credits = await balance(context.db, personId)
  const free = Math.max(credits.free, due)
  const others = credits.available - credits.free
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
      context.say('texts.statusCredits', { free, perDay: context.plan.freePerDay }),
      ...(others > 0 ? [context.say('texts.statusOthers', { others })] : []),
      ...(credits.held > 0 ? [context.say('texts.statusHeld', { held: credits.held })] : []),
    ].join('\n'),
    { buttons },
  )
}

/** What is under way, with a button to stop each, and the credits of the day. */
export const status: Command = {
  name: 'status',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  async run(context) {
    await fillCredits(context)
    return view(context, 0)
  },
  // The day's credits count as there, though nobody has come to fetch them.
  glance: context =>
    view(context, context.visitor.freeDay < dayOf(context.now) ? context.plan.freePerDay : 0),
  presses: {
    refund,
    // Whoever was warned that the account is about to be closed has come by with this very press.
    stay: async context => say(context.say('texts.stays')),
  },
}
