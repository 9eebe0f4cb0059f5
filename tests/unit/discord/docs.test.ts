import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT, VARIABLES } from '../../../config/env.js'
import { DISCORD } from '../../../config/limits.js'
import { shards } from '../../../config/values.js'
import { COMMANDS } from '../../../core/commands/index.js'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const page = read('docs/discord.md')
const code = ['main', 'gateway', 'till'].map(name => read(`bots/discord/${name}.ts`)).join('\n')

it('the page names only variables that exist, and all of Discord’s', () => {
  const named = [...page.matchAll(/\b((?:DISCORD|PUBLIC|MASTER|DATABASE)_[A-Z_]+)\b/g)].map(
    match => match[1] as string,
  )
  expect(named.filter(name => !(VARIABLES as string[]).includes(name))).toEqual([])
  for (const name of VARIABLES.filter(name => name.startsWith('DISCORD_'))) expect(named).toContain(name)
})

it('the sentences in its table are those that the bot says', () => {
  const said = [...page.matchAll(/^\| `([^/`][^`]+)`(?: at the start| in the log)? \|/gm)]
    .map(match => match[1] as string)
    .filter(words => / /.test(words))
  expect(said.length).toBeGreaterThanOrEqual(4)
  for (const words of said) expect(code).toContain(words)
})

it('its link asks for just the permissions that it explains', () => {
  const bits: Record<string, number> = {
    'View Channels': 1 << 10,
    'Send Messages': 1 << 11,
    'Embed Links': 1 << 14,
    'Attach Files': 1 << 15,
  }
  const asked = Number(/permissions=(\d+)/.exec(page)?.[1])
  expect(asked).toBe(Object.values(bits).reduce((sum, bit) => sum | bit, 0))
  for (const name of Object.keys(bits)) expect(page).toContain(`**${name}**`)
})

it('its intents are those that the bot asks for', () => {
  const asked = [...code.matchAll(/GatewayIntentBits\.(\w+)/g)].map(match =>
    (match[1] as string).replace(/(?<=[a-z])(?=[A-Z])/g, ' '),
  )
  expect(asked).toHaveLength(2)
  for (const name of asked) expect(page).toContain(`| intent ${name} |`)
})

it('its shards can be read, and leave none out', () => {
  const parts = [...page.matchAll(/DISCORD_SHARDS=(\d+-\d+\/\d+) bin/g)].map(match => shards.parse(match[1]))
  const served = parts.flatMap(part => (part === 'auto' ? [] : part.ids))
  expect(served).toEqual(Array.from({ length: 16 }, (_, at) => at))
})

it('its commands exist, and its numbers are those of the code', () => {
  const names = [...page.matchAll(/`\/([a-z]+)`/g)].map(match => match[1] as string)
  expect(names.filter(name => !COMMANDS.some(command => command.name === name))).toEqual([])
  expect(page).toContain('takes only five more messages')
  expect(DISCORD.followUpsAlone).toBe(5)
})
