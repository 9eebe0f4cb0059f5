import { catalogue } from './catalogue.js'
import { commands } from './commands.js'
import { exports } from './exports.js'
import { link } from './link.js'
import { money, moneyNotices } from './money.js'
import { notices } from './notices.js'
import { options } from './options.js'
import { platforms } from './platforms.js'
import { policy, privacy } from './policy.js'
import { prompts } from './prompts.js'
import { refusals } from './refusals.js'
import { changes, document, purposes, rights } from './rights.js'
import { collections, styles } from './styles.js'
import { texts } from './texts.js'

/** Every sentence a person can read in English. The other languages have the same shape. */
export const en = {
  catalogue,
  changes,
  collections,
  commands,
  document,
  exports,
  link,
  money,
  notices: { ...notices, ...moneyNotices },
  options,
  platforms,
  policy,
  privacy,
  prompts,
  purposes,
  refusals,
  rights,
  styles,
  texts,
}

export type Locale = typeof en
