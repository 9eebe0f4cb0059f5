/** Who a picture is of. */
import { words } from './words.js'

/** Words for the young; `Kind` alone is an English word too. With anything sexual or suggestive beside them, nothing is drawn. */
export const MINORS: readonly string[] = [
  ...words(`
  child*, kid, kids, kiddo*, girl, girls, boy, boys, schoolgirl*, schoolboy*, school girl*, school boy*,
  toddler*, infant*, baby, babies, newborn*, preteen*, pre teen*, tween, tweens, teen, teens, teenage*,
  adolescent*, underage*, under age, minor, minors, prepubescent, pubescent, puberty, lolita*, shota,
  daughter*, my son, her son, his son, kindergart*, pupil, pupils, elementary school*, middle school*,
  high school*, highschool*, kinder*, kindes, kindlich*, mädchen*, mädel*, schulmädchen*, schülerin*,
  schüler, schülern, jungs, bub, buben, jugendlich*, minderjährig*, teenie*, säugling*, kleinkind*,
  tochter, töchter*, enkel*, training bra*`),
  '/\\b(1[0-7]|[1-9])( |-)?(year|yr|jahr|jahrig\\w*|jaehrig\\w*)s?( |-)?(old)?\\b/',
  '/\\b(1[0-7]|[1-9]) ?(y ?o|yo)\\b/',
  '/\\baged? (1[0-7]|[1-9])\\b/',
  '/\\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen) years? old\\b/',
  '/\\b(ein|zwei|drei|vier|funf|fuenf|sechs|sieben|acht|neun|zehn|elf|zwolf|zwoelf|dreizehn|vierzehn|funfzehn|fuenfzehn|sechzehn|siebzehn) ?(jahrig|jaehrig)\\w*/',
  '/\\b(ein|das|mein|dein|sein|ihr|dem|jedes|kleines|nacktes) kind\\b/',
  '/\\bkind (im|in|mit|ohne|nackt|auf|am)\\b/',
  '/\\b(ein|der|mein|dein|kleiner|nackter|dem|den) jungen?\\b/',
]

/** Public figures whose likeness is misused most; short on purpose, operators know their own country's. */
export const FIGURES: readonly string[] = [
  ...words(`
  donald trump, trump, joe biden, biden, kamala harris, obama, hillary clinton, putin, selenskyj,
  zelensky*, macron, merkel, olaf scholz, friedrich merz, annalena baerbock, alice weidel,
  ursula von der leyen, netanyahu, erdogan, xi jinping, kim jong un, king charles, prince harry,
  meghan markle, kate middleton, the pope, pope francis, pope leo, der papst, papst, elon musk, jeff bezos,
  mark zuckerberg, bill gates, taylor swift, billie eilish, ariana grande, emma watson, scarlett johansson,
  kim kardashian, greta thunberg, heidi klum`),
]

/** Real people without a name: with anything sexual or suggestive beside them, nothing is drawn. */
export const ACQUAINTANCES: readonly string[] = [
  ...words(`
  celebrity, celebrities, my ex, my girlfriend, my boyfriend, my wife, my husband, my mother, my mom,
  my sister, my brother, my boss, my teacher, my coworker*, my co worker*, my colleague*, my classmate*,
  my neighbor*, my neighbour*, real person, real people, promi, promis, prominente*, meine ex, mein ex,
  meine freundin, mein freund, meine frau, mein mann, meine mutter, meine schwester, meine chefin,
  mein chef, meine lehrerin, mein lehrer, meine kollegin, mein kollege, meine nachbarin, mein nachbar,
  echte person, echten person`),
]

/** With a public figure, what makes a picture a lie about them. */
export const DECEPTION: readonly string[] = [
  ...words(`
  arrest*, handcuff*, mugshot*, mug shot*, in prison, in jail, behind bars, dead, corpse, coffin,
  assassinat*, shot dead, breaking news, news photo*, press photo*, news footage, cctv*, leaked, endors*,
  brib*, drunk, drugs, cocaine, kiss*, surrender*, concede*, confess*, verhaft*, festgenommen*,
  handschellen, gefängnis*, hinter gittern, leiche, tot, sarg, ermordet*, erschossen*, attentat*,
  eilmeldung*, pressefoto*, nachrichtenfoto*, bestech*, betrunken*, drogen, kokain, küss*, kapitulier*`),
]

/** What makes one without a name. */
export const FAKES: readonly string[] = [
  ...words(`
  deepfake*, deep fake*, fake news`),
]
