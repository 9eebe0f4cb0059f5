import type { Locale } from '../en/index.js'

/** Was der Automat sagt. */
export const texts: Locale['texts'] = {
  welcome:
    '**Hallo! Ich bin Pixbooth, ein Fotoautomat.**\nIch bin ein **KI-System**: Schick mir ein Foto von dir, such dir einen Stil aus, und ich mache ein Bild daraus.',
  welcomeStudio:
    'Das örtliche Studio, das hier arbeitet, ist ein Filterstudio und kein generatives Modell: Es findet dich auf dem Foto, ' +
    'stellt dich vor einen Hintergrund und übermalt, was es sieht.',
  consentAsk:
    'Vorab zwei Fragen. Nichts wird verarbeitet, bevor du beide bejaht hast, und du kannst das jederzeit mit /privacy oder /delete zurücknehmen.',
  consentAskThree:
    'Vorab zwei Fragen, und eine dritte, die dir freisteht. Nichts wird verarbeitet, bevor du die ersten beiden bejaht hast, ' +
    'und du kannst das jederzeit mit /privacy oder /delete zurücknehmen.',
  consentFace:
    'Ich willige ein, dass mein Foto mit meinem Gesicht darauf verarbeitet wird, um die Bilder zu machen, um die ich bitte, so wie es in /privacy steht.',
  consentFaceEngines:
    'Ich willige ein, dass mein Foto mit meinem Gesicht darauf verarbeitet wird, um die Bilder zu machen, um die ich bitte, so wie es in /privacy steht. ' +
    'Die Stile des Studios entstehen hier; für alle anderen wird es an {{engines}} geschickt, nur für dieses Bild.',
  consentAdult: 'Ich bin {{age}} oder älter.',
  consentNo: 'Nein',
  consentFaceButton: 'Ja, nimm mein Foto dafür',
  consentAdultButton: 'Ja, ich bin {{age}} oder älter',
  consentFaceGiven:
    'Du hast eingewilligt, dass dein Foto für die Bilder verarbeitet wird, um die du bittest.',
  consentAdultGiven: 'Du bist {{age}} oder älter.',
  consentLikeness:
    'Wie du magst: Ich willige ein, dass Gesichter auf Ergebnissen mit dem auf meinem Foto verglichen werden, um das Bild auszusuchen, das mir am meisten ähnelt. ' +
    'Das verarbeitet biometrische Daten, und zwar nur im Arbeitsspeicher; aufgehoben wird davon allein, ob ein Bild mir nicht ähnelte.',
  consentLikenessButton: 'Ja, mit meinem Foto vergleichen',
  consentLikenessNo: 'Nein, nicht vergleichen',
  consentLikenessGiven: 'Du hast eingewilligt, dass Ergebnisse mit deinem Foto verglichen werden.',
  consentLikenessRefused:
    'Ergebnisse werden nicht mit deinem Foto verglichen. In /settings kannst du das jederzeit ändern.',
  consentWithdraw: 'Einwilligung zurücknehmen',
  consentWithdrawn:
    'Deine Einwilligung ist zurückgenommen. Was wartete, ist beendet, und deine Selfies sind gelöscht. Mit /start kannst du es dir anders überlegen.',
  consentDeclined:
    'Das ist in Ordnung. Von dir wurde nichts verarbeitet, und mit /start kannst du jederzeit wiederkommen.',
  ready: '**Alles bereit.** Schick mir ein Foto von dir, oder lies zuerst /guide.',
  wish: 'Du hast dir **{{style}}** ausgesucht: Schick mir ein Foto von dir, und ich mache es gleich.',
  wishLast: 'Mein letztes Foto nehmen',
  helpTitle: '**Was ich kann**',
  helpPhoto: 'Oder schick einfach ein Foto, und such dir einen Stil aus, wenn ich es angesehen habe.',
  guide:
    '**Ein Foto, das gut funktioniert**\n- nur du darauf, Kopf und Schultern ganz im Bild\n- Blick in die Kamera, Augen offen, keine Sonnenbrille\n' +
    '- weiches Licht von vorn, etwa von einem Fenster; nichts Helles hinter dir\n- scharf, und nicht von zu weit weg\n' +
    '- JPEG, PNG, WebP, AVIF oder HEIC, bis {{megabytes}} MB\n\n' +
    'Dann such dir einen Stil aus, oder schreib /portrait und seinen Namen.',
  guideStudio: 'Die Bilder macht ein Filter auf dieser Maschine, kein generatives Modell.',
  stylesTitle: '**Stile**',
  stylesEngine:
    'Alle entstehen im örtlichen Studio: mit Filtern auf dieser Maschine, nicht mit einem generativen Modell. Es braucht kein Konto und schickt dein Foto nirgendwohin.',
  styleHint: 'Schick zuerst ein Foto, oder häng eins an /portrait.',
  pickStyle: '**Das ist ein gutes Foto.** Was soll ich daraus machen?',
  pickStyleLast: 'Was soll ich aus deinem letzten Foto machen?',
  looking: 'Ich sehe mir dein Foto an …',
  asking:
    'Eine Frage zu diesem Foto, weil ich es nicht sicher sagen kann: Ist die Person darauf **{{age}} oder älter**?',
  askingYes: 'Ja, {{age}} oder älter',
  askingNo: 'Nein',
  refusedTitle: '**Dieses Foto geht noch nicht.**',
  refusedHint: 'Bitte schick ein anderes. /guide zeigt, was gut funktioniert.',
  next: '**{{style}}** – du bist als Nächstes dran …',
  inLineSomewhere: '**{{style}}** – in der Schlange …',
  inLine: '**{{style}}** – Nummer {{position}} in der Schlange …',
  drawing: '**{{style}}** – in Arbeit …',
  doneTitle: '**{{style}}** – hier ist dein Bild.',
  unlike:
    'Ich bin nicht sicher, dass dir das ähnlich sieht. Wenn nicht, kannst du deine Credits zurückbekommen.',
  unlikeRefunded:
    'Ich bin nicht sicher, dass das nach dir aussieht; darum hat es dich nichts gekostet: Du hast deine Credits wieder.',
  notificationElsewhere: 'Es gibt etwas Wichtiges, das du zu deinen Daten wissen musst.',
  refundButton: 'Credits zurückgeben',
  refunded_one: '{{count}} Credit gehört wieder dir. Auch das Bild bleibt dein.',
  refunded_other: '{{count}} Credits gehören wieder dir. Auch das Bild bleibt dein.',
  imageDeleted: '**{{style}}** – das Bild wurde gelöscht.',
  imageAlt: '{{style}}, gemacht aus deinem Foto',
  cancelButton: 'Abbrechen',
  againButton: 'Noch einmal',
  deleteButton: 'Löschen',
  reportButton: 'Melden',
  statusNone: 'Von dir wartet und läuft gerade nichts.',
  statusTitle: '**In Arbeit**',
  statusInLine: '- {{style}}: in der Schlange',
  statusWaiting: '- {{style}}: wartet, bis dein Foto geprüft ist',
  statusQueued: '- {{style}}: Nummer {{position}} in der Schlange',
  statusRunning: '- {{style}}: entsteht gerade, {{percent}} % fertig',
  statusCredits: 'Credits übrig für heute: **{{free}}** von {{perDay}}.',
  statusOthers: 'Alle anderen: **{{others}}**. /credits zeigt sie.',
  statusHeld: '{{held}} weitere sind für das zurückgelegt, was in Arbeit ist.',
  cancelWhich: 'Was soll ich abbrechen?',
  cancelAll: 'Alles',
  cancelledCount_one: '{{count}} Auftrag wurde abgebrochen. Du hast deine Credits zurück.',
  cancelledCount_other: '{{count}} Aufträge wurden abgebrochen. Du hast deine Credits zurück.',
  historyNone: 'Von dir gibt es noch keine Bilder. Schick ein Foto, um anzufangen.',
  historyTitle_one: '**Dein neuestes Bild**',
  historyTitle_other: '**Deine {{count}} neuesten Bilder**',
  deleteWhat: 'Was soll ich löschen?',
  deleteOneButton: 'Ein Bild',
  deleteSelfieButton: 'Meine Selfies',
  deleteAllButton: 'Alles',
  deleteWhichImage: 'Welches? Gezählt wird ab dem ersten Bild hier.',
  deleteNumber: 'Nummer {{number}}',
  deleteImageAsk: 'Dieses Bild endgültig löschen?',
  deleteSelfieAsk:
    'Deine Selfies endgültig löschen? Deine Porträts bleiben; für neue schickst du ein neues Foto.',
  deleteAllAsk:
    '**Alles** endgültig löschen: deine Selfies, deine Porträts, dieses Gespräch, dein Konto? Nichts davon lässt sich zurückholen.',
  deleteYes: 'Ja, löschen',
  deleteKeep: 'Behalten',
  deleteKept: 'Es wurde nichts gelöscht.',
  deletePicturesButton: 'Alle Bilder',
  deletePicturesAsk: '**Alle** deine Bilder endgültig löschen? Niemand kann sie zurückholen.',
  deletedPictures_one: '{{count}} Bild ist gelöscht.',
  deletedPictures_other: '{{count}} Bilder sind gelöscht.',
  deletedImage: 'Das Bild ist gelöscht.',
  deletedSelfie_one: '{{count}} Selfie ist gelöscht.',
  deletedSelfie_other: '{{count}} Selfies sind gelöscht.',
  deletedAll:
    '**Alles von dir ist gelöscht.** Selfies: {{selfies}}, Bilder: {{images}}, Aufträge: {{generations}}, Figuren: {{characters}}, ' +
    'Nachrichten im Web-Chat: {{messages}}, dazu der Schlüssel, mit dem deine Bilder verschlüsselt waren: Auch in keiner Sicherung sind sie noch lesbar.',
  deletedSent_one:
    'Ich nehme {{count}} Nachricht zurück, die ich dir geschickt habe, soweit deine App mich lässt.',
  deletedSent_other:
    'Ich nehme {{count}} Nachrichten zurück, die ich dir geschickt habe, soweit deine Apps mich lassen.',
  deletedStays:
    'Was bleibt, ohne deinen Namen: deine Antworten auf meine Fragen nach der Einwilligung ({{consents}}), {{consentsFor}} lang, als Beleg dafür, was vereinbart war; ' +
    'und Buchungen von Credits ({{entries}}), {{ledgerFor}} lang, weil das Gesetz die Bücher aufgehoben haben will.',
  deletedEnd: '/start fängt neu an.',
  deleteNothing: 'Es gab nichts zu löschen.',
  privacyTitle: '**Was gespeichert wird, und warum** (Fassung {{version}}, {{hash}})',
  privacyEntry:
    '- **{{data}}** – {{purpose}} ({{ground}}; {{place}}). Aufbewahrt: {{period}}; danach {{ending}}.',
  privacyShared:
    'Wenn du einen Stil einer KI-Bildmaschine wählst, bekommt sie ({{names}}), was sie für dieses Bild braucht, und nichts, was sagt, wer du bist: {{data}}. ' +
    'Die Stile des Studios entstehen auf dieser Maschine allein; sonst wird nichts an irgendwen weitergegeben.',
  privacySharedNobody:
    'Deine Fotos werden nur von dieser Maschine angesehen und bearbeitet und an niemanden weitergegeben.',
  privacyRights:
    'Bilder liegen verschlüsselt, mit einem eigenen Schlüssel für jede Person. /delete löscht ein Bild, deine Selfies oder alles auf einmal. ' +
    '/link macht aus zwei Konten eines: Das alles gehört dann beiden, und die neueste deiner Entscheidungen gilt für beide. ' +
    '/unlink nimmt ein Konto wieder heraus und lässt alles den anderen.',
  privacyMore: '/privacy zeigt die ganze Tabelle.',
  settingsTitle: '**Einstellungen**',
  settingsLanguage: '- Sprache: {{language}}',
  settingsFaceYes:
    '- Fotos: Du hast eingewilligt, dass sie für die Bilder verarbeitet werden, um die du bittest.',
  settingsFaceNo: '- Fotos: Du hast nicht eingewilligt, dass sie verarbeitet werden.',
  settingsAdultYes: '- Alter: Du hast gesagt, dass du {{age}} oder älter bist.',
  settingsAdultNo: '- Alter: Du hast nicht gesagt, ob du {{age}} oder älter bist.',
  settingsLikenessYes:
    '- Ähnlichkeit: Du hast eingewilligt, dass Ergebnisse nur im Arbeitsspeicher mit deinem Foto verglichen werden, um das ähnlichste auszusuchen.',
  settingsLikenessNo: '- Ähnlichkeit: Ergebnisse werden nicht mit deinem Foto verglichen.',
  settingsLikenessStop: 'Nicht mehr vergleichen',
  settingsAccounts:
    '- Konten, die zusammengehören: {{accounts}}. /link verbindet ein weiteres, /unlink trennt sie.',
  reportThanks:
    'Danke. Die Betreiber sehen es sich an. Wenn du mehr sagen möchtest, schreib /report und dann deine Worte.',
  feedbackThanks: 'Danke! Die Betreiber lesen alles.',
  readyElsewhere: 'Dein Bild ist fertig. Nur du bekommst es zu sehen: Drück auf den Knopf.',
  newsElsewhere: 'Es gibt Neues zu dem, worum du gebeten hast. Nur du siehst es: Drück auf den Knopf.',
  showButton: 'Zeig es mir',
  fileButton: 'Volle Qualität',
  fileTitle: '**{{style}}** – in voller Qualität.',
  videoTooLarge:
    'Der Clip ist zu groß, um ihn hier zu senden. Du bekommst ihn im Web-Chat: /link verbindet ihn mit diesem Chat, und /history zeigt ihn dort.',
  photoButton: 'Foto schicken',
  menuPortrait: 'Porträt machen',
  formTitle: 'Porträt machen',
  formPhoto: 'Ein Foto von dir',
  formStyle: 'Stil',
  formStyleAny: 'Erst mein Foto ansehen',
  answeredInPrivate: 'Ich habe dir in unserem privaten Chat geantwortet.',
  onlyInPrivate:
    'Das ist nur für dich und gehört deshalb nicht hierher. Öffne unseren privaten Chat, drück auf Start, und frag mich noch einmal.',
  openChatButton: 'Unseren Chat öffnen',
  botDescription:
    'Ein Fotoautomat: Schick mir ein Foto von dir, such dir einen Stil aus, und ich mache ein Bild daraus. Ich bin ein KI-System. /privacy sagt, was gespeichert wird und wie lange.',
  botShort: 'Ein Fotoautomat im Chat: ein Selfie hinein, Porträts heraus.',
  stayButton: 'Konto behalten',
  stays: 'Schön, dass du wieder da bist. Dein Konto bleibt offen.',
  hint: 'Schick mir ein Foto von dir, oder schreib /help.',
}
