/** `pixbooth start`: the house, then bots and workers, until somebody asks for an end. */
import { parseArgs } from 'node:util'
import { loadConfig } from '../config/env.js'
import { Fault } from '../core/errors.js'
import { hold } from './start/hold.js'
import { prepareHouse, type Role } from './start/house.js'

const say = (line: string) => void process.stderr.write(`${line}\n`)

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { only: { type: 'string' } } })
  const role = readRole(values.only)
  const config = loadConfig()
  return hold(
    async () => {
      const house = await prepareHouse(config, role)
      for (const warning of house.warnings) say(warning)
      return { drain: async () => {}, close: house.close }
    },
    { signals: process, say },
  )
}

function readRole(word: string | undefined): Role | undefined {
  if (word === undefined || word === 'bots' || word === 'workers') return word
  throw new Fault('config', '--only takes "bots" or "workers": leave it out to start both.')
}
