/** `pixbooth start`: the house, then bots and workers, until somebody asks for an end. */
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { loadConfig } from '../config/env.js'
import { Fault } from '../core/errors.js'
import { hold } from './start/hold.js'
import { prepareHouse, type Role } from './start/house.js'
import { createLog } from './start/log.js'

/** What is open after the drain gets this long; then the house is closed under it, and the process ends. */
const CLOSE_MS = 5_000

const say = (line: string) => void process.stderr.write(`${line}\n`)

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { only: { type: 'string' } } })
  const role = readRole(values.only)
  const config = loadConfig()
  const log = createLog(config.logLevel)
  // A stranger's SDK may drop a promise; one that nobody heard of must not end everybody's booth.
  process.on('unhandledRejection', reason => {
    const at = reason instanceof Error ? reason.stack?.split('\n').slice(1, 4).join(' ') : typeof reason
    log.error('a failure was caught by nobody', { at })
  })
  return hold(
    async () => {
      // Loading the booth's code takes as long as starting the database.
      const loading = import('./start/booth.js')
      loading.catch(() => {})
      const house = await prepareHouse(config, role, say)
      for (const warning of house.warnings) say(warning)
      try {
        const { openBooth } = await loading
        const booth = await openBooth(config, house, log, role)
        if (booth.address) say(`Pixbooth is open: ${config.http.publicUrl ?? booth.address}`)
        else say('The workers are ready.')
        const close = async () => {
          try {
            await Promise.race([booth.close(), wait(CLOSE_MS)])
          } finally {
            await house.close()
          }
        }
        return { drain: booth.drain, close, ...(house.failed && { failed: house.failed }) }
      } catch (error) {
        await house.close()
        throw error
      }
    },
    { signals: process, say },
  )
}

function readRole(word: string | undefined): Role | undefined {
  if (word === undefined || word === 'bots' || word === 'workers') return word
  throw new Fault('config', '--only takes "bots" or "workers": leave it out to start both.')
}
