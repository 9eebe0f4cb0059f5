import type { Locale } from '../en/index.js'

/** Rechte an den eigenen Daten. */
export const rights: Locale['rights'] = {
  changedTitle: '**Seit deiner Einwilligung hat sich etwas geändert, darum frage ich noch einmal:**',

  short:
    '- **Dein Foto** wird für die Bilder verwendet, um die du bittest. Was du schickst, wird vergessen, sobald es geprüft ist; der Ausschnitt mit Kopf und Schultern bleibt {{session}}, oder {{keep}}, wenn du dazu ja sagst.\n' +
    '- **Deine Bilder** gehören dir. Sie bleiben {{images}}, oder bis du sie löschst, verschlüsselt mit deinem eigenen Schlüssel.\n' +
    '- **Dein Konto** wird nach {{closed}} ohne Besuch geschlossen, mit einer Warnung vorher.',
  region: '- **Wo:** Das alles liegt und wird bearbeitet in {{region}}.',
  regionUnknown: '- **Wo:** Das alles liegt und wird bearbeitet, wo dieser Automat läuft.',
  storage: '- **Bilder** liegen verschlüsselt bei {{storage}}, wo sie niemand lesen kann.',
  here: 'diesem Automaten',
  whereHere: 'Bearbeitet wird dein Foto in {{region}} und nirgends sonst.',
  whereElse:
    'Bearbeitet wird dein Foto in {{region}}; für Stile von KI-Bildmaschinen geht der Ausschnitt daraus auch an {{engines}}.',
  tableButton: 'Die ganze Tabelle',
  choicesButton: 'Meine Entscheidungen',
  exportButton: 'Gib mir meine Daten',
  correctButton: 'Etwas berichtigen',
  freezeButton: 'Meine Daten einfrieren',
  unfreezeButton: 'Weiter mit meinen Daten',
  objectButton: 'Widersprechen',
  requestButton: 'Einen Menschen fragen',
  deleteButton: 'Löschen…',

  choicesTitle: '**Deine Entscheidungen**. Ein Knopf kehrt eine um, und wofür sie war, hört sofort auf.',
  choiceYes: '- ja: {{what}}',
  choiceNo: '- nein: {{what}}',
  keptNow:
    'Der Ausschnitt aus deinem Foto wird jetzt aufbewahrt, und zwar {{period}}. Mit /privacy nimmst du das zurück.',
  keepButton: 'Mein Foto aufbewahren: {{period}}',
  keepHint: '_Ich vergesse das Foto nach {{period}}._',

  correctTitle:
    '**Was ich über dich weiß**\n- Name: {{name}}\n- Geburtsjahr: {{year}}\n- Sprache: {{language}}\n' +
    'Schreib /correct und was richtig ist: /correct name Ada, /correct born 1990, /correct language de; /correct name und nichts dahinter nimmt ihn heraus.',
  nothingKnown: 'nicht gesagt',
  corrected: 'Berichtigt.',
  correctUnknown:
    'Drei Dinge kann ich berichtigen: /correct name Ada, /correct born 1990 und /correct language de. Für alles andere frag einen Menschen: /request und deine Worte.',
  correctYear:
    'Das ist kein Geburtsjahr, das ich glauben kann: Schreib vier Ziffern, etwa /correct born 1990.',
  correctName: 'Der Name ist zu lang: höchstens {{limit}} Zeichen.',
  correctTooYoung:
    'Dann bist du noch nicht {{age}}, und ich darf mit deinen Fotos nicht arbeiten. Was wartete, ist angehalten, und deine Selfies sind gelöscht.',

  frozen:
    '**Deine Daten sind eingefroren.** Nichts von dir wird bearbeitet, und nichts geht verloren: Bilder, Credits und Verlauf bleiben, wie sie sind, und keine Frist läuft solange ab. Was wartete, ist angehalten, und seine Credits gehören wieder dir. /freeze off macht weiter; was bis dahin alt genug geworden ist, geht dann weg, also nimm es vorher mit /export mit.',
  thawed: 'Deine Daten sind nicht mehr eingefroren: Alles geht weiter wie zuvor.',
  thawedAlready: 'Deine Daten sind nicht eingefroren. /freeze friert sie ein.',

  objectTitle: '**Wogegen widersprichst du?** Es hört sofort auf; alles andere geht weiter.',
  objected: 'Vermerkt: {{what}} – nicht mehr.',

  withdrawWhat:
    '**Welche Einwilligung nimmst du zurück?** Wofür sie war, hört sofort auf, und was dafür aufbewahrt wurde, geht weg.',
  withdrawNone: 'Es gibt keine Einwilligung von dir, die du zurücknehmen könntest.',
  withdrawn: 'Zurückgenommen: {{what}}.',

  yes: 'Ja',
  no: 'Nein',
  hello: '**Hallo {{name}}!**',
  forYou: '**Für dich**, nach dem, was du bisher gemacht hast: {{styles}}',
  requestThanks:
    'Ein Mensch antwortet dir, spätestens am {{due}}. Deine Anfrage hat die Nummer {{number}}; die Antwort kommt hierher.',
  requestEmpty:
    'Schreib hinter den Befehl, was du möchtest, etwa /request bitte sagt mir, ob ihr ein Foto von mir habt.',
  requestOpen: '- Anfrage {{number}} ist offen; die Antwort kommt bis {{due}}.',
}

