// What must be there before a command can run: its packages and the Prisma client. Plain JavaScript without packages.
import { existsSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ensureClient } from './generate.mjs'
import { ensurePackages } from './install.mjs'
import { Sentence } from './sentence.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const helpFolder = join(root, 'bin/help')

/** Commands that developers run; they need the development packages too. */
const DEVELOPER = ['test', 'bench', 'prepare']

/** Says on descriptor 3 how to run the command, or prints help and says nothing there. */
export async function prepare(args) {
  try {
    const [command = 'help', ...rest] = args
    const commands = readdirSync(helpFolder).map(file => basename(file, '.txt'))
    if (['help', '--help', '-h'].includes(command)) return printHelp(commands, rest[0] ?? 'help')
    if (!commands.includes(command)) throw unknown(command)
    const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
    if (own.includes('--help') || own.includes('-h')) return printHelp(commands, command)
    // An image holds the build alone, made with everything in place.
    if (!existsSync(join(root, 'bin/main.ts'))) return writeSync(3, 'built')
    await ensurePackages(root, { developer: DEVELOPER.includes(command) })
    await ensureClient(root)
    if (command === 'prepare') return
    writeSync(3, pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href)
  } catch (error) {
    if (!(error instanceof Sentence)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = error.exitCode
  }
}

function printHelp(commands, command) {
  if (!commands.includes(command)) throw unknown(command)
  process.stdout.write(readFileSync(join(helpFolder, `${command}.txt`), 'utf8'))
}

function unknown(command) {
  return new Sentence(`There is no command "${command}": "bin/pixbooth help" lists them.`)
}
