/** What is worn by somebody who wears nothing else. Each entry is a regular expression, see screening.ts. */

const { raw } = String

const ONLY = [
  raw`(?:wearing|wears|wear|worn|dressed in|clad in|clothed in) (?:only|just|solely|merely|nothing but|nothing except)`,
  raw`(?:only|just|solely) (?:wearing|wears|dressed in|clad in|clothed in)`,
  raw`(?:dressed|clad|clothed) (?:only|just|solely) in`,
  raw`in nothing but`,
].join('|')
/** No number: `only one shoe` says that the other one is missing. */
const ITS = raw`(?:an? |the |her |his |their |my |your )?(?!one )(?:[a-z]+ )?`
const BARE = raw`(?:smiles?|grins?|perfume|jewel\w*|pearls?|necklaces?|heels|stilettos|stockings|body ?paint|paint|glitter|gold dust|whipped cream|bubbles|foam|petals|tattoos|chains)`
const LITTLE = raw`(?:hats?|caps?|scarf|tie|bow|ribbons?|boots|socks|shoes|gloves|crown|watch|belt|glasses|sunglasses|headphones|earrings?|bracelets?|leaf|leaves|towel|apron|sheet|bedsheet|blanket)`
const PEOPLE = raw`(?:woman|women|lady|ladies|man|men|guys?|person|people|models?|couple|actress|actor|he|she|him|her)`
const ENGLISH = raw`\b(?:${ONLY}) ${ITS}`

const NUR = raw`(?:nur|bloss|lediglich|ausschliesslich|nichts ausser|nichts als|nichts anderes als)`
const SEIN = raw`(?:ein|eine|einen|einem|einer|ihr|ihre|ihren|ihrem|ihrer|sein|seine|seinen|seinem|mein|meine|meinen|meinem) `
const NACKT = raw`(?:lacheln|laecheln|grinsen|parfum|parfuem|schmuck|perlen|perlenkette|halskette|stockelschuhen?|stoeckelschuhen?|high ?heels|strumpfen?|struempfen?|korperfarbe|koerperfarbe|glitzer|schlagsahne|schaum|blutenblattern?|bluetenblaettern?|ketten)`
const WENIG = raw`(?:hut|mutze|muetze|schal|krawatte|fliege|schleife|stiefeln?|socken|schuhen?|handschuhen?|krone|uhr|gurtel|guertel|brille|sonnenbrille|kopfhorern?|kopfhoerern?|handtuch|schurze|schuerze|laken|bettlaken|decke|blatt|blattern?|blaettern?)`
const LEUTE = raw`(?:frau|frauen|dame|damen|mann|manner|maenner|person|personen|leute|paar|model|models|sie|er)`
const german = (what: string) =>
  raw`(?:\b(?:tragt|traegt|tragen|tragend) ${NUR} (?:${SEIN})?(?:[a-z]+ )?${what}\b|\b${NUR} (?:mit |in )?(?:${SEIN})?(?:[a-z]+ )?${what} (?:bekleidet|angezogen|am leib)\b|\b(?:mit|in) nichts (?:als|ausser) (?:${SEIN})?(?:[a-z]+ )?${what}\b)`

/** Of anybody; a cat with only a hat is none of them. */
export const WORN_ALONE: readonly string[] = [
  raw`/${ENGLISH}${BARE}\b/`,
  raw`/\b${PEOPLE}\b.{0,60}${ENGLISH}${LITTLE}\b(?! on (?:her|his|their|the) (?:feet|head))/`,
  raw`/${german(NACKT)}/`,
  raw`/\b${LEUTE}\b.{0,60}${german(WENIG)}/`,
]

/** Of a real face, where nobody needs to be named. */
export const WORN_ALONE_BY_YOU: readonly string[] = [
  raw`/${ENGLISH}${LITTLE}\b(?! on (?:her|his|their|the) (?:feet|head))/`,
  raw`/${german(WENIG)}/`,
]
