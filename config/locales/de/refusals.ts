import type { Locale } from '../en/index.js'

/** Warum ein Foto nicht geht, und was hilft. */
export const refusals: Locale['refusals'] = {
  not_an_image:
    'Das ist kein Bild, das ich lesen kann. Schick mir ein Foto als JPEG, PNG, WebP, AVIF oder HEIC.',
  too_large:
    'Diese Datei ist mir zu groß: mehr als {{megabytes}} MB und {{megapixels}} Megapixel gehen nicht. Ein Bildschirmfoto davon reicht, oder eine kleinere Einstellung deiner Kamera.',
  too_small:
    'Dieses Bild hat nur {{width}}×{{height}} Pixel; jede Seite braucht mindestens {{least}}. Schick das Original statt einer Vorschau.',
  animated:
    'Dieses Bild bewegt sich. Schick mir ein stehendes, zum Beispiel ein Bildschirmfoto vom besten Moment.',
  unreadable:
    'Diese Datei ist beschädigt oder unterwegs abgerissen. Schick sie noch einmal, oder öffne sie und speichere sie neu.',
  no_face:
    'Ich finde hier kein Gesicht. Schick mir ein Foto, auf dem dein ganzes Gesicht gut zu sehen und nicht zu weit weg ist.',
  several_faces:
    'Ich sehe {{count}} Gesichter und weiß nicht, welches deins ist. Schick mir ein Foto nur von dir, oder schneide die anderen weg.',
  face_too_small:
    'Dein Gesicht ist zu klein, um damit zu arbeiten. Geh näher an die Kamera, oder schneide das Foto um dich herum zu.',
  face_cut_off: 'Ein Teil deines Gesichts liegt außerhalb des Bildes. Lass etwas Platz um deinen Kopf.',
  too_blurry:
    'Dieses Foto ist zu unscharf. Halt still, wisch die Linse ab und tipp zum Scharfstellen auf dein Gesicht.',
  too_dark: 'Es ist zu dunkel, um dein Gesicht gut zu sehen. Dreh dich zu einem Fenster oder einer Lampe.',
  too_bright:
    'Das Licht ist so stark, dass von deinem Gesicht wenig bleibt. Geh aus der Sonne oder schalte den Blitz aus.',
  turned_away: 'Du schaust zu weit von der Kamera weg. Dreh dein Gesicht zu ihr.',
  eyes_closed: 'Deine Augen scheinen geschlossen zu sein. Versuch es noch einmal mit offenen Augen.',
  covered:
    'Etwas scheint dein Gesicht zu verdecken. Nimm Maske oder Sonnenbrille ab, und halt Hände und Haare weg.',
  looks_underage:
    'Pixbooth ist für Erwachsene. Bitte bestätige, dass die Person auf diesem Foto 18 oder älter ist.',
}
