import type { Locale } from '../en/index.js'

export const catalogue: Locale['catalogue'] = {
  line: '- **{{title}}**: {{about}} ({{price}})',
  price_one: '{{count}} Credit, etwa {{time}}',
  price_other: '{{count}} Credits, etwa {{time}}',
  shelf: '**{{collection}}**: {{styles}}',
  shelfOpen: '**{{collection}}** – was davon?',
  engines:
    'Die Stile des Studios sind Filter auf dieser Maschine: kein generatives Modell, und sie schicken dein Foto nirgendwohin. Alle anderen zeichnen KI-Modelle bei {{engines}}, wohin dein Foto dafür geschickt wird; mehr sagt /privacy.',
  closer: 'Mehr über einen davon: /styles und sein Name.',
  card: '**{{title}}** ({{collection}})\n{{about}}.',
  cardPrice_one: 'Kostet {{count}} Credit und dauert etwa {{time}}.',
  cardPrice_other: 'Kostet {{count}} Credits und dauert etwa {{time}}.',
  cardLocal:
    'Entsteht im örtlichen Studio: mit Filtern auf dieser Maschine, nicht mit einem generativen Modell.',
  cardEngine: 'Gezeichnet vom KI-Modell {{model}} bei {{engine}}.',
  cardEngineElse:
    'Gezeichnet vom KI-Modell {{model}} bei {{engine}}; falls das ausfällt, von {{other}} bei {{elsewhere}}.',
  cardFace: 'Braucht ein Foto von dir, von dem Kopf und Schultern verwendet werden.',
  cardWhole: 'Braucht ein Foto von dir und bearbeitet das ganze Bild.',
  cardWords: 'Braucht kein Foto, nur deine Worte: schreib /{{command}} und was du sehen möchtest.',
  cardWish: 'Du kannst eigene Worte dazugeben.',
  cardSample: 'Das Bild ist ein Beispiel und zeigt einen erfundenen Menschen.',
  cardSampleDrawn: 'Das Bild ist ein Beispiel.',
  sampleAlt: 'Beispiel: {{style}}, von einem erfundenen Menschen',
  sampleAltDrawn: 'Beispiel: {{style}}',
  cardNoSample: 'Ein Beispielbild davon habe ich nicht.',
}
