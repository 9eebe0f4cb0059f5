import type { Locale } from '../en/index.js'

export const options: Locale['options'] = {
  style: 'der gewünschte Stil; leer lassen, um aus allen zu wählen',
  prompt: 'deine Worte für das Bild',
  name: 'der Name einer Figur von dir; leer lassen, um alle zu sehen',
  description: 'beim ersten Mal, wie sie aussieht; später eine Szene',
  seed: 'eine Zahl, die dir gezeigt wurde; leer lassen für eine neue Variante',
  text: 'deine Worte',
  code: 'der Code, den dein anderes Konto zeigt; leer lassen, um einen zu bekommen',
  off: 'off, um weiterzumachen',
  what: 'name, born oder language',
  value: 'was richtig ist; weglassen, um es herauszunehmen',
  plan: 'das Abo; leer lassen, um alle zu sehen',
  promo: 'der Code für Credits',
  budget: 'für Admins: was jedes Mitglied im Monat ausgeben darf, oder off',
  photo: 'ein Foto von dir; leer lassen, um dein letztes zu nehmen',
}
