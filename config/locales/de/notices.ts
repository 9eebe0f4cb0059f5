import type { notices as english } from '../en/notices.js'

/** Was erwartbar ausgehen kann: was geschehen ist und was zu tun ist. */
export const notices: typeof english = {
  request_answer: '**Zu deiner Anfrage {{number}}:** {{answer}}',
  frozen: 'Deine Daten sind eingefroren, darum bearbeite ich nichts von dir. /freeze off macht weiter.',
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
    'Deine kostenlosen Credits für heute ({{perDay}}) sind aufgebraucht, das hier kostet {{cost}}, und du hast {{available}}. Um Mitternacht UTC werden die freien aufgefüllt; berechnet wurde nichts.',
  style_unknown: 'Einen Stil „{{style}}“ gibt es nicht. Such dir einen von diesen aus:',
  command_unknown: '/{{command}} kenne ich nicht. /help zeigt, was ich kann.',
  button_old: 'Dieser Knopf tut nichts mehr. /help zeigt, was ich kann.',
  nothing_to_cancel: 'Von dir wartet und läuft gerade nichts.',
  already_ended: 'Das ist schon zu Ende.',
  refunded_already: 'Die Credits dafür hast du schon zurückbekommen.',
  not_ready: 'Das ist noch nicht fertig. /status zeigt, wie weit es ist.',
  picture_gone: 'Dieses Bild ist nicht mehr da. /history zeigt, welche es sind.',
  cancelled: 'Abgebrochen. Du hast deine Credits zurück.',
  account_closing:
    '**Du warst eine Weile nicht hier.** Am {{date}} schließe ich dein Konto: Was wartet, endet, und vor allem anderen frage ich neu nach deiner Einwilligung. ' +
    'Damit es offen bleibt, drücke vorher den Knopf oder schreib mir irgendetwas.',
  failed:
    'Das ist misslungen, und es liegt an mir und nicht an dir. Du hast deine Credits zurück; bitte versuch es noch einmal.',
  picture_lost:
    'Das Bild, aus dem das werden sollte, lässt sich nicht mehr lesen. Du hast deine Credits zurück; bitte schick das Foto noch einmal.',
  deadline:
    'Das hat zu lange gedauert und wurde beendet. Du hast deine Credits zurück; bitte versuch es noch einmal.',
  report_empty: 'Bitte sag in ein paar Worten, was nicht stimmt: /report und dann deine Worte.',
  report_none: 'Es gibt noch kein Bild von dir zu melden. Alles andere sagst du uns mit /feedback.',
  feedback_empty: 'Bitte schreib nach dem Befehl, was du denkst: /feedback und dann deine Worte.',
  export_running: 'Ich stelle deine Daten schon zusammen; sie kommen in ihrer eigenen Nachricht.',
  export_too_many:
    'Du hast deine Daten an einem Tag {{count}}-mal verlangt, öfter geht es nicht. Bitte versuch es morgen wieder.',
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
  style_away:
    '{{style}} gibt es gerade nicht, weil keine Bildmaschine angeschlossen ist, die das zeichnet. /styles zeigt, was es gibt.',
  style_wanted: 'Bitte nenne vor deinen Worten einen Stil, etwa /portrait oil; /styles zeigt alle.',
  prompt_empty: 'Bitte sag mit deinen Worten, was du sehen möchtest: /{{command}} und dann deine Worte.',
  prompt_refused: 'Das zeichne ich nicht; berechnet wurde nichts, und andere Worte sind willkommen.',
  prompt_plain:
    'Bitte beschreib das Bild in einfachen Worten: Adressen und Befehle an die Bildmaschine gehen hier nicht.',
  prompt_care:
    'Das zeichne ich nicht; und wenn es dir selbst nicht gut geht, hört dir jederzeit jemand zu: findahelpline.com nennt, wer.',
  seed_unreadable:
    'Eine Startzahl (Seed) ist eine Zahl, etwa /again 123; ohne eine zeichne ich eine neue Variante.',
  again_none:
    'Es gibt noch nichts von dir, was ich noch einmal machen könnte. Schick ein Foto, um anzufangen.',
  character_name:
    'Ein Name ist ein Wort aus Buchstaben und Ziffern, oder mehrere in Anführungszeichen, bis zu {{limit}} Zeichen.',
  character_unknown:
    'Eine Figur {{name}} hast du noch nicht: Schreib /character {{name}} und dann, wie sie aussieht.',
  characters_full: 'Du hast {{most}} Figuren, und mehr kann ich nicht aufheben. /delete schafft Platz.',
  engine_budget:
    'Ich habe heute so viel gezeichnet, wie meine Betreiber dafür vorsehen. Berechnet wurde nichts; die Stile des Studios gehen weiterhin, und morgen geht alles wieder.',
  person_budget:
    'Für dich wurde heute so viel gezeichnet, wie für eine Person vorgesehen ist. Berechnet wurde nichts; die Stile des Studios gehen weiterhin, und morgen geht alles wieder.',
  engine_account:
    'Die Bildmaschinen für diesen Stil nehmen gerade keine Arbeit von mir an. Du hast deine Credits zurück, und meine Betreiber wissen Bescheid; die Stile des Studios gehen weiterhin.',
  engine_no_face:
    'Die Bildmaschine hat auf dem Foto dein Gesicht nicht gefunden. Berechnet wurde nichts; am besten geht ein Foto von vorn in gutem Licht.',
  engine_unsafe:
    'Die Bildmaschine hielt das Bild für eines, das sie nicht machen darf, und hat keines gemacht. Berechnet wurde nichts; ein anderer Stil oder andere Worte gehen vielleicht.',
  engine_refused_prompt:
    'Das zeichnet die Bildmaschine nicht. Berechnet wurde nichts; bitte versuch es mit anderen Worten.',
}
