import type { Locale } from '../en/index.js'

/** Die Worte der Datenschutztabelle. */
export const policy: Locale['policy'] = {
  account: {
    data: 'Deine Konten: welche Plattformen, deine Kennungen dort, deine Sprache, wann du zuletzt hier warst, und wo man dir dort antwortet',
    purpose: 'um zu wissen, wem welche Bilder gehören und wohin die Antwort geht',
    period:
      'solange du es nutzt; nach {{closed}} ohne Besuch und einer Warnung {{notice}} vorher geschlossen, und {{period}} danach ohne Namen',
  },
  profile: {
    data: 'Wie ich dich nennen darf, und dein Geburtsjahr, wenn du es mir gesagt hast',
    purpose: 'um dich anzusprechen, und um zu wissen, dass du alt genug bist',
    period: 'bis du es mit /correct herausnimmst, oder so lange wie das Konto',
  },
  consents: {
    data: 'Worin du eingewilligt hast, wann, und in welchem Wortlaut',
    purpose: 'um nachzuweisen, dass du eingewilligt hast, und aufzuhören, wenn du es nicht mehr tust',
    period: 'so lange wie das Konto und {{period}} länger, dann ohne deinen Namen: als Nachweis',
  },
  selfie_original: {
    data: 'Das Foto, das du schickst, so wie du es geschickt hast',
    purpose: 'um es zu prüfen und den Teil auszuschneiden, den wir brauchen',
    period:
      'bis es geprüft ist, das dauert Sekunden; für alles, was mit dem ganzen Bild arbeitet, bis das fertig ist; nie länger als {{period}}',
  },
  selfie_session: {
    data: 'Derselbe Ausschnitt, solange du nicht eingewilligt hast, dass er für später aufbewahrt wird',
    purpose: 'um aus einem Foto mehr als ein Porträt zu machen',
    period: '{{period}}, oder bis gemacht ist, worum du gebeten hast',
  },
  selfie_reference: {
    data: 'Der Ausschnitt mit Kopf und Schultern aus einem angenommenen Foto, ohne versteckte Angaben wie Ort und Zeit',
    purpose: 'um deine Porträts zu machen, ohne jedes Mal nach einem Foto zu fragen',
    period: '{{period}}, oder bis du ihn löschst',
  },
  selfie_verdict: {
    data: 'Warum ein Foto nicht verwendet werden konnte',
    purpose: 'um dir zu sagen, wie ein besseres gelingt',
    period: '{{period}}',
  },
  generations: {
    data: 'Welche Stile du dir gewünscht hast und was daraus wurde',
    purpose: 'um dir deinen Verlauf zu zeigen und deine Credits zu erklären',
    period: '{{period}}',
  },
  prompts: {
    data: 'Die Worte, die du für ein Bild schreibst; gezeigt werden sie nur dir',
    purpose: 'um zu zeichnen, worum du bittest, und es auf Wunsch noch einmal zu zeichnen',
    period: '{{period}}',
  },
  characters: {
    data: 'Deine Figuren: Namen, wie sie aussehen, und eine Zahl, durch die sie sich gleich bleiben',
    purpose: 'um sie mit ihrem Namen wieder zu zeichnen',
    period: 'bis du sie löschst, oder so lange wie das Konto',
  },
  engine_orders: {
    data: 'Was für dich bei einer KI-Bildmaschine bestellt wurde, unter welcher Nummer dort, und wie es endete; nie das Bild selbst',
    purpose:
      'damit nichts zweimal gemacht oder bezahlt wird, und damit die Bildmaschine aufhören und vergessen kann',
    period: '{{period}}',
  },
  engine_spend: {
    data: 'Was die KI-Bildmaschinen an einem Tag für dich gekostet haben',
    purpose: 'damit niemand verbraucht, was für alle gedacht ist',
    period: '{{period}}',
  },
  likeness: {
    data: 'Wenn du in den Vergleich eingewilligt hast: ob ein Ergebnis dir nicht ähnlich sah. Der Vergleich selbst ist biometrisch, geschieht im Arbeitsspeicher und hinterlässt sonst nichts',
    purpose:
      'um das Bild auszuhändigen, das dir am meisten ähnelt, und Credits zurückzugeben, wenn es keines tut',
    period: '{{period}}',
  },
  images: {
    data: 'Die Porträts, die für dich gemacht wurden; sie gehören dir',
    purpose: 'um sie dir mit /history noch einmal zu geben',
    period: '{{period}}, oder bis du sie löschst',
  },
  exports: {
    data: 'Die Datei mit allen deinen Daten, um die du mit /export gebeten hast',
    purpose: 'um sie dir zu geben',
    period: '{{period}}',
  },
  links: {
    data: 'Welche zwei Konten du gerade verbinden willst, ein Fingerabdruck des Codes, und wann du einen eingegeben hast',
    purpose: 'um an beiden Konten zu fragen, und damit niemand einen Code erraten kann',
    period: '{{period}}; der Code selbst gilt 10 Minuten und wird nirgends aufgeschrieben',
  },
  pictures_key: {
    data: 'Der Schlüssel, mit dem deine Bilder verschlüsselt sind',
    purpose: 'um deine Bilder für immer unlesbar zu machen, auch in Sicherungskopien, wenn du alles löschst',
    period: 'so lange wie das Konto',
  },
  messages: {
    data: 'Das Gespräch im Web-Chat',
    purpose: 'um es wieder zu zeigen, wenn du zurückkommst',
    period: '{{period}}',
  },
  inbox: {
    data: 'Was du gerade gesagt oder gedrückt hast',
    purpose: 'um darauf zu antworten, auch wenn zwischendurch die Maschine ausfällt',
    period: 'bis darauf geantwortet ist, das dauert Sekunden; nie länger als {{period}}',
  },
  wishes: {
    data: 'Der Stil, für den dich ein Link hergebracht hat',
    purpose: 'um ihn aus deinem nächsten Foto zu machen',
    period: 'bis dieses Foto kommt, höchstens {{period}}',
  },
  addresses: {
    data: 'Wohin ein Ergebnis geschickt wird',
    purpose: 'um dir deine Porträts zuzustellen',
    period:
      'so lange wie der Auftrag, zu dem es gehört, höchstens {{period}}; löschst du alles, dann bis der Bot seine Nachrichten zurückgenommen hat, höchstens zwei Tage',
  },
  installations: {
    data: 'In welchen Workspace der Bot aufgenommen wurde, von wem, und die Schlüssel, die der Workspace ihm gab',
    purpose: 'um in diesem Workspace zu antworten',
    period: 'bis der Bot aus dem Workspace entfernt wird',
  },
  ledger: {
    data: 'Credits: bekommen, zurückgelegt, verbraucht, zurückgegeben',
    purpose: 'um über jeden Credit Buch zu führen',
    period:
      'so lange wie das Konto; danach ohne deinen Namen noch {{period}}, wie es das Gesetz will, oder so lange wie eine Zahlung dafür',
  },
  payments: {
    data: 'Wenn du zahlst: wofür, wie viel, wann und auf welchem Weg, unter welchen Namen dort, und wie dein Abo steht; nie die Nummer einer Karte',
    purpose: 'damit du bekommst, was du bezahlt hast, damit es zurückgehen kann, und um Buch zu führen',
    period:
      '{{period}}, also zehn Jahre nach dem Ende seines Jahres, wie es das Steuerrecht will; ohne deinen Namen, sobald du alles löschst; was nie bezahlt wurde, geht nach {{unpaid}}',
  },
  payment_events: {
    data: 'Wann ein Zahlungsweg etwas gemeldet hat, und unter welchem Namen dort; ohne was er sagte',
    purpose: 'damit keine Zahlung verloren geht und keine zweimal gebucht wird',
    period: '{{period}}',
  },
  teams: {
    data: 'Welcher Workspace oder Server Credits teilt, und wie viele davon du diesen Monat ausgegeben hast; dessen Admins sehen das',
    purpose: 'um das Budget einzuhalten, das dessen Admins festlegen',
    period: 'so lange wie das Konto',
  },
  codes: {
    data: 'Dein Code für Freunde, Codes, die du benutzt hast, und wann du einen eingegeben hast, der keiner war',
    purpose: 'damit jeder seine Credits einmal bringt, und damit niemand einen erraten kann',
    period: 'so lange wie das Konto; Codes, die keine waren, etwa eine Stunde',
  },
  reports: {
    data: 'Was du mit /report und /feedback meldest oder uns sagst',
    purpose: 'damit die Betreiber dem nachgehen können',
    period: '{{period}}, nachdem es abgeschlossen wurde',
  },
  notifications: {
    data: 'Ob, wann und wo dir etwas Wichtiges zu deinen Daten mitgeteilt wurde, etwa eine Datenpanne',
    purpose: 'damit es jeder genau einmal erfährt und wir das zeigen können',
    period: '{{period}}',
  },
  request_log: {
    data: 'Wann von welcher Plattform etwas kam, unter deren Nummer dafür; ohne das, was darin stand',
    purpose: 'damit nichts zweimal getan wird',
    period: '{{period}}',
  },
  security_log: {
    data: 'Wann etwas geschah, was die Sicherheit betrifft, etwa eine Löschung, ein Export oder eine falsche Unterschrift; ohne Namen',
    purpose: 'um Missbrauch zu bemerken, und um nachzuweisen, was getan wurde',
    period: '{{period}}',
  },
}

export const privacy: Locale['privacy'] = {
  place: { database: 'Datenbank', 'encrypted vault': 'verschlüsselter Tresor' },
  ground: {
    consent: 'deine Einwilligung',
    contract: 'für das, worum du bittest',
    'legitimate interest': 'unser berechtigtes Interesse',
    'legal obligation': 'gesetzliche Pflicht',
  },
  ending: { deleted: 'gelöscht', anonymised: 'anonymisiert' },
}
