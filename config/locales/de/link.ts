import type { Locale } from '../en/index.js'

/** Was gesagt wird, wenn aus zwei Konten eines wird, und wenn sie sich trennen. */
export const link: Locale['link'] = {
  code:
    '**{{code}}**\nGib das an deinem anderen Konto ein, als /link {{code}}. Es gilt einmal, in den nächsten {{minutes}} Minuten.\n' +
    'Dann frage ich an beiden, und alles hier und dort wird eins: Bilder, Credits, Verlauf, Entscheidungen zum Datenschutz. Zeig den Code niemandem.',
  codeHidden: 'Hier stand ein Code, um ein weiteres Konto zu verbinden. /link zeigt einen neuen.',
  elsewhere: 'Hier geht es ums Verbinden von Konten. Nur du bekommst es zu sehen: Drück auf den Knopf.',
  askGuest:
    '**Dieses Konto mit deinem {{platform}}-Konto verbinden?** Es zeigt ebenfalls die Nummer **{{number}}**.\n' +
    'Alles hier und dort wird eins: Bilder, Credits, Verlauf, Entscheidungen zum Datenschutz. Wer eines davon benutzt, sieht und löscht, was zum ' +
    'anderen gehört; die kostenlosen Credits eines Tages zählen einmal. Mach nur weiter, wenn beide Konten dir gehören.',
  typed:
    'Dein Code wurde an einem {{platform}}-Konto eingegeben, das die Nummer **{{number}}** zeigt. Sobald dort Ja gesagt wurde, frage ich dich hier.',
  wait: 'Sag jetzt auch an deinem {{platform}}-Konto Ja. Es zeigt die Nummer **{{number}}**, wie hier.',
  askHost:
    '**Ein {{platform}}-Konto möchte sich mit deinem verbinden, mit der Nummer {{number}}. Bist du das?**\n' +
    'Alles hier und dort wird eins: Bilder, Credits, Verlauf, Entscheidungen zum Datenschutz. Sag Nein, wenn du dort nicht dieselbe Nummer siehst.',
  yesButton: 'Ja, beide gehören mir',
  noButton: 'Nein',
  joined:
    '**Deine Konten sind jetzt eins:** Bilder, Credits, Verlauf, Entscheidungen zum Datenschutz. /unlink trennt ein Konto wieder von den anderen.',
  refused: 'Es wurde nichts verbunden. Alles ist, wie es war.',
  expired: 'Das hat zu lange gedauert, und es wurde nichts verbunden. /link zeigt einen neuen Code.',
  consentGone:
    'Deine neueste Antwort zur Einwilligung war ein Nein, und sie gilt für beide Konten: Was in Arbeit war, ist abgebrochen, und deine Selfies sind gelöscht. ' +
    '/start, wenn du es dir anders überlegst.',
  partAsk:
    '**Dieses Konto von deinen anderen trennen?**\nEs fängt neu an, mit nichts: keine Bilder, kein Verlauf, vor morgen keine kostenlosen Credits, und ich ' +
    'bitte dich neu um deine Einwilligung. Alles, was da ist, bleibt bei deinen anderen Konten.',
  partButton: 'Ja, trennen',
  stayButton: 'So lassen',
  alone:
    '**Dieses Konto steht jetzt für sich.** Alles, was du hattest, ist bei deinen anderen Konten. /start fängt hier neu an.',
  stayed: 'Alles bleibt, wie es ist.',
  parted: 'Das geht an deinen anderen Konten weiter; dieses ist nicht mehr mit ihnen verbunden.',
}
