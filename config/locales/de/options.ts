import type { Locale } from '../en/index.js'

export const options: Locale['options'] = {
  style: 'der gewünschte Stil; leer lassen, um aus allen zu wählen',
  text: 'deine Worte',
  code: 'der Code, den dein anderes Konto zeigt; leer lassen, um einen zu bekommen',
  photo: 'ein Foto von dir; leer lassen, um dein letztes zu nehmen',
}
