/** What people in these tests do again and again. */
import type { Place, SeenMessage } from '../../contract/stage.js'
import type { SlackPerson } from '../../fakes/slack/people.js'
import { eventually } from '../../support/booth.js'

/** A photo that passes the gate of the stage's eyes. */
export const GOOD = Buffer.from('good')

/** The newest message that a person can see. */
export function newest(person: SlackPerson, where?: Place): SeenMessage | undefined {
  return person.messages(where).at(-1)
}

/** Waits until a message with these words can be seen, and answers it. */
export async function sees(person: SlackPerson, words: string, where?: Place): Promise<SeenMessage> {
  const messages = await eventually(
    () => person.messages(where),
    seen => seen.some(({ text }) => text.includes(words)),
  )
  return messages.findLast(({ text }) => text.includes(words)) as SeenMessage
}

/** Answers both questions of the consent. */
export async function consent(person: SlackPerson, where?: Place): Promise<void> {
  await person.command('start', '', where)
  await sees(person, 'Two questions first', where)
  await person.press('Yes, use my photo', where)
  await sees(person, 'You agreed', where)
  await person.press('Yes, I am', where)
  await sees(person, 'You are all set', where)
}

/** From a photo in the direct channel to the picture. */
export async function portrait(person: SlackPerson): Promise<void> {
  const before = person.messages().filter(({ images }) => images.length > 0).length
  await person.send('message', [GOOD])
  await sees(person, 'good photo')
  await person.press('Noir')
  await eventually(
    () => person.messages().filter(({ images }) => images.length > 0).length,
    count => count > before,
  )
}
