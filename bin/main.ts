/** Finds the command and runs it. What is expected to go wrong is told in one sentence, exit code 1. */
import { ConfigError } from '../config/env.js'
import { Fault } from '../core/errors.js'

/** Every command is a file beside this one with `main(args)`, which answers the exit code. */
interface CommandModule {
  main(args: string[]): Promise<number>
}

const COMMANDS = ['start', 'test', 'bench', 'inspect', 'shoot', 'models', 'sweep']

/** The sentence for whoever ran the command, or undefined when it is a mistake of ours. */
function sentence(error: unknown): string | undefined {
  if (error instanceof ConfigError) return error.problems.join('\n')
  if (error instanceof Fault && error.code === 'config') return error.message
  // node:util's parseArgs.
  const { code, message } = error as { code?: unknown; message?: string }
  if (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS'))
    return `${message?.split('. ')[0]?.replace(/\.$/, '')}: "bin/pixbooth help ${process.argv[2]}" lists the options.`
  return undefined
}

async function run(): Promise<number> {
  const [name = '', ...args] = process.argv.slice(2)
  if (!COMMANDS.includes(name))
    throw new Fault('config', `There is no command "${name}": "bin/pixbooth help" lists them.`)
  const command = (await import(`./${name}.js`)) as CommandModule
  return command.main(args)
}

run().then(
  code => process.exit(code),
  error => {
    process.stderr.write(`${sentence(error) ?? (error instanceof Error ? error.stack : String(error))}\n`)
    process.exit(1)
  },
)
