import type { Locale } from '../en/index.js'

export const styles: Locale['styles'] = {
  headshot: { title: 'Studiofoto', about: 'du vor einem weichen Studiohintergrund, gut für jedes Profil' },
  noir: { title: 'Noir', about: 'schwarz-weiß, tiefe Schatten, Filmkorn' },
  sketch: { title: 'Skizze', about: 'Bleistift auf Papier' },
  oil: { title: 'Ölbild', about: 'Pinselstriche auf Leinwand' },
  cutout: { title: 'Freisteller', about: 'nur du, auf durchsichtigem Grund' },
  sticker: { title: 'Sticker', about: 'du mit weißem Rand, zum Verschicken in Chats' },
}
