import type { Style } from '../../config/styles.js'
import { cleanWords } from '../prompt/words.js'

/** Follows the person's words where they are taken: no style ends with words that are not ours. */
const AFTER = 'Fit for all ages.'

/**
 * What a model is told: the style's own words, with the person's between them as a sentence part that cannot end them.
 * The same style and words make the same text always: engines are searched by it after a crash. Pure.
 */
export function fullPrompt(style: Pick<Style, 'prompt'>, wish: string | null): string {
  const template = style.prompt ?? ''
  if (!template.includes('{wish}')) return template.trim()
  const words = cleanWords(wish ?? '').replace(/[.!?…]+$/, '')
  if (words === '') return tidy(template.replace('{wish}', ''))
  const [before = '', after = ''] = template.split('{wish}', 2)
  // What follows the words is a sign of ours, or a full stop is put there.
  const end = /^\s*[,.;:!?]/.test(after) ? '' : '.'
  return tidy(`${before.trim() === '' ? 'A picture of ' : before}${words}${end}${after} ${AFTER}`)
}

/** Without the gaps that missing words leave. */
function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,.;:!?])/g, '')
    .replace(/[,;:]+(?=[,;:.!?])/g, '')
    .trim()
}
