import type { Locale } from '../en/index.js'

/** /export: alles über eine Person als ein Archiv. */
export const exports: Locale['exports'] = {
  building: '**Deine Daten** – ich stelle sie zusammen…',
  ready: '**Deine Daten sind fertig** ({{size}}): alles, was der Automat über dich hat, mit deinen Bildern.',
  linkButton: 'Meine Daten herunterladen',
  linkNote: 'Der Link gilt bis {{until}} UTC, und nur für dich: bitte gib ihn nicht weiter.',
  alt: 'Deine Daten',
  tooLarge:
    'Das Archiv ({{size}}) ist zu groß, um es hier zu schicken. Du bekommst es im Web-Chat: /link verbindet ihn mit diesem hier, und /export geht auch dort.',
  failed:
    '**Deine Daten** konnte ich nicht zusammenstellen, das liegt an mir und nicht an dir. Bitte versuch es noch einmal.',
  expired: 'Diese Kopie deiner Daten ist wie versprochen gelöscht. /export macht eine neue.',
  againButton: 'Noch einmal zusammenstellen',
  elsewhere: 'Deine Daten sind fertig. Nur du bekommst sie zu sehen: drück auf den Knopf.',
  readme:
    'Das ist alles, was der Automat über dich hat.\n\n' +
    'data.json    was gespeichert ist: Konten, Einwilligungen, Fotos und Bilder mit ihren Worten und Seeds, Credits,\n' +
    '             Meldungen, Nachrichten\n' +
    'schema.json  beschreibt data.json, als JSON Schema\n' +
    'images/      deine Bilder und Clips, so wie sie gemacht wurden\n' +
    'references/  die Ausschnitte deiner Fotos, die noch da sind, falls es welche gibt; ebenso wholes/ und originals/\n\n' +
    'Deine Bilder gehören dir. /privacy sagt, was warum wie lange aufgehoben wird.\n',
}
