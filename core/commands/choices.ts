/** What a person has said yes to, purpose by purpose: to look at and to turn over. */
import { ALL_PURPOSES, type Purpose } from '../../config/policy.js'
import { notice } from '../notice.js'
import type { Button } from '../platform.js'
import { dropPurpose } from '../privacy/purposes.js'
import { type Answer, type Context, join, say, tell } from './command.js'
import { answer, comparesFaces, withdraw, wording } from './consent.js'

/** Those that mean something here now; what was agreed to can be taken back, whether or not it does. */
export function purposesOf(context: Context): Purpose[] {
  const { answers } = context.visitor
  return ALL_PURPOSES.filter(
    purpose => purpose !== 'likeness' || answers.likeness === true || comparesFaces(context),
  )
}

/** A purpose in a few words. */
export function purposeWords(context: Context, purpose: Purpose): string {
  return context.say(`purposes.${purpose}.words`, { age: context.minimumAge })
}

function view(context: Context, inPlace: boolean): Answer {
  const { say: word, visitor } = context
  const purposes = purposesOf(context)
  const lines = purposes.map(purpose =>
    word(visitor.answers[purpose] ? 'rights.choiceYes' : 'rights.choiceNo', {
      what: purposeWords(context, purpose),
    }),
  )
  const buttons = purposes.map((purpose): Button => {
    const given = visitor.answers[purpose] === true
    const label = word(`purposes.${purpose}.label`)
    return { action: `choices:${given ? 'no' : 'ask'}:${purpose}`, label: given ? `✓ ${label}` : label }
  })
  const rows: Button[][] = []
  for (let at = 0; at < buttons.length; at += 2) rows.push(buttons.slice(at, at + 2))
  return say([word('rights.choicesTitle'), ...lines].join('\n'), {
    buttons: rows,
    ...(inPlace && { inPlace }),
  })
}

/** The exact question, since nobody agrees to what they have not read. */
function ask(context: Context, purpose: Purpose): Answer {
  return say(wording(context, purpose), {
    inPlace: true,
    buttons: [
      [
        { action: `choices:yes:${purpose}`, label: context.say('rights.yes'), tone: 'primary' },
        { action: 'choices:keep', label: context.say('rights.no') },
      ],
    ],
  })
}

/** Takes one consent back, with all that was for it. */
export async function refuse(context: Context, purpose: Purpose): Promise<Answer> {
  if (purpose === 'face' || purpose === 'adult') return withdraw(context, purpose)
  await answer(context, purpose, false)
  await dropPurpose(context, context.visitor.personId, purpose)
  return { messages: [], jobs: [] }
}

/** The choices, and what their buttons do. */
export async function choices(context: Context, [what, value]: string[]): Promise<Answer> {
  if (what === undefined) return view(context, false)
  if (what === 'keep') return view(context, true)
  const purpose = ALL_PURPOSES.find(one => one === value)
  if (!purpose) return tell(context, notice('button_old'))
  switch (what) {
    case 'ask':
      return ask(context, purpose)
    case 'yes':
      await answer(context, purpose, true)
      return view(context, true)
    case 'no': {
      const told = await refuse(context, purpose)
      return join(view(context, true), told)
    }
    default:
      return tell(context, notice('button_old'))
  }
}
