import type { Locale } from '../en/index.js'

/** Was erwartbar ausgehen kann: was geschehen ist und was zu tun ist. */
export const notices: Locale['notices'] = {
  consent_needed:
    'Bevor ich mir ein Foto ansehen darf, brauche ich deine Einwilligung. Bitte beantworte die beiden Fragen.',
  photo_refused: 'Dieses Foto geht noch nicht.',
  photo_failed:
    'Ich konnte mir dieses Foto nicht ansehen, das liegt an mir und nicht an dir. Berechnet wurde nichts; bitte schick es noch einmal.',
  photo_unfetchable:
    'Ich konnte dieses Foto nicht holen: seine Adresse ist abgelaufen, oder es ist größer als {{megabytes}} MB. Bitte schick es noch einmal.',
  selfie_gone: 'Dieses Foto ist nicht mehr da. Bitte schick ein neues.',
  selfie_missing: 'Bitte schick mir zuerst ein Foto von dir, oder häng eins an den Befehl.',
  no_credits:
    'Deine kostenlosen Credits für heute ({{perDay}}) sind aufgebraucht. Um Mitternacht UTC werden sie aufgefüllt; berechnet wurde nichts.',
  style_unknown: 'Einen Stil „{{style}}“ gibt es nicht. Such dir einen von diesen aus:',
  command_unknown: '/{{command}} kenne ich nicht. /help zeigt, was ich kann.',
  button_old: 'Dieser Knopf tut nichts mehr. /help zeigt, was ich kann.',
  nothing_to_cancel: 'Von dir wartet und läuft gerade nichts.',
  already_ended: 'Das ist schon zu Ende.',
  not_ready: 'Das ist noch nicht fertig. /status zeigt, wie weit es ist.',
  picture_gone: 'Dieses Bild ist nicht mehr da. /history zeigt, welche es sind.',
  cancelled: 'Abgebrochen. Der Credit gehört wieder dir.',
  failed:
    'Das ist misslungen, und es liegt an mir und nicht an dir. Der Credit gehört wieder dir; bitte versuch es noch einmal.',
  picture_lost:
    'Das Bild, aus dem das werden sollte, lässt sich nicht mehr lesen. Der Credit gehört wieder dir; bitte schick das Foto noch einmal.',
  deadline:
    'Das hat zu lange gedauert und wurde beendet. Der Credit gehört wieder dir; bitte versuch es noch einmal.',
  report_empty: 'Bitte sag in ein paar Worten, was nicht stimmt: /report und dann deine Worte.',
  report_none: 'Es gibt noch kein Bild von dir zu melden. Alles andere sagst du uns mit /feedback.',
  feedback_empty: 'Bitte schreib nach dem Befehl, was du denkst: /feedback und dann deine Worte.',
  text_too_long: 'Das ist etwas lang. Bitte bleib unter {{limit}} Zeichen.',
  event_failed: 'Das hat nicht geklappt, und es liegt an mir und nicht an dir. Bitte versuch es noch einmal.',
  not_your_photo:
    'Dieses Foto hat jemand anders geschickt. Ich arbeite nur mit Fotos von dir, die du selbst schickst.',
  not_your_button: 'Dieser Knopf gehört jemand anderem. /help zeigt, was ich für dich tun kann.',
  no_photo_there: 'Da sehe ich kein Foto. Schick mir eins von dir, oder häng eins an den Befehl.',
  too_many_photos: 'Das ist mehr, als ich auf einmal annehme. Bitte schick höchstens zehn Fotos zusammen.',
  link_unknown:
    'Diesen Code kenne ich nicht. Codes gelten {{minutes}} Minuten; /link zeigt dir an deinem anderen Konto einen neuen.',
  link_expired: 'Dieser Code ist abgelaufen. /link zeigt dir an deinem anderen Konto einen neuen.',
  link_used:
    'Dieser Code wurde schon benutzt. Wenn du das nicht warst, antworte an deinem anderen Konto mit Nein und hol dir dort mit /link einen neuen.',
  link_own:
    'Das ist dein eigener Code. Gib ihn an dem anderen Konto ein, das mit diesem verbunden werden soll.',
  link_too_many: 'Das waren viele Codes in einer Stunde. Bitte versuch es später wieder.',
  link_too_many_tries: 'Das waren viele Codes, die nicht stimmten. Bitte versuch es in einer Stunde wieder.',
  nothing_linked: 'Mit diesem Konto ist keines verbunden. /link verbindet ein weiteres Konto von dir.',
  erasing: 'Gerade wird alles von dir gelöscht. Bitte komm in einer Minute wieder.',
}
