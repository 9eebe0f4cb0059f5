/** Harm, hatred and violence. */
import { words } from './words.js'

export const SELF_HARM: readonly string[] = [
  ...words(`
  suicide*, suicidal, suizid*, selbstmord*, selbsttötung, self harm*, selfharm*, selbstverletz*,
  kill myself, killing myself, kill yourself, kill himself, kill herself, hang myself, hanging myself,
  hanging himself, hanging herself, hanged myself, slit wrist*, slitting wrist*, slitting his wrist*,
  slitting her wrist*, slitting my wrist*, cut my wrist*, cutting my wrist*, cutting her wrist*,
  cutting his wrist*, cutting myself, bring mich um, bringe mich um, mich umbringen, sich umbringt,
  sich erhängt, mich erhängen, pulsadern, ritzt sich, sich ritzt, mich ritzen, thinspo, thinspiration,
  pro ana, proana`),
]

export const HATE: readonly string[] = [
  ...words(`
  nigger*, nigga*, neger*, kike, kikes, faggot*, fag, fags, tranny, trannies, wetback*, raghead*,
  towelhead*, sand nigger*, gook, gooks, chink, chinks, untermensch*, kanake*, judensau, saujude*,
  schwuchtel*, swastika*, hakenkreuz*, heil hitler, sieg heil, hitler salute, hitlergruß, nazi salute,
  nazi flag, nazi uniform, ss uniform, waffen ss, ku klux klan, kkk, klansman, klansmen, white power,
  white supremac*, gas the jews, juden vergasen, ausländer raus`),
  '/\\b(exterminate|eradicate|kill all|death to|gas) (the )?(jews|muslims|blacks|gays|arabs|christians|immigrants|refugees|women)\\b/',
  '/\\b(tod|vernichtet|totet alle) (den |allen |die )?(juden|muslime\\w*|schwarzen|schwulen|arabern?|christen|auslander\\w*|fluchtlinge\\w*|frauen)\\b/',
]

export const VIOLENCE: readonly string[] = [
  ...words(`
  gore, gory, guro, behead*, decapitat*, dismember*, disembowel*, eviscerat*, mutilat*, severed head*,
  severed limb*, severed arm*, severed leg*, entrails, guts spilling, brains spilling, skinned alive,
  burned alive, burnt alive, torture*, torturing, snuff film*, snuff movie*, lynched, lynching*,
  lynch mob*, massacre*, mass shooting*, school shooting*, mass shooter*, school shooter*, terror attack*,
  terrorist attack*, stabbed to death, stabbing someone, blood everywhere, pool of blood, covered in blood,
  enthaupt*, geköpft*, zerstückel*, ausgeweidet*, ausweiden, verstümmel*, gedärme, folter*, gefoltert*,
  massaker*, amoklauf*, amokläufer*, blutbad, blutlache, blutüberströmt*, terroranschlag*`),
]
