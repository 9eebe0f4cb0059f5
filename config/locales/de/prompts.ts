import type { Locale } from '../en/index.js'

/** Was über Worte, Startzahlen und Figuren gesagt wird. */
export const prompts: Locale['prompts'] = {
  wishIgnored: 'Dieser Stil nimmt keine Worte von dir, darum mache ich ihn ohne sie.',
  wishIgnoredBy: '{{style}} nimmt keine Worte von dir, darum mache ich es ohne sie.',
  form: 'Deine Worte, wenn der Stil welche nimmt',
  imageAltDrawn: '{{style}}, gezeichnet nach deinen Worten',
  detailsButton: 'Startzahlen und Worte',
  detailsTitle:
    '**Wie sie entstanden sind** (die neuesten zuerst)\nEine Startzahl (Seed) macht fast das gleiche Bild noch einmal: /again 123 nimmt sie für das letzte, und seed:123 nach anderen Worten für diese.',
  detailsLine: '- **{{style}}**, Startzahl {{seed}}',
  detailsLineWords: '- **{{style}}**, Startzahl {{seed}}: {{words}}',
  detailsElsewhere: 'Was du dafür geschrieben hast, zeige ich nur in unserem privaten Chat.',
  characterTitle:
    '**Deine Figuren**\nDrück auf einen Namen, um sie wieder zu zeichnen, oder schreib /character, den Namen und eine Szene.',
  characterLine: '- **{{name}}**: {{description}}',
  characterName: '- **{{name}}**',
  characterNone:
    'Es gibt noch keine Figuren von dir. Schreib /character, einen Namen und wie sie aussieht: Sie wird gezeichnet und aufgehoben, um sie wieder zu zeichnen.',
  characterKept:
    '**{{name}}** ist aufgehoben: Schreib /character {{name}} und eine Szene, um die Figur wieder zu zeichnen.',
  characterDelete: 'Eine Figur löschen',
  deleteCharacterButton: 'Eine Figur',
  deleteWhichCharacter: 'Welche?',
  deleteCharacterAsk: '{{name}} endgültig löschen? Gezeichnete Bilder bleiben.',
  deletedCharacter: 'Die Figur ist gelöscht.',
}
