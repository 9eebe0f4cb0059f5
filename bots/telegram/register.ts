/** What Telegram shows of the bot outside of its messages: commands and descriptions, in every language; told when they changed. */
import { TELEGRAM } from '../../config/limits.js'
import { FALLBACK_LANGUAGE, LOCALES } from '../../config/locales/index.js'
import { describe, toFault } from '../../core/errors.js'
import type { Booth, CommandSpec } from '../../core/platform.js'
import type { Log } from '../../core/ports.js'
import type { Say } from '../../core/say.js'
import { type Call, Refused } from './calls.js'
import { cutText } from './text.js'

export interface BotCommand {
  command: string
  description: string
}

/** The command table as Telegram takes it. */
export function toBotCommands(specs: readonly CommandSpec[]): BotCommand[] {
  return specs
    .filter(({ name }) => /^[a-z0-9_]+$/.test(name) && name.length <= TELEGRAM.commandChars)
    .slice(0, TELEGRAM.commands)
    .map(({ name, summary }) => ({
      command: name,
      description: cutText(summary, TELEGRAM.commandDescriptionUnits),
    }))
}

/** Languages by the two letters that Telegram knows; the fallback serves all others, without letters. */
export function menuLanguages(tags: readonly string[]): { tag: string; code: Record<string, string> }[] {
  const others = new Map<string, string>()
  for (const tag of tags) {
    const letters = tag.split('-')[0] ?? ''
    if (tag !== FALLBACK_LANGUAGE && /^[a-z]{2}$/.test(letters) && !others.has(letters))
      others.set(letters, tag)
  }
  return [
    { tag: FALLBACK_LANGUAGE, code: {} },
    ...[...others].map(([letters, tag]) => ({ tag, code: { language_code: letters } })),
  ]
}

/** Brings commands and descriptions up to date. Never throws: the bot works without them, and the next start tries again. */
export async function registerBot(deps: {
  call: Call
  booth: Pick<Booth, 'commands'>
  say: (language: string) => Say
  log: Log
}): Promise<void> {
  const { call, booth, log } = deps
  for (const { tag, code } of menuLanguages(Object.keys(LOCALES))) {
    const say = deps.say(tag)
    const commands = toBotCommands(booth.commands(tag))
    const description = cutText(say('texts.botDescription'), TELEGRAM.descriptionUnits)
    const short_description = cutText(say('texts.botShort'), TELEGRAM.shortDescriptionUnits)
    const steps = [
      async () => {
        const now = await call('getMyCommands', code)
        if (!sameCommands(now, commands)) await call('setMyCommands', { commands, ...code })
      },
      async () => {
        const now = await call('getMyDescription', code)
        if (now.description !== description) await call('setMyDescription', { description, ...code })
      },
      async () => {
        const now = await call('getMyShortDescription', code)
        if (now.short_description !== short_description)
          await call('setMyShortDescription', { short_description, ...code })
      },
    ]
    for (const step of steps)
      await step().catch(error =>
        log.warn('the bot could not be introduced in a language', {
          language: tag,
          error: error instanceof Refused ? error.message : describe(toFault(error)),
        }),
      )
  }
}

function sameCommands(a: readonly BotCommand[], b: readonly BotCommand[]): boolean {
  const text = (commands: readonly BotCommand[]) =>
    commands.map(({ command, description }) => `${command} ${description}`).join('\n')
  return text(a) === text(b)
}
