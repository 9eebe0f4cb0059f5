import type { Category } from '../../config/screening.js'
import { PHOTOLESS_KINDS, type Style } from '../../config/styles.js'
import { type Judged, judgeWords, mostChars, refusalOf } from '../prompt/words.js'
import { type Answer, type Context, tell } from './command.js'

/** Whether a style takes words of the person. */
export function takesWords(style: Pick<Style, 'prompt'>): boolean {
  return style.prompt?.includes('{wish}') ?? false
}

/** Judges a person's words for a style. What is refused leaves nothing behind but a count by category. */
export function judge(context: Context, style: Style, text: string, command: string): Judged {
  const { kind } = style
  const judged = judgeWords(text, {
    most: mostChars(kind === 'imagine' || kind === 'character' ? kind : 'portrait'),
    face: !PHOTOLESS_KINDS.includes(kind),
    screen: context.screen,
    command,
  })
  if (!judged.ok && judged.category) count(context, judged.category)
  return judged
}

/** The answer to words that are not drawn. */
export function refused(context: Context, judged: Judged & { ok: false }): Answer {
  return tell(context, judged.notice)
}

/** The answer to words that were put together and are not drawn as a whole, or null; `but` is let through. */
export function forbidden(
  context: Context,
  text: string,
  face: boolean,
  but: readonly Category[] = [],
): Answer | null {
  const category = context.screen(text, { face })
  if (!category || but.includes(category)) return null
  count(context, category)
  return tell(context, refusalOf(category))
}

function count(context: Context, category: string): void {
  context.log.info('words were refused', { category })
}
