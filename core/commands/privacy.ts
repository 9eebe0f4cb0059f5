import { POLICY, POLICY_VERSION } from '../../config/policy.js'
import { type Command, say } from './command.js'

/** Prints the privacy table, with the buttons that make use of the rights. */
export const privacy: Command = {
  name: 'privacy',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  async run(context) {
    const entries = Object.values(POLICY)
    const shared = [...new Set(entries.flatMap(entry => entry.sharedWith))]
    return say(
      [
        context.say('texts.privacyTitle', { version: POLICY_VERSION }),
        ...entries.map(({ data, purpose, period, ending }) =>
          context.say('texts.privacyEntry', { data, purpose, period, ending }),
        ),
        shared.length > 0
          ? context.say('texts.privacyShared', { names: shared.join(', ') })
          : context.say('texts.privacySharedNobody'),
        context.say('texts.privacyRights'),
      ].join('\n'),
      {
        buttons: [
          [
            { action: 'consent:all:no', label: context.say('texts.consentWithdraw') },
            { action: 'delete:all', label: context.say('texts.deleteAllButton'), tone: 'danger' },
          ],
        ],
      },
    )
  },
}
