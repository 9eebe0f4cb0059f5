/** Behind a proxy that speaks https: what every route of the one HTTP server says to browsers about its safety. */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT, readSources } from '../../architecture/sources.js'
import { freePort } from '../../support/free-port.js'
import { openStageBooth, type StageBooth } from '../../support/stage-booth.js'

let house: StageBooth
beforeAll(async () => {
  // Platforms that do not answer: their routes are there all the same.
  const apiUrl = `http://127.0.0.1:${await freePort()}`
  house = await openStageBooth({
    publicUrl: 'https://booth.example',
    env: {
      TRUST_PROXY: 'loopback',
      STRIPE_SECRET_KEY: 'sk_test_none',
      STRIPE_WEBHOOK_SECRET: `whsec_${'a'.repeat(32)}`,
      STRIPE_API_URL: apiUrl,
    },
    engineHooks: { replicate: { secret: `whsec_${'a'.repeat(32)}` }, fal: {} },
    platforms: {
      telegram: { token: '123:abc', apiUrl },
      slack: {
        signingSecret: 'secret',
        oauth: { clientId: 'id', clientSecret: 'secret' },
        apiUrl,
        fileOrigins: [],
      },
    },
  })
}, 60_000)
afterAll(() => house?.close(), 60_000)

const PROXIED = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7', host: 'booth.example' }

/** As the proxy asks: fetch would not let us say under which name. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
  return new Promise<{ status: number; headers: Record<string, string | string[] | undefined> }>(
    (resolve, reject) => {
      const asked = request(
        `${house.address}${path}`,
        { method, headers: { ...PROXIED, ...headers } },
        answer => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers })
          answer.destroy()
        },
      )
      asked.once('error', reject)
      asked.end(body)
    },
  )
}

/** Every route, with what comes of asking it as a stranger. */
const ROUTES: [kind: string, route: string, method: string, path: string, status: number][] = [
  ['the page', '/', 'GET', '/', 200],
  ['an asset that is not there', '/assets/:name', 'GET', '/assets/none.js', 404],
  ['the conversation', '/api/chat', 'GET', '/api/chat', 200],
  ['its live stream', '/api/events', 'GET', '/api/events?after=0', 200],
  ['what a page says', '/api/say', 'POST', '/api/say', 403],
  ['a picture', '/images/:id', 'GET', '/images/abcdefghijklmnop', 404],
  ['health', '/health', 'GET', '/health', 200],
  ['readiness', '/ready', 'GET', '/ready', 200],
  ['metrics', '/metrics', 'GET', '/metrics', 404],
  ['Telegram’s webhook', '/webhooks/telegram', 'POST', '/webhooks/telegram', 401],
  ['Slack’s webhook', '/webhooks/slack', 'POST', '/webhooks/slack', 401],
  ['Replicate’s webhook', '/webhooks/replicate', 'POST', '/webhooks/replicate?order=x', 401],
  ['fal’s webhook', '/webhooks/fal', 'POST', '/webhooks/fal?order=x', 401],
  ['Stripe’s webhook', '/webhooks/stripe', 'POST', '/webhooks/stripe', 401],
  ['the way to Slack', '/slack/install', 'GET', '/slack/install', 302],
  ['the way back from Slack', '/slack/oauth_redirect', 'GET', '/slack/oauth_redirect', 400],
  ['the policy', '/privacy', 'GET', '/privacy', 200],
  ['its style', '/privacy.css', 'GET', '/privacy.css', 200],
  ['an export that nobody made', '/export/:token', 'GET', `/export/${'a'.repeat(43)}`, 404],
  ['the schema of exports', '/export.schema.json', 'GET', '/export.schema.json', 200],
]

/** What says the same to everybody. */
const PUBLIC = ['/privacy', '/privacy.css', '/export.schema.json']

describe('behind https', () => {
  test.each(ROUTES)('%s has its headers', async (_kind, _route, method, path, status) => {
    const answer = await ask(method, path)
    expect(answer.status).toBe(status)
    checkHeaders(answer.headers)
  })

  test.each([
    ['what is not there', 'GET', '/nothing', {}, undefined, 404],
    ['a method that is not', 'DELETE', '/api/chat', {}, undefined, 404],
    [
      'a body that is too large',
      'POST',
      '/api/say',
      { 'content-type': 'application/json' },
      'x'.repeat(400_000),
      413,
    ],
    ['an address that is none', 'GET', '/images/..%2f..%2fetc', {}, undefined, 400],
  ] as const)('%s has them too', async (_kind, method, path, headers, body, status) => {
    const answer = await ask(method, path, headers, body)
    expect(answer.status).toBe(status)
    checkHeaders(answer.headers)
  })

  test('assets may be kept, everything else may not, and nothing by others', async () => {
    const page = await (await fetch(house.address)).text()
    const [asset = ''] = /\/assets\/[\w.-]+\.js/.exec(page) ?? []
    const answer = await ask('GET', asset)
    expect([answer.status, answer.headers['cache-control']]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ])
    checkHeaders(answer.headers)
    for (const [, , method, path] of ROUTES)
      expect((await ask(method, path)).headers['cache-control'], path).toMatch(
        PUBLIC.includes(path) ? /^public, max-age=\d+$/ : /no-store|^private, no-cache$/,
      )
  })

  test.each(['/', '/api/chat', '/slack/install'])(
    'the cookie of %s is for https alone and for no script',
    async path => {
      const { headers } = await ask('GET', path)
      const cookies = headers['set-cookie'] ?? []
      expect(cookies).toHaveLength(1)
      for (const cookie of cookies) {
        expect(cookie).toMatch(/; Secure/)
        expect(cookie).toMatch(/; HttpOnly/)
        expect(cookie).toMatch(/; SameSite=Lax/)
      }
    },
  )

  test('it is Secure also when the proxy forgets to say that it spoke https', async () => {
    const { headers } = await ask('GET', '/', { 'x-forwarded-proto': 'http' })
    expect(String(headers['set-cookie'])).toMatch(/; Secure/)
  })

  test('the list of routes above is all there are', () => {
    const found = readSources('bots')
      .flatMap(({ text }) => [
        ...text.matchAll(/\b(?:server|scope)\.(?:get|post|put|delete|all)(?:<[^(]*>)?\(\s*'?([^',\s]+)/g),
        ...text.matchAll(/\burl: '(\/[^']+)'/g),
      ])
      .map(([, path]) => path)
    const webhook = /WEBHOOK_PATH = '([^']+)'/.exec(
      readFileSync(join(ROOT, 'bots/telegram/webhook.ts'), 'utf8'),
    )?.[1]
    const all = found.map(path => (path === 'WEBHOOK_PATH' ? webhook : path))
    expect([...new Set(all)].sort()).toEqual(ROUTES.map(([, route]) => route).sort())
  })
})

function checkHeaders(headers: Record<string, string | string[] | undefined>): void {
  expect(headers).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'strict-transport-security': expect.stringMatching(/^max-age=\d{8,}/),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
    'cache-control': expect.any(String),
  })
  for (const telling of ['server', 'x-powered-by', 'access-control-allow-origin'])
    expect(headers[telling]).toBeUndefined()
}
