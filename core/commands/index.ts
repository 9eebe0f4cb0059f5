/** The table of commands, in the order in which people meet them. */

import { again } from './again.js'
import { billing } from './billing.js'
import { cancel } from './cancel.js'
import { character } from './character.js'
import type { Command } from './command.js'
import { correct } from './correct.js'
import { credits } from './credits.js'
import { deleteCommand } from './delete.js'
import { exportCommand } from './export.js'
import { freeze } from './freeze.js'
import { guide } from './guide.js'
import { createHelp } from './help.js'
import { history } from './history.js'
import { imagine } from './imagine.js'
import { link } from './link.js'
import { object } from './object.js'
import { paysupport } from './paysupport.js'
import { portrait } from './portrait.js'
import { privacy } from './privacy.js'
import { invite, promo } from './promo.js'
import { feedback, report } from './report.js'
import { request } from './request.js'
import { settings } from './settings.js'
import { cutout, enhance, sticker, video } from './shortcuts.js'
import { start } from './start.js'
import { status } from './status.js'
import { styles } from './styles.js'
import { subscribe } from './subscribe.js'
import { team } from './team.js'
import { unlink } from './unlink.js'
import { withdraw } from './withdraw.js'

export const COMMANDS: readonly Command[] = [
  start,
  createHelp(() => COMMANDS),
  guide,
  styles,
  portrait,
  again,
  imagine,
  character,
  cutout,
  enhance,
  sticker,
  video,
  status,
  cancel,
  history,
  credits,
  subscribe,
  billing,
  paysupport,
  promo,
  invite,
  team,
  settings,
  link,
  unlink,
  deleteCommand,
  privacy,
  correct,
  freeze,
  object,
  withdraw,
  request,
  exportCommand,
  report,
  feedback,
]

/** The command of that name. */
export function findCommand(name: string): Command | undefined {
  return COMMANDS.find(command => command.name === name)
}

/** The command and the handler that a button's first word belongs to. */
export function findPress(word: string) {
  for (const command of COMMANDS) {
    const press = command.presses?.[word]
    if (press) return { command, press }
  }
  return undefined
}
