import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMMANDS as PROGRAMS } from '../../bin/commands.js'
import { VARIABLES } from '../../config/env.js'
import { LOCALES } from '../../config/locales/index.js'
import { POLICY } from '../../config/policy.js'
import { STYLES } from '../../config/styles.js'
import { COMMANDS } from '../../core/commands/index.js'
import { REFUSAL_REASONS } from '../../core/notice.js'
import { SWEEPS } from '../../core/privacy/retention.js'
import { PROOF_PATHS, privacyTable } from '../support/privacy-table.js'
import { ROOT, readSources } from './sources.js'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const readme = read('README.md')
const docs = [
  readme,
  read('CONTRIBUTING.md'),
  read('docs/operating.md'),
  read('docs/privacy.md'),
  read('.env.example'),
  read('docker-compose.yml'),
]

describe('every command', () => {
  const journeys = readSources('tests')
    .filter(({ path }) => path.includes('journeys/'))
    .map(({ text }) => text)
    .join('\n')

  it.each(COMMANDS.map(({ name }) => name))(
    '/%s has texts in every language, a journey and a row in the README',
    name => {
      for (const locale of Object.values(LOCALES))
        expect(locale.commands[name as keyof typeof locale.commands]).toMatch(/\S/)
      expect(journeys).toContain(`/${name}`)
      expect(readme).toMatch(new RegExp(`^\\| \`/${name}\\b`, 'm'))
    },
  )
})

describe('texts', () => {
  it.each(Object.entries(LOCALES))('in %s word every reason and every style', (_language, locale) => {
    for (const reason of REFUSAL_REASONS)
      expect(Object.keys(locale.refusals).some(key => key === reason || key.startsWith(`${reason}_`))).toBe(
        true,
      )
    for (const { id } of STYLES) expect(locale.styles[id].title).toMatch(/\S/)
  })

  it('that the code asks for by a notice are there', () => {
    const asked = new Set<string>()
    for (const { text } of readSources('core', 'workers', 'bots'))
      for (const match of text.matchAll(/\bnotice\('([a-z_]+)'/g)) asked.add(match[1] as string)
    expect(asked.size).toBeGreaterThan(10)
    for (const locale of Object.values(LOCALES)) {
      const words = [...Object.keys(locale.notices), ...Object.keys(locale.refusals)]
      expect([...asked].filter(id => !words.some(word => word === id || word.startsWith(`${id}_`)))).toEqual(
        [],
      )
    }
  })
})

describe('documentation', () => {
  it('names every environment variable, and no others', () => {
    const example = read('.env.example')
    for (const name of VARIABLES) expect(example).toMatch(new RegExp(`^#? ?${name}=`, 'm'))
    const named = [...readme.matchAll(/^\| `([A-Z][A-Z0-9_]+)`/gm)].map(match => match[1] as string)
    expect(named.filter(name => !(VARIABLES as string[]).includes(name))).toEqual([])
    for (const name of VARIABLES) expect(readme).toContain(`\`${name}\``)
  })

  it('names only paths that exist', () => {
    for (const doc of docs)
      for (const match of doc.matchAll(/`((?:bots|core|workers|prisma|config|tests|bin|docs)\/[\w./-]*)`/g))
        expect(existsSync(join(ROOT, match[1] as string)), match[1]).toBe(true)
  })

  it('names only commands of bin/pixbooth that exist', () => {
    const known = [...PROGRAMS, 'prepare', 'help']
    for (const doc of docs)
      for (const match of doc.matchAll(/bin\/pixbooth ([a-z]+(?:-[a-z]+)*)/g))
        expect(known).toContain(match[1])
  })
})

describe('privacy', () => {
  const schema = read('prisma/schema.prisma')

  it('every column with personal data names an entry of the policy', () => {
    const keys = [...schema.matchAll(/\/\/\/ @personal (\w+)/g)].map(match => match[1] as string)
    expect(keys.length).toBeGreaterThan(15)
    expect(keys.filter(key => !(key in POLICY))).toEqual([])
  })

  it('every column that could hold something about a person is marked', () => {
    // Names of columns that say something about somebody wherever they stand.
    const telling =
      /^\s+(userId|text|body|source|replyTo|messageRef|objectKey|\w*Key|verdict|language|seed)\s/
    const lines = schema.split('\n')
    const unmarked = lines.filter(
      (line, index) =>
        telling.test(line) &&
        !lines.slice(Math.max(0, index - 3), index).some(before => before.includes('@personal')),
    )
    // A consent's language names the wording that was answered.
    expect(unmarked.filter(line => !/^\s+language\s+String\s*$/.test(line))).toEqual([])
  })

  it('docs/privacy.md is made from the table, and every proof is there', () => {
    const shown = /<!-- promises -->\n([\s\S]*?)\n<!-- \/promises -->/.exec(read('docs/privacy.md'))?.[1]
    expect(shown).toBe(privacyTable())
    expect(PROOF_PATHS.filter(path => !existsSync(join(ROOT, path)))).toEqual([])
  })

  it('every entry of the policy has columns, and a sweep or the foreign keys of the account', () => {
    for (const [key, entry] of Object.entries(POLICY)) {
      expect(schema).toContain(`@personal ${key}`)
      if (entry.keepMs !== null) expect(Object.keys(SWEEPS)).toContain(key)
    }
  })
})
