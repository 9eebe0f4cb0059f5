/** Sexual content; what makes it worse stands in people.ts. */
import { WORN_ALONE, WORN_ALONE_BY_YOU } from './alone.js'
import { words } from './words.js'

/** Refused whatever stands beside them. */
export const ABUSE: readonly string[] = [
  ...words(`
  loli, lolis, lolicon, shotacon, toddlercon, jailbait, csam, barely legal, kiddie porn, kid porn,
  child porn*, childporn*, teen porn*, kinderporn*, kinder porn*, pedo, pedos, pedophil*, paedophil*,
  pädophil*`),
]

/** Refused of anybody. */
export const SEXUAL: readonly string[] = [
  ...words(`
  nude, nudes, nudity, nudist*, naked, nakedness, topless, bottomless, undress*, unclothed, unclad,
  stripped naked, birthday suit, no clothes, no clothing, without clothes, without any clothes,
  without clothing, wearing nothing, with nothing on, nothing on but, clothes off, clothes removed,
  bare breast*, bare chested woman, bare chested girl, bare bottom, exposed breast*, see through dress,
  see through clothes, see through shirt, porn*, xxx, nsfw, hentai, rule 34, sex, sexual*, sex act*,
  intercourse, erotic*, erotik*, erotisch*, orgasm*, orgy, orgies, masturbat*, masturbier*, blowjob*,
  blow job*, handjob*, hand job*, deepthroat*, cumshot*, cum, creampie*, bukkake, gangbang*, penis*,
  phallus, vagina*, vulva*, clitoris, genital*, nipple*, areola*, boobs, boobies, tits, titties, pussy,
  cunt*, dildo*, vibrator*, bdsm, fetish*, fetisch*, bondage, anal, anus, fuck, fucks, fucked, fucking,
  horny, milf*, onlyfans, striptease, stripper*, upskirt*, downblouse, ahegao, futanari, rape, raped,
  rapes, raping, dick pic*, nackt*, nackig*, splitternackt*, halbnackt*, entkleidet*, unbekleidet*,
  hüllenlos*, oben ohne, ohne kleidung, ohne kleider, ohne klamotten, ohne bekleidung, sexszene*, sexuell*,
  geschlechtsverkehr, geschlechtsteil*, titten, brustwarze*, nippel*, muschi, muschis, fotze*, möse, fick,
  ficken*, fickt, gefickt*, wichs*, blasen lassen, vergewaltig*, desnud*, nue, nues, seins nus, голая,
  голые`),
  '/\\b(take|takes|taking|took|rip|rips|ripping|remove|removes|removing) (off )?(her|his|their|my|all|the) (clothes|clothing|dress|shirt|bra|panties|underwear|bikini|pants)/',
  '/\\b(his|my|big|huge|hard|erect|giant) (dick|cock)\\b/',
  ...WORN_ALONE,
  '/\\b(zieh|ziehe|zieht) (sie|ihn|mich|ihr|ihm|mir)( [a-z]+){0,3} aus\\b/',
]

/** Making somebody real into it. */
export const UNDRESSING: readonly string[] = [
  ...words(`
  nudify, nudified, undress her, undress him, undress me, deepnude, deep nude`),
]

/** Nothing to refuse by itself, but of a real face, a real person or somebody young it is. */
export const SUGGESTIVE: readonly string[] = [
  ...words(`
  sexy, sexier, sexiest, seductive*, sensual*, provocative*, sultry, lewd*, slutty, slut, slave girl,
  bikini*, lingerie, underwear, panties, thong, thongs, bra, bras, g string, cleavage, busty, big breasts,
  large breasts, huge breasts, breasts, playboy bunny, playboy cover, wet t shirt, wet shirt, shirtless,
  scantily*, half dressed, barely dressed, barely clothed, without a shirt, without shirt, ohne hemd,
  ohne oberteil, aufreizend*, lasziv*, verführerisch*, geil*, unterwäsche, reizwäsche, dessous,
  leicht bekleidet*, knapp bekleidet*, tanga, tangas, schlüpfer, dekolleté, dekolletee, busen, brüste`),
  ...WORN_ALONE_BY_YOU,
]