export const changes: Locale['changes'] = {
  '2026-11-28':
    'Der Ausschnitt aus deinem Foto wird für später nur aufbewahrt, wenn du dazu eigens ja sagst, und Konten, die niemand nutzt, werden nach einer Warnung geschlossen.',
}

/** Worin man einwilligen kann. */
export const purposes: Locale['purposes'] = {
  face: {
    label: 'Fotos',
    words: 'mein Foto wird für die Bilder verarbeitet, um die ich bitte',
  },
  adult: {
    label: 'Alter',
    words: 'ich bin {{age}} oder älter',
  },
  keep: {
    label: 'Ausschnitt aufbewahren',
    words: 'der Ausschnitt aus meinem Foto wird für spätere Bilder aufbewahrt',
    ask: 'Wie du magst: Ich willige ein, dass der Ausschnitt mit Kopf und Schultern aus meinem Foto für spätere Bilder aufbewahrt wird, und zwar {{period}}. Ohne ein Ja wird er nach {{session}} vergessen.',
  },
  likeness: {
    label: 'Gesichter vergleichen',
    words: 'Ergebnisse werden mit meinem Foto verglichen',
  },
  improve: {
    label: 'Verbessern',
    words: '/feedback wird mit dem aufbewahrt, wie mein letztes Bild entstand',
    ask: 'Wie du magst: Ich willige ein, dass das, was ich mit /feedback sage, zusammen mit dem aufbewahrt wird, wie mein letztes Bild entstand (Stil, Modell, Startzahl; nie das Bild), um den Automaten besser zu machen.',
  },
  news: {
    label: 'Neues',
    words: 'mir werden Neues und Angebote mitgeteilt',
    ask: 'Wie du magst: Ich willige ein, dass mir hier Neues und Angebote mitgeteilt werden.',
  },
  recommend: {
    label: 'Empfehlen',
    words: 'mir werden Stile empfohlen',
    ask: 'Wie du magst: Ich willige ein, dass mir Stile empfohlen werden nach dem, was ich bisher gemacht habe.',
  },
}

/** Die Regeln als Seite und als Datei. */
export const document: Locale['document'] = {
  title: 'Datenschutz an diesem Fotoautomaten',
  version: 'Fassung {{version}}, Fingerabdruck {{hash}}',
  intro: 'Das ist ein KI-System: Es macht Bilder aus Fotos von Menschen. Was es aufbewahrt, und warum:',
  short: 'Kurz gesagt',
  table: 'Was aufbewahrt wird',
  data: 'Was',
  purpose: 'Wofür',
  ground: 'Rechtsgrund',
  place: 'Wo',
  period: 'Wie lange',
  ending: 'Danach',
  shared: 'Weitergegeben an',
  engines: 'KI-Bildmaschinen',
  nobody: 'niemanden',
  others: 'Wer sonst noch',
  othersNone: 'Niemand: Alles geschieht in diesem Automaten.',
  otherEngine:
    '{{name}} ({{country}}) zeichnet die Stile der KI-Bildmaschinen und bekommt dafür, was in der Tabelle steht: {{url}}',
  otherStorage: '{{name}} lagert die Bilder, verschlüsselt, und kann sie nicht lesen.',
  otherPayment: '{{name}} nimmt Zahlungen an: {{url}}',
  rights: 'Deine Rechte',
  rightsList:
    '- /privacy zeigt das alles und hat einen Knopf für jedes Recht\n- /export gibt dir alles als Datei\n- /correct berichtigt, was falsch ist\n- /delete löscht ein Bild, deine Selfies oder alles\n- /freeze hält alle Arbeit mit deinen Daten an und verliert nichts\n- /object widerspricht einer Verwendung\n- /withdraw nimmt eine Einwilligung zurück\n- /request fragt einen Menschen, der binnen 30 Tagen antwortet',
  complain: 'Beschweren kannst du dich auch bei der Datenschutzbehörde deines Landes.',
}
