import { expect, test } from 'vitest'
import { createLog } from '../../../bin/start/log.js'
import { describe as describeFault, Fault, toFault, whereabouts } from '../../../core/errors.js'
import { createPrisma } from '../../../prisma/client.js'
import { freshDatabase } from '../../support/postgres.js'

function write(facts: Record<string, unknown>): Record<string, unknown> {
  const lines: string[] = []
  createLog('info', { write: line => void lines.push(line) }).warn('something happened', facts)
  const { level, time, msg, ...written } = JSON.parse(lines[0] ?? '')
  expect([level, msg, typeof time]).toEqual([40, 'something happened', 'number'])
  return written
}

test('ids, counts, codes and places are written as they are', () => {
  const facts = {
    platform: 'slack',
    code: 'unavailable',
    count: 3,
    task: 'AbCdEf0123456789',
    again: false,
    error: 'TypeError at run (file:///app/core/tasks/run.ts:12:3)',
    at: 'Error at x (/app/node_modules/pg/lib/client.js:1:1)',
    fields: ['event.type', 'team_id'],
    none: null,
  }
  expect(write(facts)).toEqual(facts)
})

test('what has a telling name is not written, however deep it lies and however it is spelled', () => {
  expect(
    write({
      token: 'a',
      userId: 'a',
      chat_id: 'a',
      text: 'a',
      'reply-to': 'a',
      prompt: 'a',
      name: 'a',
      url: 'a',
      ip: 'a',
      inner: { botToken: 'a', deeper: { Cookie: 'a', ids: ['b'], count: 1 } },
    }),
  ).toEqual({ inner: { deeper: { ids: ['b'], count: 1 } } })
})

test.each([
  'xoxb-123456789012-abcdefABCDEF',
  '123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawA',
  'MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs',
  'r8_abcdefghijklmnop',
  'whsec_abcdefghijklmnopqrstuv',
  'Authorization: Bearer abcdefghijklmnop',
  'pixbooth=1.abcdefghijkl.mnopqrstuvwxyz',
  'postgresql://me:hunter22@db/pixbooth',
  'https://hooks.slack.com/commands/T1/2/abcdefgh?x=y',
  'ada@example.org',
  Buffer.alloc(200, 'pictures').toString('base64'),
])('what looks like a way in, a person or a picture is covered: %s', secret => {
  const written = JSON.stringify(write({ error: `it said ${secret} again` }))
  expect(written).toContain('it said ')
  expect(written).toContain('[')
  for (const part of secret.split(/[\s:/@?]+/).filter(({ length }) => length > 9)) {
    if (['Authorization', 'postgresql'].includes(part)) continue
    expect(written).not.toContain(part)
  }
})

test('bytes, errors, functions and endless things are never written out', () => {
  const loop: Record<string, unknown> = { count: 1 }
  loop.self = loop
  const written = write({
    one: Buffer.from('a picture'),
    two: new Uint8Array(9),
    three: new TypeError('says Ada'),
    four: () => 'Ada',
    five: 'x'.repeat(9_999),
    loop,
  })
  expect(written).toMatchObject({ one: '[bytes]', two: '[bytes]', three: 'TypeError' })
  expect(String(written.five).length).toBeLessThan(1_600)
  expect(JSON.stringify(written)).not.toMatch(/Ada|a picture/)
})

test('an error is told by its class and its place in the code, also when what it says looks like a place', () => {
  const error = new RangeError('Ada wrote\n    at Ada (ada:1:1)\nand more')
  expect(whereabouts(error, 1)).toMatch(/^RangeError at .*log\.test\.ts:\d+:\d+\)?$/)
  const odd = Object.assign(new Error('x'), { name: 'Ada wrote this' })
  odd.stack = 'Ada wrote this: x\n    at Ada, who wrote this\n    at go (/app/a.js:1:2)'
  expect(whereabouts(odd, 3)).toBe('Error at go (/app/a.js:1:2)')
  expect(whereabouts('Ada', 3)).toBe('string')
})

test('of a fault our own sentence is told, of a stranger’s error nothing that it says', async () => {
  expect(describeFault(new Fault('unavailable', 'Telegram answers 502.'))).toBe('Telegram answers 502.')
  const timeout = Object.assign(new Error('GET https://t.me/bot123:secret timed out'), {
    name: 'TimeoutError',
  })
  expect(describeFault(toFault(timeout))).toMatch(/^TimeoutError at /)
  const database = await freshDatabase()
  const db = createPrisma(database.connection)
  try {
    // Prisma quotes what it was given, in many lines; Postgres quotes rows and values.
    const wrong = await db.account
      .create({ data: { id: 1, userId: 'Ada', personId: 'nobody' } as never })
      .catch(e => e)
    const missing = await db.account
      .create({ data: { id: 'a', userId: 'Ada', platform: 'web', personId: 'Ada' } })
      .catch(e => e)
    const cast = await db.$queryRaw`SELECT ${'Ada'}::text::int`.catch(e => e)
    for (const error of [wrong, missing, cast]) {
      expect(error).toBeInstanceOf(Error)
      expect(describeFault(toFault(error))).not.toContain('Ada')
      expect(describeFault(toFault(error))).toMatch(/^\w+ at /)
    }
  } finally {
    await db.$disconnect()
    await database.drop()
  }
})
