import type { SlackWords } from './en.js'

/** Die Sätze von Slacks Formularen und Seiten. */
export const de: SlackWords = {
  name: 'Pixbooth',
  working: 'In Arbeit …',
  clipInDirect: 'Der Clip liegt in deinen Direktnachrichten mit Pixbooth: dort sieht ihn sonst niemand.',
  fileInDirect: 'Die Datei steht in deinen Direktnachrichten mit Pixbooth: dort sieht sie sonst niemand.',
  formPhotoHint: 'Bis zu zehn, je 10 MB: JPEG, PNG, WebP, AVIF oder HEIC.',
  formSend: 'Senden',
  formCancel: 'Abbrechen',
  formNoPhoto: 'Bitte such ein Foto aus: JPEG, PNG, WebP, AVIF oder HEIC.',
  shortcuts: { styles: 'Stile', status: 'Status', history: 'Meine Bilder', privacy: 'Datenschutz' },

  installedTitle: 'Pixbooth ist installiert',
  installed: team =>
    `Pixbooth arbeitet jetzt in ${team}. Öffne Slack, such unter Apps nach Pixbooth, und schreib /pixbooth in einen beliebigen Kanal. Diese Seite kannst du schließen.`,
  yourWorkspace: 'deinem Workspace',
  failedTitle: 'Pixbooth wurde nicht installiert',
  denied: 'Du hast abgelehnt, darum wurde nichts installiert. Wenn du es doch möchtest, fang noch einmal an.',
  stale:
    'Dieser Link ist zu alt, wurde schon benutzt oder in einem anderen Browser geöffnet. Bitte fang noch einmal an.',
  refused: 'Slack hat die Installation nicht angenommen. Bitte fang noch einmal an.',
  again: 'Noch einmal anfangen',
}
