import { styleTitle } from '../delivery/view.js'
import { cancelAll } from '../generation/cancel.js'
import { cancel as cancelOne, live } from '../generation/store.js'
import { notice } from '../notice.js'
import { type Answer, type Command, type Context, say, tell } from './command.js'

/** Stops what waits or runs: the only one at once, otherwise the person picks. */
export const cancel: Command = {
  name: 'cancel',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  async run(context) {
    const underway = await live(context.db, context.visitor.personId)
    if (underway.length === 0) return tell(context, notice('nothing_to_cancel'))
    if (underway.length === 1) return stopAll(context)
    return say(context.say('texts.cancelWhich'), {
      buttons: [
        ...underway
          .slice(0, 9)
          .map(generation => [
            { action: `cancel:${generation.id}`, label: styleTitle(context.say, generation.style) },
          ]),
        [{ action: 'cancel:all', label: context.say('texts.cancelAll'), tone: 'danger' as const }],
      ],
    })
  },
  presses: {
    async cancel(context, [id = '']) {
      if (id === 'all') return stopAll(context)
      const { personId } = context.visitor
      const jobs = await cancelOne(context.db, { personId, generationId: id, now: context.now })
      // The generation's own message says that it was cancelled.
      return jobs ? { messages: [], jobs } : tell(context, notice('already_ended'))
    },
  },
}

async function stopAll(context: Context): Promise<Answer> {
  const { count, jobs } = await cancelAll(context.db, context.visitor.personId, context.now)
  if (count === 0) return tell(context, notice('nothing_to_cancel'))
  return { ...say(context.say('texts.cancelledCount', { count })), jobs }
}
