import { processorsOf } from '../../config/policy.js'
import type { Button, Message } from '../platform.js'
import { shortPolicy } from '../privacy/short.js'
import { policyRows } from '../privacy/table.js'
import { choices } from './choices.js'
import { type Answer, type Command, type Context, say } from './command.js'
import { named } from './consent.js'

function title({ say, policy }: Context): string {
  return say('texts.privacyTitle', { version: policy.version, hash: policy.hash })
}

/** Who gets what; no address, since not every platform lets one lead to where cards are taken. */
function shared(context: Context): string {
  const cards = processorsOf(context.place, []).find(({ does }) => does === 'payment')
  const photos = sharedPhotos(context)
  return cards ? `${photos} ${context.say('money.privacyCards', { name: cards.name })}` : photos
}

function sharedPhotos(context: Context): string {
  const engines = context.catalogue.engines()
  if (engines.length === 0) return context.say('texts.privacySharedNobody')
  const rows = policyRows(context.policy, context.say).filter(row => row.shared)
  return context.say('texts.privacyShared', {
    names: named(context, engines),
    data: rows.map(({ data }) => data).join('; '),
  })
}

/** Every right has a button; each does what its command does. */
function rights({ say, visitor }: Context): Message['buttons'] {
  const button = (action: string, label: string): Button => ({ action, label })
  return [
    [button('privacy:table', say('rights.tableButton')), button('choices', say('rights.choicesButton'))],
    [button('export', say('rights.exportButton')), button('correct', say('rights.correctButton'))],
    [
      visitor.frozen
        ? button('freeze:off', say('rights.unfreezeButton'))
        : button('freeze:on', say('rights.freezeButton')),
      button('object', say('rights.objectButton')),
    ],
    [button('request', say('rights.requestButton')), button('withdraw:ask', say('texts.consentWithdraw'))],
    [{ action: 'delete:menu', label: say('rights.deleteButton'), tone: 'danger' }],
  ]
}

/** The whole table. */
async function table(context: Context): Promise<Answer> {
  const lines = policyRows(context.policy, context.say).map(row => {
    const { data, purpose, ground, place, period, ending } = row
    return context.say('texts.privacyEntry', { data, purpose, ground, place, period, ending })
  })
  return say([title(context), ...lines, shared(context), context.say('texts.privacyRights')].join('\n'))
}

/** Says in short what is kept and why, with a button for each right and one for the whole table. */
export const privacy: Command = {
  name: 'privacy',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  async run(context) {
    return say([title(context), ...shortPolicy(context), shared(context)].join('\n'), {
      buttons: rights(context),
    })
  },
  async glance(context) {
    const lines = [title(context), ...shortPolicy(context), shared(context), context.say('texts.privacyMore')]
    return say(lines.join('\n'), { buttons: rights(context).slice(-2) })
  },
  presses: { privacy: table, choices },
}
