/**
 * Phrases that only look like something else; they are taken out before anything is looked for. So none of them may be
 * about somebody young, or what is asked of them would no longer be seen.
 */
import { words } from './words.js'

export const HARMLESS: readonly string[] = [
  ...words(`
  naked mole rat*, naked eye*, naked tree*, naked cake*, naked neck chicken*, nude lipstick*, nude heels,
  nude tone*, nude color*, nude colour*, nude palette*, nude nails, nude make up, nude makeup, nacktmull*,
  nacktschnecke*, nacktkatze*, nacktsamer*, sex pistols, same sex, opposite sex, sex and the city,
  great tits, blue tits, coal tits, marsh tits, long tailed tits, pussy cat*, pussy willow*, puss in boots,
  summa cum laude, magna cum laude, cum laude, anal fin*, wire stripper*, paint stripper*, cable stripper*,
  rape seed*, rape field*, field of rape, vibrator motor*, al gore, gore tex, gore verbinski,
  suicide squad, sudden death*, chink in the armo*, chink of light, chicken breast*, robin red breast*,
  bikini bottom, bikini atoll, baby blue, baby pink, baby grand*, trump card*, oberschenkel*, minor key*,
  ursa minor, asia minor, game boy*`),
]
