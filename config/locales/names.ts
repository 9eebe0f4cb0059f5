import type { Language } from './languages.js'

/**
 * Command names in other languages, for platforms that show each person their own (Discord: 1 to 32 small letters).
 * The English names are valid everywhere, and texts use them.
 */
export const NAMES: Partial<Record<Language, Readonly<Record<string, string>>>> = {
  de: {
    help: 'hilfe',
    guide: 'anleitung',
    styles: 'stile',
    portrait: 'porträt',
    again: 'nochmal',
    imagine: 'zeichnen',
    character: 'figur',
    cutout: 'freistellen',
    enhance: 'verbessern',
    cancel: 'abbrechen',
    history: 'verlauf',
    settings: 'einstellungen',
    delete: 'löschen',
    privacy: 'datenschutz',
    export: 'datenauszug',
    report: 'melden',
    correct: 'berichtigen',
    freeze: 'einfrieren',
    object: 'widersprechen',
    withdraw: 'widerrufen',
    request: 'anfrage',
    link: 'verbinden',
    unlink: 'trennen',
    credits: 'guthaben',
    subscribe: 'abo',
    billing: 'zahlungen',
    paysupport: 'zahlungshilfe',
    promo: 'gutschein',
    invite: 'einladen',
  },
}
