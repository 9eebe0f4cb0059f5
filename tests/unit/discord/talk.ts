/** What people in these tests do again and again. */
import type { Place, SeenMessage } from '../../contract/stage.js'
import type { DiscordPerson } from '../../fakes/discord/person.js'
import type { DiscordStage } from '../../fakes/discord/stage.js'
import type { Channel } from '../../fakes/discord/world.js'
import { eventually } from '../../support/booth.js'

/** A photo that passes the gate of the stage's eyes. */
export const GOOD = Buffer.from('good')

type Where = Place | Channel

/** Waits until a message with these words can be seen, and answers it. */
export async function sees(person: DiscordPerson, words: string, where?: Where): Promise<SeenMessage> {
  const messages = await eventually(
    () => person.messages(where),
    seen => seen.some(({ text }) => text.includes(words)),
  )
  return messages.findLast(({ text }) => text.includes(words)) as SeenMessage
}

/** Waits for a message with a picture, and answers the newest. */
export async function pictured(person: DiscordPerson, where?: Where, ms?: number): Promise<SeenMessage> {
  const messages = await eventually(
    () => person.messages(where),
    seen => seen.some(({ images }) => images.length > 0),
    ms,
  )
  return messages.findLast(({ images }) => images.length > 0) as SeenMessage
}

/** Somebody who has agreed to everything. */
export async function guest(stage: DiscordStage, name: string): Promise<DiscordPerson> {
  const person = await stage.person(name)
  await person.command('start')
  await sees(person, 'Two questions first')
  await person.press('Yes, use my photo')
  await sees(person, 'You agreed')
  await person.press('Yes, I am')
  await sees(person, 'You are all set')
  return person
}

/** Somebody whose photo was accepted. */
export async function sitter(stage: DiscordStage, name: string): Promise<DiscordPerson> {
  const person = await guest(stage, name)
  await person.send('message', [GOOD])
  await sees(person, 'good photo')
  return person
}

/** A portrait is being made, and stays so until the engine is released. */
export async function atWork(stage: DiscordStage, person: DiscordPerson, where: Where): Promise<void> {
  stage.house.engine.hold()
  await person.command('portrait', 'noir', where)
  await eventually(
    () => person.messages(where).some(({ text }) => text.includes('Noir – working on it')),
    there => there,
  )
}
