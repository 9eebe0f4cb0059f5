/** `pixbooth shoot`: one photo through the whole booth; bin/help/shoot.txt says what it writes. */
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { createDeliver } from '../bots/deliver.js'
import { createFetch } from '../bots/fetch.js'
import { type Config, loadConfig } from '../config/env.js'
import { findStyle, GENERATION_KINDS, STYLES } from '../config/styles.js'
import { Fault } from '../core/errors.js'
import type { Message } from '../core/platform.js'
import { createSay } from '../core/say.js'
import { createTaskRunner } from '../core/tasks/run.js'
import { createTerminal, type Terminal } from './shoot/terminal.js'
import { openWorkers } from './start/booth.js'
import { type Foundation, layFoundation } from './start/foundation.js'
import { prepareHouse } from './start/house.js'
import { createLog } from './start/log.js'

const ENDINGS: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png' }

const KINDS: readonly string[] = GENERATION_KINDS

/** Answers the exit code: 0 when pictures were written, 2 when the photo was refused, 1 for anything else. */
export async function main(args: string[]): Promise<number> {
  const { file, style, out, adult } = await readOrder(args)
  const dataDir = await mkdtemp(join(tmpdir(), 'pixbooth-shoot-'))
  const undo: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true })]
  const end = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  // Ctrl-C leaves nothing behind either.
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => reject(new Fault('config', 'Stopped; nothing was written.')))
  })
  try {
    return await Promise.race([shoot(), interrupted])
  } finally {
    await end()
  }

  async function shoot(): Promise<number> {
    const config: Config = { ...loadConfig({}), dataDir }
    const house = await prepareHouse(config)
    undo.push(house.close)
    const foundation = await layFoundation(config, house, createLog('error'))
    undo.push(foundation.close)
    await openWorkers(config, foundation, undo)
    const terminal = createTerminal(file, show)
    undo.push(await serve(foundation, terminal))
    const { booth } = foundation
    // Whoever runs this on a file has decided about it; the booth still writes down that somebody did.
    await terminal.say(booth, { type: 'press', action: 'consent:face:yes' })
    await terminal.say(booth, { type: 'press', action: 'consent:adult:yes' })
    await terminal.say(booth, { type: 'command', name: 'portrait', argument: style })
    let ending = await terminal.until(message => isEnd(message) || isQuestion(message))
    if (isQuestion(ending)) {
      if (!adult) {
        process.stderr.write(`looks_underage: ${ending.text} Say so with --adult.\n`)
        return 2
      }
      await terminal.say(booth, { type: 'press', action: actionOf(ending, 'adult:') })
      ending = await terminal.until(isEnd)
    }
    if (ending.images.length > 0) return write(foundation, terminal, ending, { file, style, out })
    const refused = await foundation.db.selfie.findFirst({ where: { state: 'refused' } })
    return refused ? 2 : 1
  }
}

/** Prints each new state of the work as a line. */
function show(message: Message): void {
  if (!message.slot?.startsWith('generation:')) return
  const done = message.progress?.done
  const percent = typeof done === 'number' ? ` ${Math.round(done * 100)} %` : ''
  process.stderr.write(`${message.text.replaceAll('**', '')}${percent}\n`)
}

const isWork = (message: Message) => message.slot?.startsWith('generation:') === true
const actionOf = (message: Message, word: string) =>
  message.buttons.flat().find(button => button.action.startsWith(word))?.action ?? ''
const isQuestion = (message: Message) => isWork(message) && actionOf(message, 'adult:') !== ''
const isEnd = (message: Message) => isWork(message) && !message.progress && !isQuestion(message)

/** Photo in, messages out: what a bots process does for its platforms. */
async function serve(foundation: Foundation, { bot }: Terminal): Promise<() => Promise<void>> {
  const { db, vault, clock, tasks, log, queues, catalogue, minimumAge } = foundation
  const bots = { web: bot }
  const handlers = {
    fetch: createFetch({ db, vault, bots, clock, tasks }),
    deliver: createDeliver({ db, bots, say: createSay(), catalogue, minimumAge, clock, tasks }),
  }
  const runner = createTaskRunner({ tasks, handlers, jobs: queues.jobs, log })
  await queues.work('platform-web', 1, runner.run)
  return async () => runner.close()
}

async function write(
  { booth }: Foundation,
  { account }: Terminal,
  { images }: Message,
  { file, style, out }: { file: string; style: string; out: string },
): Promise<number> {
  const { personId } = await booth.admit(account)
  for (const [index, image] of images.entries()) {
    const picture = await booth.readImage(personId, image.imageId)
    if (!picture) throw new Fault('bug', 'The picture was made and is gone.')
    const number = images.length > 1 ? `-${index + 1}` : ''
    const name = `${basename(file, extname(file))}-${style}${number}.${ENDINGS[picture.mime] ?? 'bin'}`
    const path = join(out, name)
    await writeFile(path, picture.bytes)
    process.stdout.write(`${path}\n`)
  }
  return 0
}

async function readOrder(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      style: { type: 'string' },
      kind: { type: 'string', default: 'portrait' },
      out: { type: 'string' },
      adult: { type: 'boolean', default: false },
    },
  })
  const [file, ...more] = positionals
  const wrong = (sentence: string) => new Fault('config', sentence)
  if (!file || more.length > 0) throw wrong('Name one photo: "bin/pixbooth shoot FILE --style ID --out DIR".')
  if (!values.out) throw wrong('Say where to write to: --out DIR.')
  if (!KINDS.includes(values.kind)) throw wrong(`--kind takes ${KINDS.join(', ')}.`)
  const style = findStyle(values.kind === 'portrait' ? (values.style ?? '') : values.kind)
  if (!style) {
    const ids = STYLES.filter(({ kind }) => kind === 'portrait').map(({ id }) => id)
    throw wrong(`--style takes one of ${ids.join(', ')}.`)
  }
  await access(file).catch(() => {
    throw wrong(`The file ${file} cannot be read: check its name and its rights.`)
  })
  await mkdir(values.out, { recursive: true }).catch(() => {
    throw wrong(`The folder ${values.out} cannot be made: check its name and its rights.`)
  })
  return { file, style: style.id, out: values.out, adult: values.adult }
}
