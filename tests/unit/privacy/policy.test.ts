import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Registry } from 'prom-client'
import { afterEach, describe, expect, it } from 'vitest'
import { policyHtml, registerPrivacyPage } from '../../../bots/privacy-page.js'
import { createServer } from '../../../bots/server.js'
import { ROOT } from '../../../config/env.js'
import { createPolicy, type Place, POLICY } from '../../../config/policy.js'
import type { EngineId } from '../../../config/styles.js'
import { policyDocument, policyMarkdown } from '../../../core/privacy/document.js'
import { periodWords } from '../../../core/privacy/table.js'
import { createSay } from '../../../core/say.js'
import { createTestLog } from '../../support/booth.js'

const say = createSay()
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function page(place: Place = {}, engines: EngineId[] = []) {
  const server = await createServer({
    log: createTestLog(),
    metrics: new Registry(),
    ready: async () => ({}),
  })
  closers.push(() => server.close())
  registerPrivacyPage(server, {
    policy: createPolicy({ imageDays: 7 }),
    place,
    catalogue: { engines: () => engines },
  })
  return (url: string, language = 'en') => server.inject({ url, headers: { 'accept-language': language } })
}

describe('the page', () => {
  it('shows every entry of the table, in the language that is asked for, with nothing inline', async () => {
    const ask = await page({ region: 'Frankfurt, Germany' }, ['replicate'])
    const english = await ask('/privacy')
    expect(english.statusCode).toBe(200)
    expect(english.headers['content-type']).toContain('text/html')
    expect(english.headers['content-security-policy']).toContain("default-src 'none'")
    for (const key of Object.keys(POLICY))
      expect(english.body).toContain(plain(say('en')(`policy.${key as 'images'}.data`)))
    expect(english.body).toContain('7 days')
    expect(english.body).toContain('Frankfurt, Germany')
    expect(english.body).toContain('Replicate (United States)')
    expect(english.body).not.toMatch(/<script|style="|onclick/)
    expect(english.body).not.toContain('{{')
    expect((await ask('/privacy', 'de-AT')).body).toContain('Was aufbewahrt wird')
    expect((await ask('/privacy?lang=de')).body).toContain('Was aufbewahrt wird')
    expect((await ask('/privacy.css')).headers['content-type']).toContain('text/css')
  })

  it('escapes what operators write', () => {
    const facts = { policy: createPolicy(), place: { region: '<b>&"\'' }, engines: [] }
    expect(policyHtml(policyDocument(facts, say('en')))).toContain('&lt;b&gt;&amp;&quot;&#39;')
  })
})

describe('the document', () => {
  it('names who else gets something: nobody, engines with a key, a store elsewhere', () => {
    const written = (place: Place, engines: string[]) =>
      policyMarkdown(policyDocument({ policy: createPolicy(), place, engines }, say('en')))
    expect(written({}, [])).toContain('Nobody: everything happens in this booth.')
    expect(written({}, [])).not.toContain('AI engines |')
    const all = written({ storage: 's3.example', cards: true }, ['replicate', 'fal'])
    for (const name of [
      'Stripe takes payments',
      'Replicate (United States)',
      'fal (United States)',
      's3.example stores the pictures',
    ])
      expect(all).toContain(name)
  })

  it.each([
    [3_600_000, 'en', '1 hour'],
    [86_400_000, 'de', '1 Tag'],
    [30 * 86_400_000, 'en', '30 days'],
    [730 * 86_400_000, 'de', '2 Jahre'],
    [5_400_000, 'en', '1.5 hours'],
  ])('says %i ms in %s as %s', (ms, language, words) => {
    expect(periodWords(language, ms)).toBe(words)
  })

  it('is what bin/pixbooth policy prints, with version and fingerprint', async () => {
    const run = (...args: string[]) => promisify(execFile)('bin/pixbooth', ['policy', ...args], { cwd: ROOT })
    const { stdout } = await run('--markdown', '--language', 'de')
    const { version, hash } = createPolicy()
    expect(stdout).toContain(`Fassung ${version}, Fingerabdruck ${hash}`)
    expect(JSON.parse((await run('--json')).stdout)).toMatchObject({ version, hash })
    await expect(run('--language', 'xx')).rejects.toMatchObject({ stderr: expect.stringContaining('"xx"') })
  }, 30_000)
})

const plain = (text: string) => text.replaceAll("'", '&#39;')
