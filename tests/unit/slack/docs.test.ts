import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SCOPES } from '../../../bots/slack/scopes.js'
import { ROOT, VARIABLES } from '../../../config/env.js'

const read = (name: string) => readFileSync(join(ROOT, 'docs', name), 'utf8')
const manifest = read('slack-manifest.yaml')
const page = read('slack.md')

/** The items of a list in the manifest. */
function list(name: string): string[] {
  const [, items = ''] = new RegExp(`\\n +${name}:\\n((?: +- \\S+\\n)+)`).exec(manifest) ?? []
  return [...items.matchAll(/- (\S+)/g)].map(match => match[1] as string)
}

describe('the manifest', () => {
  it('asks for just the scopes that the code asks for, each explained on the page', () => {
    expect(list('bot')).toEqual(Object.keys(SCOPES))
    for (const [scope, why] of Object.entries(SCOPES)) expect(page).toContain(`| \`${scope}\` | ${why} |`)
  })

  it('subscribes to just what the app listens to, each explained on the page', () => {
    const register = readFileSync(join(ROOT, 'bots/slack/register.ts'), 'utf8')
    const heard = [...register.matchAll(/app\.event\('([a-z_]+)'/g)].map(match => match[1] as string)
    expect(
      list('bot_events')
        .map(name => name.replace('message.im', 'message'))
        .sort(),
    ).toEqual(heard.sort())
    for (const name of list('bot_events')) expect(page).toContain(`\`${name}\``)
  })

  it('keeps Slack’s limits of its words', () => {
    const [, about = ''] = /\n {2}description: (.+)\n/.exec(manifest) ?? []
    expect(about.length).toBeLessThanOrEqual(140)
    for (const [, name = ''] of manifest.matchAll(/- name: (.+)\n/g))
      expect(name.length).toBeLessThanOrEqual(24)
  })
})

it('the page names only variables that exist, and all of Slack’s that one needs', () => {
  const named = [...page.matchAll(/\b(SLACK_[A-Z_]+|PUBLIC_[A-Z]+)\b/g)].map(match => match[1] as string)
  expect(named.filter(name => !(VARIABLES as string[]).includes(name))).toEqual([])
  for (const name of ['BOT_TOKEN', 'APP_TOKEN', 'SIGNING_SECRET', 'CLIENT_ID', 'CLIENT_SECRET'])
    expect(named).toContain(`SLACK_${name}`)
})
