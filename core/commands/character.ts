import { PROMPT } from '../../config/limits.js'
import { notice } from '../notice.js'
import {
  type Character,
  characterId,
  charactersOf,
  characterWords,
  keepCharacter,
} from '../person/character.js'
import { parseCharacter, sameName } from '../prompt/parse.js'
import { type Answer, type Command, type Context, join, say, tell } from './command.js'
import { available, generate, originOf, type Wanted } from './make.js'
import { forbidden, judge, refused } from './words.js'

/** Draws a character that is kept: the same description and, unless another is named, the same seed. */
async function draw(context: Context, character: Character, scene: string, seed?: number): Promise<Answer> {
  const style = available(context, 'character')
  if ('messages' in style) return style
  const judged = judge(context, style, scene === '' ? character.description : scene, 'character')
  if (!judged.ok) return refused(context, judged)
  const prompt = characterWords(character, scene === '' ? '' : judged.words)
  // Two harmless halves can make one whole that is not.
  const no = forbidden(context, prompt, false)
  if (no) return no
  const wanted: Wanted = { prompt, seed: seed ?? character.seed }
  return generate(context, { ...wanted, style, selfieId: null, part: 'generation' })
}

/** Keeps a character that is described for the first time, and draws it. */
async function describe(
  context: Context,
  name: string,
  text: string,
  own: { seed?: number; count: number },
): Promise<Answer> {
  const { db, visitor, now } = context
  if (text === '') return tell(context, notice('character_unknown', { name }))
  if (own.count >= PROMPT.characters)
    return tell(context, notice('characters_full', { most: PROMPT.characters }))
  const style = available(context, 'character')
  if ('messages' in style) return style
  const judged = judge(context, style, text, 'character')
  if (!judged.ok) return refused(context, judged)
  const no = forbidden(context, `${name}, ${text}`, false)
  if (no) return no
  const id = characterId(originOf(context, 'character'))
  const made = { id, name, description: judged.words, seed: own.seed ?? context.newSeed() }
  const kept = await keepCharacter(db, visitor.personId, made, now)
  return join(say(context.say('prompts.characterKept', { name: kept.name })), await draw(context, kept, ''))
}

/** The person's characters: a button draws one again. What they look like is told in private only. */
async function list(context: Context): Promise<Answer> {
  const all = await charactersOf(context.db, context.visitor.personId)
  if (all.length === 0) return say(context.say('prompts.characterNone'))
  const shown = all.slice(-PROMPT.characters)
  const alone = context.incoming.place.kind === 'private'
  const lines = shown.map(({ name, description }) =>
    alone
      ? context.say('prompts.characterLine', { name, description: description.slice(0, PROMPT.shownChars) })
      : context.say('prompts.characterName', { name }),
  )
  const buttons = shown.map(({ id, name }) => ({ action: `character:${id}`, label: name }))
  const rows = Array.from({ length: Math.ceil(buttons.length / 5) }, (_, row) =>
    buttons.slice(row * 5, row * 5 + 5),
  )
  const remove = { action: 'delete:characters', label: context.say('prompts.characterDelete') }
  return say([context.say('prompts.characterTitle'), ...lines].join('\n'), { buttons: [...rows, [remove]] })
}

/** `/character Mia a girl with red hair` the first time, `/character Mia in the rain` from then on; alone it lists them. */
export const character: Command = {
  name: 'character',
  argument: '[name] [description or scene]',
  options: [
    { name: 'name', required: false },
    { name: 'description', required: false },
  ],
  takesPhoto: false,
  needsConsent: true,
  async run(context, argument) {
    if (argument.trim() === '') return list(context)
    const { name, text, seed } = parseCharacter(argument)
    if (name === null) return tell(context, notice('character_name', { limit: PROMPT.nameChars }))
    const own = await charactersOf(context.db, context.visitor.personId)
    const mine = characterId(originOf(context, 'character'))
    // What this very event has made before a crash is still to be described.
    const others = own.filter(({ id }) => id !== mine)
    const known = others.find(one => sameName(one.name, name))
    if (known) return draw(context, known, text, seed)
    return describe(context, name, text, { count: others.length, ...(seed !== undefined && { seed }) })
  },
  presses: {
    async character(context, [id = '']) {
      const own = await charactersOf(context.db, context.visitor.personId)
      const known = own.find(one => one.id === id)
      return known ? draw(context, known, '') : tell(context, notice('button_old'))
    },
  },
}
