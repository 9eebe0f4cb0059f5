/** Expected outcomes told to a person, as values; the locales word them (`notice.<id>`). */

/** Why a photo cannot be used, all at once. Each has a sentence in the locales that says how to mend it. */
export const REFUSAL_REASONS = [
  'not_an_image',
  'too_large',
  'too_small',
  'animated',
  'unreadable',
  'no_face',
  'several_faces',
  'face_too_small',
  'face_cut_off',
  'too_blurry',
  'too_dark',
  'too_bright',
  'turned_away',
  'eyes_closed',
  'covered',
  'looks_underage',
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

export type NoticeContext = Readonly<Record<string, string | number>>

export interface Notice<Id extends string = string> {
  id: Id
  context: NoticeContext
}

/** A notice as a value. Numbers and words in the context are what the sentence needs, nothing personal. */
export function notice<Id extends string>(id: Id, context: NoticeContext = {}): Notice<Id> {
  return { id, context }
}
