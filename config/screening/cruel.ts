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
  white supremac*, gas the jews, juden vergasen, ausländer raus, hitler*, himmler, goebbels, hermann göring,
  heydrich, josef mengele, adolf eichmann, mein führer, reichsparteitag*`),
  // The time may be told of; those who did it are not shown off.
  '/\\b(glorious|heroic|proud|noble|victorious|triumphant|brave|mighty|handsome|great) ([a-z]+ )?(nazis?|third reich|wehrmacht|gestapo|ss officers?|ss soldiers?)\\b/',
  '/\\bnazi ([a-z]+ )?(hero|heroes|heroine|rally|rallies|parades?|marches|marching|banners?|propaganda|posters?|officers?|soldiers?|generals?|salut\\w*|symbols?)\\b/',
  '/\\b(glorify|glorifying|celebrate|celebrating|praise|praising|worship|worshipping|honou?r|honou?ring) (the )?(nazis?|third reich|wehrmacht|gestapo)\\b/',
  '/\\b(stolz|heldenhaft|siegreich|ruhmreich|glorreich|tapfer|gross)(e|er|es|en|em) ([a-z]+ )?(nazis?|wehrmacht\\w*|gestapo|ss offizier\\w*|ss soldat\\w*|dritte[ns]? reich\\w*)\\b/',
  '/\\bnazi ?(held|helden|aufmarsch\\w*|aufmarsche|parade\\w*|kundgebung\\w*|offizier\\w*|soldat\\w*|propaganda\\w*|plakat\\w*|fahne\\w*|flagge\\w*|symbol\\w*|uniform\\w*|gruss)\\b/',
  '/\\b(exterminate|eradicate|kill all|death to|gas) (the )?(jews|muslims|blacks|gays|arabs|christians|immigrants|refugees|women)\\b/',
  '/\\b(tod|vernichtet|totet alle) (den |allen |die )?(juden|muslime\\w*|schwarzen|schwulen|arabern?|christen|auslander\\w*|fluchtlinge\\w*|frauen)\\b/',
]

export const VIOLENCE: readonly string[] = [
  ...words(`
  gore, gory, guro, behead*, decapitat*, dismember*, disembowel*, eviscerat*, mutilat*, entrails, guts spilling, brains spilling, skinned alive,
  burned alive, burnt alive, torture*, torturing, snuff film*, snuff movie*, lynched, lynching*,
  lynch mob*, massacre*, mass shooting*, school shooting*, mass shooter*, school shooter*, terror attack*,
  terrorist attack*, stabbed to death, stabbing someone, blood everywhere, pool of blood, covered in blood,
  enthaupt*, geköpft*, zerstückel*, ausgeweidet*, ausweiden, verstümmel*, gedärme, folter*, gefoltert*,
  massaker*, amoklauf*, amokläufer*, blutbad, blutlache, blutüberströmt*, terroranschlag*`),
  // Ropes and ties may be severed, too.
  '/\\b(severed|hacked off|chopped off|sawn off|sawed off|lopped off) (?:(?:human|bloody|bleeding|rotting|left|right|zombie|womans?|mans?|childs?|persons?|s) )*(heads?|necks?|hands?|fingers?|thumbs?|arms?|limbs?|legs?|foot|feet|toes?|ears?|noses?|tongues?|eyes?|eyeballs?|breasts?|torsos?|body parts?)\\b/',
  '/\\b(abgetrennt|abgehackt|abgeschlagen|abgeschnitten|abgerissen|abgesaegt|abgesagt)(e|er|es|en|em) (?:(?:menschlich|blutig|blutend|verwesend|link|recht)(?:e|er|es|en|em) )*(kopf\\w*|koepfe\\w*|hals|hand|hande\\w*|haende\\w*|finger\\w*|daumen|arm|arme|armen|bein|beine|beinen|fuss|fusse\\w*|fuesse\\w*|zehe|zehen|ohr|ohren|nase|nasen|zunge|zungen|auge|augen|bruste|brueste|glied\\w*|korperteil\\w*|koerperteil\\w*)\\b/',
]
