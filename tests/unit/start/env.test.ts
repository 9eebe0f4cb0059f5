import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ConfigError, loadConfig, ROOT, VARIABLES } from '../../../config/env.js'

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

test('with nothing set, everything is embedded and private', () => {
  const config = loadConfig({})
  expect(config).toMatchObject({
    dataDir: join(ROOT, 'data'),
    http: { host: '127.0.0.1', port: 3000, trustProxy: false },
    database: { kind: 'embedded' },
    queue: { kind: 'postgres' },
    vault: { kind: 'disk' },
    logLevel: 'info',
    minimumAge: 18,
  })
  expect(config.visionProcesses).toBeGreaterThanOrEqual(1)
  expect(config.visionProcesses).toBeLessThanOrEqual(2)
})

test.each([
  ['PORT', 'abc', /whole number/],
  ['PORT', '70000', /at most 65535/],
  ['MASTER_KEY', 'c2hvcnQ=', /32 bytes.*openssl/],
  ['COOKIE_SECRET', 'short', /at least 32 characters/],
  ['REDIS_URL', 'http://localhost', /like redis:\/\//],
  ['REDIS_URL', 'localhost:6379', /like redis:\/\//],
  ['DATABASE_URL', 'mysql://user:hidden@host/db', /like postgresql:\/\//],
  ['PUBLIC_URL', 'booth.example', /like https:\/\//],
  ['TRUST_PROXY', '', undefined],
  ['LOG_LEVEL', 'loud', /one of/],
  ['VISION_PROCESSES', '0', /at least 1/],
  ['MINIMUM_AGE', '7', /at least 13/],
  ['S3_FORCE_PATH_STYLE', 'maybe', /true or false/],
])('%s=%s is answered in one sentence that names it', (name, value, expected) => {
  const problems = problemsOf({ [name]: value })
  if (expected === undefined) return expect(problems).toEqual([])
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(new RegExp(`^${name} `))
  expect(problems[0]).toMatch(expected)
})

test('all problems are told at once, and no secret is repeated', () => {
  const secrets = { MASTER_KEY: 'tooshort', COOKIE_SECRET: 'hush', DATABASE_URL: 'mysql://u:hidden@h/d' }
  const problems = problemsOf({ PORT: 'x', ...secrets })
  expect(problems).toHaveLength(4)
  expect(problems.join(' ')).not.toMatch(/tooshort|hush|hidden/)
})

test('S3 is chosen as a whole or not at all', () => {
  expect(problemsOf({ S3_BUCKET: 'booth' })).toEqual([
    expect.stringMatching(/^S3_ACCESS_KEY_ID is missing/),
    expect.stringMatching(/^S3_SECRET_ACCESS_KEY is missing/),
  ])
  const env = {
    S3_BUCKET: 'booth',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'key',
    S3_FORCE_PATH_STYLE: 'true',
  }
  expect(loadConfig(env).vault).toEqual({
    kind: 's3',
    bucket: 'booth',
    region: 'us-east-1',
    accessKeyId: 'id',
    secretAccessKey: 'key',
    forcePathStyle: true,
  })
})

test('a key may be base64 or hex', () => {
  const bytes = Buffer.alloc(32, 7)
  for (const encoding of ['base64', 'hex'] as const)
    expect(loadConfig({ MASTER_KEY: bytes.toString(encoding) }).masterKey).toEqual(bytes)
})

test('proxies are a yes, a no or addresses', () => {
  const trusted = (TRUST_PROXY: string) => loadConfig({ TRUST_PROXY }).http.trustProxy
  expect(trusted('true')).toBe(true)
  expect(trusted('false')).toBe(false)
  expect(trusted('10.0.0.0/8, 127.0.0.1')).toEqual(['10.0.0.0/8', '127.0.0.1'])
})

test('.env.example lists every variable, loads as it stands, and names nothing else', () => {
  const text = readFileSync(join(ROOT, '.env.example'), 'utf8')
  const listed = [...text.matchAll(/^([A-Z0-9_]+)=(.*)$/gm)]
  expect(listed.map(match => match[1]).sort()).toEqual([...VARIABLES].sort())
  const asWritten = Object.fromEntries(listed.map(match => [match[1]!, match[2]!]))
  expect(loadConfig(asWritten)).toEqual(loadConfig({}))
})

test('a platform is set up by its token; what is wrong with one keeps no other from starting', () => {
  expect(loadConfig({}).platforms).toEqual({})
  const { discord, telegram, slack } = loadConfig({
    DISCORD_TOKEN: 'rubbish',
    DISCORD_API_URL: 'https://discord.com/api/v10/',
    TELEGRAM_TOKEN: 'rubbish',
    SLACK_BOT_TOKEN: 'rubbish',
    SLACK_API_URL: 'https://slack.com/api/',
  }).platforms
  expect(discord).toEqual({
    token: 'rubbish',
    shards: 'auto',
    apiUrl: 'https://discord.com/api',
    fileOrigins: ['https://cdn.discordapp.com', 'https://media.discordapp.net'],
    skus: {},
  })
  expect(telegram).toEqual({ token: 'rubbish', apiUrl: 'https://api.telegram.org', stars: true })
  expect(loadConfig({ TELEGRAM_TOKEN: 'x', TELEGRAM_STARS: 'false' }).platforms.telegram?.stars).toBe(false)
  expect(slack).toMatchObject({ botToken: 'rubbish', apiUrl: 'https://slack.com/api' })
})

test.each([
  ['auto', 'auto'],
  ['2', { ids: [0, 1], total: 2 }],
  ['0-3/16', { ids: [0, 1, 2, 3], total: 16 }],
  ['15-15/16', { ids: [15], total: 16 }],
])('DISCORD_SHARDS=%s', (text, shards) => {
  expect(loadConfig({ DISCORD_TOKEN: 'x', DISCORD_SHARDS: text }).platforms.discord?.shards).toEqual(shards)
})

test.each(['0', 'many', '4-2/8', '0-8/8', '1/2'])('DISCORD_SHARDS=%s is answered in one sentence', text => {
  expect(problemsOf({ DISCORD_TOKEN: 'x', DISCORD_SHARDS: text })).toEqual([
    expect.stringMatching(/^DISCORD_SHARDS /),
  ])
})

test('DISCORD_SKUS names products and their numbers', () => {
  const skus = ' pack_100 = 123456789012345678 ,plus=1234567890123456789,'
  expect(loadConfig({ DISCORD_TOKEN: 'x', DISCORD_SKUS: skus }).platforms.discord?.skus).toEqual({
    pack_100: '123456789012345678',
    plus: '1234567890123456789',
  })
})

test.each([
  ['pack_7=123456789012345678', 'pack_100'],
  ['free=123456789012345678', 'pack_100'],
  ['__proto__=123456789012345678', 'pack_100'],
  ['123456789012345678', 'pack_100'],
  ['plus', '17 to 20 digits'],
  ['plus=12', '17 to 20 digits'],
  ['plus=1234567890123456x8', '17 to 20 digits'],
  ['plus=123456789012345678,plus=123456789012345679', 'twice'],
  ['plus=123456789012345678,pro=123456789012345678', 'another product'],
])('DISCORD_SKUS=%s is answered in one sentence', (text, words) => {
  const problems = problemsOf({ DISCORD_TOKEN: 'x', DISCORD_SKUS: text })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(/^DISCORD_SKUS .*\.$/)
  expect(problems[0]).toContain(words)
})

test('files are fetched from whole origins only', () => {
  const { discord } = loadConfig({
    DISCORD_TOKEN: 'x',
    DISCORD_FILE_ORIGINS: 'https://a.example/x, http://127.0.0.1:9',
  }).platforms
  expect(discord?.fileOrigins).toEqual(['https://a.example', 'http://127.0.0.1:9'])
  expect(problemsOf({ DISCORD_FILE_ORIGINS: 'a.example' })).toHaveLength(1)
})
