import { refund as giveBack } from '../billing/refund.js'
import { notice } from '../notice.js'
import { type Answer, type Context, say, tell } from './command.js'

/** The button under a picture that may not look like the person: what it has cost is theirs again. */
export async function refund(context: Context, [generationId = '']: string[]): Promise<Answer> {
  const done = await giveBack(context.db, context.visitor.personId, generationId)
  if (done.how !== 'given')
    return tell(context, notice(done.how === 'already' ? 'refunded_already' : 'button_old'))
  return { ...say(context.say('texts.refunded', { count: done.credits })), jobs: done.jobs }
}
