import type { TextId } from '../say.js'
import { type Command, say } from './command.js'

/** Lists all commands. The table is handed in, since it contains this very command. */
export function createHelp(commands: () => readonly Command[]): Command {
  return {
    name: 'help',
    argument: '',
    takesPhoto: false,
    needsConsent: false,
    async run(context) {
      const lines = commands().map(command => {
        const usage = command.argument === '' ? '' : ` ${command.argument}`
        return `- /${command.name}${usage}: ${context.say(`commands.${command.name}` as TextId)}`
      })
      return say([context.say('texts.helpTitle'), ...lines, context.say('texts.helpPhoto')].join('\n'))
    },
  }
}
