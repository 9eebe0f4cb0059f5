import { commands } from './commands.js'
import { notices } from './notices.js'
import { refusals } from './refusals.js'
import { styles } from './styles.js'
import { texts } from './texts.js'

/** Every sentence a person can read in English. The other languages have the same shape. */
export const en = { commands, notices, refusals, styles, texts }

export type Locale = typeof en
