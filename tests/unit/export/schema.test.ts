import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { POLICY, type PolicyKey } from '../../../config/policy.js'
import { CONTENTS } from '../../../core/privacy/export/contents.js'
import { exportData, exportSchema } from '../../../core/privacy/export/schema.js'
import published from '../../../docs/export.schema.json' with { type: 'json' }
import { ROOT } from '../../architecture/sources.js'
import { complaints } from './support.js'

it('the published schema is what the code writes', () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(exportSchema())))
})

it('refuses what it does not name', () => {
  expect(complaints({ format: 'pixbooth export' })).not.toEqual([])
})

it('every entry of the policy has a section, or a reason why not', () => {
  expect(Object.keys(CONTENTS).sort()).toEqual(Object.keys(POLICY).sort())
})

/** What of a section stands there under another name, or is no fact about the person but a way to something. */
const OTHERWISE: Record<string, string> = {
  wish: 'wish',
  wishedAt: 'wish',
  'images.objectKey': 'file',
  originalKey: 'original',
  referenceKey: 'reference',
  wholeKey: 'whole',
  'ledger.source': 'from',
}
const LEFT = [
  // Names of events, of engines' files and answers, and of messages at their platforms: keys to things, some of them secret.
  ...['wishes.wishEvent', 'selfie_original.source', 'engine_orders.files', 'engine_orders.answer'],
  ...[
    'account.replyTo',
    'addresses.replyTo',
    'addresses.messageRef',
    'links.codeHash',
    'exports.hash',
    'exports.objectKey',
  ],
  // They say whose the row is, which is what the whole archive is about.
  ...['engine_orders.spentOn', 'engine_spend.scope', 'ledger.personId', 'links.hostId', 'links.guestId'],
  // Names of events, a way to pay, and what its page is called.
  ...['payments.origin', 'payments.sessionId', 'payments.url'],
  ...['teams.spenderId', 'codes.personId', 'codes.origin'],
  // Of persons who are gone.
  'consents.subject',
]

it('every column about a person is in its section', () => {
  const schema = readFileSync(join(ROOT, 'prisma/schema.prisma'), 'utf8')
  const columns = [...schema.matchAll(/((?:^ +\/\/\/ .*\n)+) +(\w+) /gm)].flatMap(
    ([, notes = '', name = '']) =>
      [...notes.matchAll(/@personal (\w+)/g)].map(([, key]) => ({ key: key as PolicyKey, name })),
  )
  expect(columns.length).toBeGreaterThan(40)
  const missing = columns.filter(({ key, name }) => {
    const sections = CONTENTS[key]
    if ('left' in sections || LEFT.includes(`${key}.${name}`)) return false
    const words = JSON.stringify(
      sections.map(section => (exportSchema().properties as Record<string, unknown>)[section]),
    )
    return !words.includes(`"${OTHERWISE[name] ?? OTHERWISE[`${key}.${name}`] ?? name}"`)
  })
  expect(missing).toEqual([])
})

it('sections are all accounted for', () => {
  const named = new Set<string>(Object.values(CONTENTS).flatMap(one => ('left' in one ? [] : one)))
  const facts = ['format', 'version', 'exportedAt', 'policy']
  expect(Object.keys(exportData.shape).filter(key => !named.has(key) && !facts.includes(key))).toEqual([])
})
