/**
 * What the booth does not draw, as words and patterns by category; operators add their own by SCREENING_FILE.
 *
 * An entry is a word or a phrase, found whole; `…*` at its end takes any ending. Case, accents and spelling tricks do not
 * matter, see core/prompt/readings.ts. An entry between slashes is a regular expression on the text in small letters
 * without accents and punctuation; those of `smuggling` see the punctuation.
 */
import { HATE, SELF_HARM, VIOLENCE } from './screening/cruel.js'
import { ABUSE, SEXUAL, UNDRESSING } from './screening/indecent.js'
import { FAKES } from './screening/people.js'
import { SMUGGLING } from './screening/smuggling.js'

export { HARMLESS } from './screening/harmless.js'
export { SUGGESTIVE } from './screening/indecent.js'
export { ACQUAINTANCES, DECEPTION, FIGURES, MINORS } from './screening/people.js'

/** In the order in which they are looked for: the first that fits names the refusal. */
export const CATEGORIES = [
  'sexual_minors',
  'sexual_real_people',
  'smuggling',
  'sexual',
  'self_harm',
  'hate',
  'violence_gore',
  'real_people',
] as const
export type Category = (typeof CATEGORIES)[number]

/** Nobody can switch these off. */
export const ALWAYS_REFUSED: readonly Category[] = ['sexual_minors', 'sexual_real_people', 'smuggling']

/** Each category's own words; core/prompt/screen.ts puts some of them together with people. */
export const SCREENING: Readonly<Record<Category, readonly string[]>> = {
  sexual_minors: ABUSE,
  sexual_real_people: UNDRESSING,
  smuggling: SMUGGLING,
  sexual: SEXUAL,
  self_harm: SELF_HARM,
  hate: HATE,
  violence_gore: VIOLENCE,
  real_people: FAKES,
}
