import { findStyle, PHOTOLESS_KINDS } from '../../config/styles.js'
import { notice } from '../notice.js'
import { parseAgain } from '../prompt/parse.js'
import { type Answer, type Command, type Context, tell } from './command.js'
import { generate, originOf } from './make.js'
import { forbidden } from './words.js'

/** Makes a generation once more: the same photo, style and words, with that seed or a new one. */
async function repeat(
  context: Context,
  before: { style: string; selfieId: string | null; prompt: string | null } | null,
  seed?: number,
): Promise<Answer> {
  const style = before && findStyle(before.style)
  if (!before || !style) return tell(context, notice('button_old'))
  if (!before.selfieId && !PHOTOLESS_KINDS.includes(style.kind)) return tell(context, notice('selfie_gone'))
  // Operators may have added to their list since.
  const no = before.prompt && forbidden(context, before.prompt, before.selfieId !== null)
  if (no) return no
  return generate(context, {
    style,
    selfieId: before.selfieId,
    part: 'generation',
    prompt: before.prompt ?? undefined,
    seed,
  })
}

/** `/again` varies the last picture, `/again 123` makes it with that seed; the button under a result varies that one. */
export const again: Command = {
  name: 'again',
  argument: '[seed]',
  options: [{ name: 'seed', required: false }],
  takesPhoto: false,
  needsConsent: true,
  async run(context, argument) {
    const parsed = parseAgain(argument)
    if (!parsed) return tell(context, notice('seed_unreadable'))
    const last = await context.db.generation.findFirst({
      // Not what this very event has made before a crash.
      where: {
        personId: context.visitor.personId,
        NOT: { origin: { startsWith: originOf(context, 'generation') } },
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    })
    return last ? repeat(context, last, parsed.seed) : tell(context, notice('again_none'))
  },
  presses: {
    async again(context, [generationId = '']) {
      const before = await context.db.generation.findFirst({
        where: { id: generationId, personId: context.visitor.personId },
      })
      return repeat(context, before)
    },
  },
}
