import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { renderPlan, renderSwept } from '../../../bin/sweep/table.js'
import { readTime } from '../../../bin/sweep/time.js'
import { loadTestConfig, ROOT } from '../../../config/env.js'
import { newId } from '../../../core/id.js'
import { createPrisma } from '../../../prisma/client.js'
import { launchPostgres } from '../../../prisma/postgres/launch.js'

const SLOW = 90_000
const NOW = Date.UTC(2027, 5, 1)

describe('the table', () => {
  it('has a line for each part of an entry, and the sum', () => {
    const oldest = new Date(Date.UTC(2026, 10, 1))
    expect(
      renderPlan(
        [
          { key: 'account', what: 'warned', count: 12, oldest },
          { key: 'images', what: undefined, count: 0, oldest: null },
        ],
        NOW,
      ),
    ).toBe(
      [
        'entry    what    due  oldest',
        'account  warned   12  2026-11-01 00:00:00',
        'images             0',
        '',
        '12 in all would go at 2027-06-01 00:00:00 UTC. Nothing was changed.',
        '',
      ].join('\n'),
    )
  })

  it('says what went, or that nothing did', () => {
    expect(renderSwept({ images: 3 }, NOW)).toContain('3 in all are gone')
    expect(renderSwept({}, NOW)).toBe('0 in all are gone, as of 2027-06-01 00:00:00 UTC.\n')
  })
})

describe('the time', () => {
  it('is a moment with its zone, or a day in UTC', () => {
    expect(readTime('2027-06-01T00:00:00Z')).toBe(NOW)
    expect(readTime('2027-06-01T02:00+02:00')).toBe(NOW)
    expect(readTime('2027-06-01')).toBe(NOW)
  })

  it.each(['tomorrow', '1', '2027-06-01T00:00', '2027-13-01', '2027-02-30T00:00:00Z '])(
    'is not %s',
    wrong => {
      expect(() => readTime(wrong)).toThrow('--now takes a time such as')
    },
  )
})

describe('bin/pixbooth sweep', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pixbooth-sweep-'))
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(join(ROOT, 'bin/pixbooth'), ['sweep', ...args], {
      encoding: 'utf8',
      env: { PATH: loadTestConfig().path, HOME: tmpdir(), LOG_LEVEL: 'silent', DATA_DIR: dataDir },
      timeout: SLOW,
    })
    return { status, stdout, stderr }
  }
  const due = (table: string, entry: string) =>
    Number(new RegExp(`^${entry} +.*?(\\d+)(?:  |$)`, 'm').exec(table)?.[1])

  /** Writes an event that is 91 days old, into the database of the booth that rests. */
  async function leaveSomething(): Promise<void> {
    const server = await launchPostgres(join(dataDir, 'postgres'))
    const db = createPrisma(server.connection)
    const receivedAt = new Date(Date.now() - 91 * 86_400_000)
    await db.inboxEvent.create({
      data: { platform: 'web', eventId: newId(), receivedAt, leaseUntil: receivedAt },
    })
    await db.$disconnect()
    await server.stop()
  }

  it(
    'shows what would go, then takes it, and finds nothing more',
    async () => {
      expect(run('--dry-run').stdout).toContain('0 in all would go')
      await leaveSomething()
      const ahead = run('--now', '2027-06-01T00:00:00Z', '--dry-run')
      expect(ahead.status).toBe(0)
      expect(due(ahead.stdout, 'request_log')).toBe(1)
      // In the past it was not due yet.
      expect(run('--now', new Date(Date.now() - 3 * 86_400_000).toISOString()).stdout).toMatch(/^0 in all/)
      expect(run().stdout).toMatch(/request_log +1\n/)
      expect(run().stdout).toMatch(/^0 in all/)
    },
    SLOW * 2,
  )

  it(
    'a time to come is looked at, never acted on',
    () => {
      const ahead = run('--now', '2127-06-01')
      expect(ahead.status).toBe(1)
      expect(ahead.stderr).toContain('add --dry-run')
    },
    SLOW,
  )
})
