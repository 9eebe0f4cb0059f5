import { message } from '../delivery/view.js'
import { notice } from '../notice.js'
import { isLinked, partAccount } from '../person/unlink.js'
import { type Answer, type Command, type Context, say, tell } from './command.js'

/** The dialogue stays in one message. */
function show(context: Context, text: 'link.alone' | 'link.stayed'): Answer {
  return { messages: [message(undefined, context.say(text), { inPlace: true })], jobs: [] }
}

/** Parts this account from the others, after a question. */
export const unlink: Command = {
  name: 'unlink',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  async run(context) {
    const { accountId, personId } = context.visitor
    if (!(await isLinked(context.db, personId))) return tell(context, notice('nothing_linked'))
    return say(context.say('link.partAsk'), {
      buttons: [
        [
          { action: `unlink:yes:${accountId}`, label: context.say('link.partButton'), tone: 'danger' },
          { action: `unlink:no:${accountId}`, label: context.say('link.stayButton') },
        ],
      ],
    })
  },
  presses: {
    async unlink(context, [word, asked]) {
      const { accountId, personId } = context.visitor
      if (asked !== accountId) return tell(context, notice('not_your_button'))
      if (word !== 'yes') return show(context, 'link.stayed')
      // Standing alone already is what was asked for: a repeat says the same.
      const jobs = await partAccount(context.db, { accountId, personId, now: context.now })
      return { ...show(context, 'link.alone'), jobs: jobs ?? [] }
    },
  },
}
