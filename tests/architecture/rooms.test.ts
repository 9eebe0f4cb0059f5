import { describe, expect, it } from 'vitest'
import { isOurs, packageOf, readSources, type Source } from './sources.js'

const all = readSources('config', 'core', 'workers', 'bots', 'prisma', 'bin')
const inRoom = (room: string) => all.filter(({ path }) => path.startsWith(`${room}/`))

/** Every import that a rule forbids, as `file → import`. */
function offences(sources: Source[], forbidden: (target: string, source: Source) => boolean): string[] {
  return sources.flatMap(source =>
    source.imports.filter(target => forbidden(target, source)).map(target => `${source.path} → ${target}`),
  )
}

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')

const SDKS = [
  'discord.js',
  'grammy',
  '@slack/bolt',
  '@slack/web-api',
  'replicate',
  '@fal-ai/client',
  'stripe',
]
const SERVERS = ['fastify', 'bullmq', 'ioredis', 'bull-board']

describe('the rooms', () => {
  it('are all read', () => {
    expect(all.length).toBeGreaterThan(60)
    expect(all.flatMap(({ imports }) => imports).length).toBeGreaterThan(300)
  })

  it('core imports no SDK, no HTTP server, no queue, nothing of bots or workers', () => {
    const forbidden = (target: string) =>
      SDKS.includes(packageOf(target)) ||
      SERVERS.includes(packageOf(target)) ||
      packageOf(target).startsWith('@fastify') ||
      /^(bots|workers|bin|tests)\//.test(target)
    expect(offences(inRoom('core'), forbidden)).toEqual([])
  })

  it('workers import nothing of bots', () => {
    expect(offences(inRoom('workers'), target => /^(bots|bin|tests)\//.test(target))).toEqual([])
  })

  it('of workers, bots import queues.ts only', () => {
    const forbidden = (target: string) =>
      (target.startsWith('workers/') && target !== 'workers/queues.ts') || /^(bin|tests)\//.test(target)
    expect(offences(inRoom('bots'), forbidden)).toEqual([])
  })

  it('bots never import each other', () => {
    const forbidden = (target: string, { path }: Source) => {
      const mine = /^bots\/([a-z]+)\//.exec(path)?.[1]
      const theirs = /^bots\/([a-z]+)\//.exec(target)?.[1]
      return mine !== undefined && theirs !== undefined && mine !== theirs
    }
    expect(offences(inRoom('bots'), forbidden)).toEqual([])
  })

  it('config imports nothing of ours', () => {
    expect(offences(inRoom('config'), target => isOurs(target) && !target.startsWith('config/'))).toEqual([])
  })

  it('process.env is read in config/env.ts only', () => {
    const readers = all.filter(({ text }) => /process\.env\b/.test(text)).map(({ path }) => path)
    expect(readers).toEqual(['config/env.ts'])
  })

  it('only composition roots and the rooms that own a connection construct clients', () => {
    // queue-backends.ts is the queue room's, client.ts the database room; the rest are mains and bin.
    const allowed =
      /(^|\/)main\.ts$|^core\/app\.ts$|^bin\/|^workers\/(queue-backends|patient-pool)\.ts$|^prisma\//
    const constructing =
      /new (Redis|Queue|PrismaClient|S3Client|pg\.Pool|Pool|pg\.Client|Client)\b|\bFastify\(/
    const builders = all
      .filter(({ text }) => constructing.test(withoutComments(text)))
      .map(({ path }) => path)
    // server.ts makes the one HTTP server for bots/main.ts.
    expect(builders.filter(path => !allowed.test(path) && path !== 'bots/server.ts')).toEqual([])
  })

  it('inbound, render and capabilities are pure: no network, no clock, no database', () => {
    const pure = all.filter(({ path }) => /^bots\/[a-z]+\/(inbound|render|capabilities)\.ts$/.test(path))
    expect(pure.length).toBeGreaterThanOrEqual(3)
    expect(
      offences(pure, target => /^(prisma\/client|workers\/|node:(net|http|https|fs|timers))/.test(target)),
    ).toEqual([])
    const impure = pure.filter(({ text }) => /Date\.now\(|new Date\(\)|\bfetch\(|setTimeout\(/.test(text))
    expect(impure.map(({ path }) => path)).toEqual([])
  })

  it('only outbound.ts writes to a platform', () => {
    // The web chat's platform is its message table.
    const writers = inRoom('bots').filter(({ text }) =>
      /(INSERT INTO|UPDATE|DELETE FROM) web_message|webMessage\.(create|update|upsert|delete)/.test(text),
    )
    expect(writers.map(({ path }) => path)).toEqual(['bots/web/outbound.ts'])
  })

  it.each([
    // A subscription that is edited stands in no chat.
    ['telegram', /'(?:send|edit(?!UserStar))[A-Z]\w+'|'deleteMessage'/, ['outbound.ts']],
    // A response_url is written to by a fetch of its own.
    ['slack', /\bchat\.(?:post|update|delete)|\bpostReply\(/, ['outbound.ts', 'reply.ts']],
    // The first sign of life leaves a message, which is taken away when nothing fills it.
    ['discord', /Routes\.(?:webhook|channelMessages|userChannels)/, ['deferrals.ts', 'outbound.ts']],
  ])('of %s too', (platform, writing, allowed) => {
    const writers = inRoom('bots')
      .filter(({ path, text }) => path.startsWith(`bots/${platform}/`) && writing.test(withoutComments(text)))
      .map(({ path }) => path)
    expect(writers).toEqual(allowed.map(file => `bots/${platform}/${file}`))
  })

  it('all bots have the same files', () => {
    const platforms = [
      ...new Set(inRoom('bots').flatMap(({ path }) => /^bots\/([a-z]+)\//.exec(path)?.[1] ?? [])),
    ]
    const files = ['capabilities.ts', 'inbound.ts', 'render.ts', 'outbound.ts', 'register.ts', 'main.ts']
    expect(platforms).toContain('web')
    // hooks/ hears engines, and payments/ those who collect money, which are no platforms.
    for (const platform of platforms.filter(name => !['hooks', 'payments'].includes(name)))
      for (const file of files) expect(all.map(({ path }) => path)).toContain(`bots/${platform}/${file}`)
  })

  it('core asks no platform by its name', () => {
    const asking = inRoom('core').filter(({ text }) =>
      /platform\s*[!=]==?\s*'(web|discord|telegram|slack)'/.test(text),
    )
    expect(asking.map(({ path }) => path)).toEqual([])
  })

  it('are small: the median file has at most 120 lines, none has more than 300', () => {
    const lengths = all
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .sort((a, b) => a.lines - b.lines)
    expect(lengths[Math.floor(lengths.length / 2)]?.lines).toBeLessThanOrEqual(120)
    // config/limits.ts is one table by rule.
    expect(lengths.filter(({ lines, path }) => lines > 300 && path !== 'config/limits.ts')).toEqual([])
  })
})
