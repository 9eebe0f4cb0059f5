/** Words that many templates share. */

/** For models that change a photo: what must not change. */
export const KEEP =
  'Keep the same person: exactly the same facial features, face shape, skin tone, age, eye colour and hair. Show this one person only.'

/** For models that draw anew around a face. */
export const SAME =
  'the same person with the same facial features and age, one person only, face clearly visible'

/** What nobody wants, for models that take it. */
export const AVOID =
  'different person, several people, deformed face, cross-eyed, extra fingers, extra limbs, nudity, text, signature, watermark, low resolution, blurry'

/** How alike a photograph must be: all persons measured pass, and one stranger in a hundred (tests/bench/likeness.ts). */
export const ALIKE = 0.5
/** What is drawn loses more of the person than of the stranger: all persons measured pass, and two strangers in a hundred. */
export const ALIKE_DRAWN = 0.45
