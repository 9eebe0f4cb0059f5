/** `pixbooth start`: the house, then bots and workers, until somebody asks for an end. */
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { TITLES } from '../bots/bot.js'
import { loadConfig } from '../config/env.js'
import { Fault } from '../core/errors.js'
import type { OpenBooth } from './start/booth.js'
import { hold } from './start/hold.js'
import { prepareHouse, ROLES, type Role } from './start/house.js'
import { createLog } from './start/log.js'
import { watchMishaps } from './start/mishaps.js'

/** What is open after the drain gets this long; then the house is closed under it, and the process ends. */
const CLOSE_MS = 5_000

const say = (line: string) => void process.stderr.write(`${line}\n`)

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { only: { type: 'string' } } })
  const role = readRole(values.only)
  const config = loadConfig()
  const log = createLog(config.logLevel)
  const mishaps = watchMishaps(process, log)
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
        for (const line of greeting(booth, config.http.publicUrl)) say(line)
        const close = async () => {
          try {
            await Promise.race([booth.close(), wait(CLOSE_MS)])
          } finally {
            await house.close()
          }
        }
        const failed = Promise.race([house.failed ?? new Promise<never>(() => {}), mishaps.failed])
        return { drain: booth.drain, close, failed }
      } catch (error) {
        await house.close()
        throw error
      }
    },
    { signals: process, say },
  )
}

/** What stands open now, one sentence a line. */
function greeting(booth: OpenBooth, publicUrl: string | undefined): string[] {
  const { address, platforms = [], problems = [] } = booth
  if (!address) return ['The workers are ready.']
  const others = platforms.filter(platform => platform !== 'web')
  return [
    ...problems,
    ...others.map(platform => `${TITLES[platform]} is connected.`),
    platforms.includes('web')
      ? `Pixbooth is open: ${publicUrl ?? address}`
      : `Health and webhooks: ${address}`,
  ]
}

function readRole(word: string | undefined): Role | undefined {
  const role = ROLES.find(known => known === word)
  if (role || word === undefined) return role
  throw new Fault('config', `--only takes one of ${ROLES.join(', ')}: leave it out to start everything.`)
}
