/** What is said about styles: lists, collections, one of them closer. */
export const catalogue = {
  line: '- **{{title}}**: {{about}} ({{price}})',
  price_one: '{{count}} credit, about {{time}}',
  price_other: '{{count}} credits, about {{time}}',
  shelf: '**{{collection}}**: {{styles}}',
  shelfOpen: '**{{collection}}** – which one?',
  engines:
    'The styles of the studio are filters on this machine: they are no generative model, and send your photo nowhere. All others are drawn by AI models at {{engines}}, where your photo is sent for that; /privacy says more.',
  closer: 'For more about one of them write /styles and its name.',
  card: '**{{title}}** ({{collection}})\n{{about}}.',
  cardPrice_one: 'It costs {{count}} credit and takes about {{time}}.',
  cardPrice_other: 'It costs {{count}} credits and takes about {{time}}.',
  cardLocal: 'It is made by the local studio: filters on this machine, not a generative model.',
  cardEngine: 'It is drawn by the AI model {{model}} at {{engine}}.',
  cardEngineElse:
    'It is drawn by the AI model {{model}} at {{engine}}; should that fail, by {{other}} at {{elsewhere}}.',
  cardFace: 'It needs a photo of yourself, of which your head and shoulders are used.',
  cardWhole: 'It needs a photo of yourself, and works on the whole picture.',
  cardWords: 'It needs no photo but your words: write /{{command}} and what you would like to see.',
  cardWish: 'You may add words of your own.',
  cardSample: 'The picture is a sample, of an invented person.',
  cardSampleDrawn: 'The picture is a sample.',
  sampleAlt: 'Sample: {{style}}, of an invented person',
  sampleAltDrawn: 'Sample: {{style}}',
  cardNoSample: 'I have no sample picture of it to show.',
}
