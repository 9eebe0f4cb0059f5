import type { Locale } from '../en/index.js'

/** Eine Zeile je Befehl, wie Menüs und /help sie zeigen. */
export const commands: Locale['commands'] = {
  start: 'hier fängst du an: was das ist, und deine Einwilligung',
  help: 'alle Befehle',
  guide: 'wie ein Foto gelingt, das gut funktioniert',
  styles: 'welche Stile es gibt',
  portrait: 'ein Porträt aus einem Foto machen, oder aus deinem letzten',
  again: 'das letzte Bild noch einmal: als Variante oder mit einer Startzahl',
  imagine: 'zeichnen, was deine Worte sagen, ohne Foto',
  character: 'eine gezeichnete Figur von dir, die sich gleich bleibt, mit Namen',
  cutout: 'dich aus einem Foto ausschneiden, auf durchsichtigem Grund',
  enhance: 'ein Foto schärfer und klarer machen',
  sticker: 'einen Sticker von dir machen',
  video: 'ein Foto als kurzen Clip zum Leben erwecken',
  status: 'was wartet und läuft, und deine Credits',
  cancel: 'abbrechen, was wartet oder läuft',
  history: 'deine neuesten Bilder',
  settings: 'deine Sprache, deine Einwilligungen, deine Konten',
  link: 'ein weiteres Konto von dir verbinden: gleiche Bilder, Credits, Verlauf',
  unlink: 'dieses Konto von deinen anderen trennen',
  delete: 'ein Bild, deine Selfies oder alles löschen',
  privacy: 'was gespeichert wird, wo, warum und wie lange',
  export: 'alles, was der Automat über dich hat, als eine Datei',
  report: 'den Betreibern ein Bild melden',
  feedback: 'den Betreibern sagen, was du denkst',
}
