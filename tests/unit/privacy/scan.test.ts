/**
 * Two persons of whom everything is known. One is erased; then every table, key, object and line is searched for them, and
 * the other must be as before, byte for byte.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, type TestContext } from 'vitest'
import { sweepCustomers } from '../../../bots/payments/stripe/debts.js'
import { LEFTOVERS } from '../../../config/limits.js'
import { giveUpLeftovers } from '../../../core/delivery/leftovers.js'
import { Fault } from '../../../core/errors.js'
import { erasePerson } from '../../../core/privacy/erase.js'
import { accountText } from '../../../core/privacy/pseudonym.js'
import { openReplicateServer } from '../../fakes/replicate/server.js'
import { BACKENDS, openBackend } from '../../support/backends.js'
import { eventually, openTestBooth, openTestHome, openTestVault } from '../../support/booth.js'
import { createEyes } from '../../support/eyes.js'
import { freePort } from '../../support/free-port.js'
import { paidParts } from '../../support/paid-house.js'
import { allFiles, allKeys, allRows, tracesIn } from '../../support/scan.js'
import { ask, PLENTY, press, send } from '../../support/sitter.js'
import { type Life, wholeLife } from '../../support/whole-life.js'

const ADA = 'ada4711'
const BOB = 'bob4712'

/** A booth with a paid engine's stand-in that never comes to an end, and eyes that can be held. */
async function open(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  name: (typeof BACKENDS)[number],
) {
  const queue = await openBackend(name)
  if (!queue) throw new Error('No Redis can be had.')
  const replicate = await openReplicateServer()
  const { world, token, apiUrl, webhookSecret, outputOrigin } = replicate
  world.plan = () => ({ ending: { how: 'succeeded' }, hold: true, latencyMs: 0 })
  const paid = {
    engines: { replicate: { token, apiUrl, webhookSecret, fileOrigins: [outputOrigin] } },
    port: await freePort(),
    hears: false,
  }
  const eyes = createEyes()
  const home = await openTestHome()
  const house = await openTestBooth({
    ...paidParts(paid),
    home,
    backend: queue.backend,
    vision: eyes,
    plan: PLENTY,
  })
  house.platform.photos.set('good', Buffer.from('good'))
  onTestFinished(async () => {
    eyes.release()
    await house.close()
    await home.drop()
    await replicate.close()
    await queue.drop()
  })
  const redis = queue.backend === 'postgres' ? null : queue.backend.redis
  return { house, home, world, eyes, redis }
}

/** Rows that say nothing of hers, without those that tick by themselves. */
const ofOthers = (rows: string[], ada: Life) =>
  rows.filter(row => !/^bullmq\./.test(row) && tracesIn([row], [...ada.traces, ADA]).length === 0).sort()

const inTable = (found: string, name: string) => new RegExp(` in public\\."?${name}"? `).test(found)

/** Tables that say nothing of a person, or nothing before the erasure. */
const NOBODYS = [
  '_prisma_migrations',
  'customer_leftover',
  'installation',
  'leftover_message',
  'model',
  'notification',
  'payment_event',
  'round',
  'security_event',
  'style_sample',
  // It names a ledger, which is nobody's in the end.
  'team',
  'team_member',
]

describe.each(BACKENDS)('with the queue on %s, whoever deletes everything', backend => {
  it('is found nowhere any more, while work of theirs ran, and nobody else has lost a byte', async context => {
    const { house, home, world, eyes, redis } = await open(context, backend)
    const { db, platform, booth, vault } = house
    const ada = await wholeLife(house, ADA)
    const bob = await wholeLife(house, BOB)
    const selfie = await db.selfie.findFirstOrThrow({ where: { personId: ada.personId, state: 'accepted' } })

    // At work for her: an engine elsewhere, and eyes on a photo.
    const running = await ask(house, ADA, selfie.id, 'magazine')
    await eventually(
      () => [world.files.size, [...world.predictions.values()].map(({ status }) => status)] as const,
      ([files, states]) => files > 0 && states.length === 1,
    )
    await eventually(
      () => db.engineOrder.findFirst({ where: { generationId: running } }),
      order => order?.state === 'placed',
    )
    eyes.hold()
    await platform.say(booth, ADA, send('good'))
    await eventually(eyes.busy, busy => busy === 1)

    const hers = await db.person.findUniqueOrThrow({
      where: { id: ada.personId },
      include: {
        accounts: true,
        generations: true,
        selfies: true,
        tasks: true,
        deliveries: true,
        consents: true,
      },
    })
    const tasks = hers.tasks.map(({ id }) => id)
    expect(tasks.length).toBeGreaterThan(0)
    const ids = [...hers.selfies, ...hers.deliveries].map(({ id }) => id)
    const orders = await db.engineOrder.findMany({ where: { generationId: running } })
    const traces = [ADA, ...ada.traces, ...ids, ...orders.flatMap(({ id, engineId }) => [id, engineId ?? id])]
    const generations = hers.generations.map(({ id }) => id)
    const before = await allRows(db)
    // Every table has something of hers: whoever adds one with something about persons fills it in wholeLife too.
    const filled = tracesIn(before, [...traces, ...generations])
    const tables = await db.$queryRaw<{ name: string }[]>`
      SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`
    const empty = tables.map(({ name }) => name).filter(name => !filled.some(row => inTable(row, name)))
    expect(empty.sort()).toEqual(NOBODYS)
    // All of it is there to be found.
    for (const trace of [...traces, ...generations, ...tasks])
      expect(tracesIn(before, [trace]), trace).not.toEqual([])
    const others = ofOthers(before, ada)
    const backup = await mkdtemp(join(tmpdir(), 'pixbooth-backup-'))
    context.onTestFinished(() => rm(backup, { recursive: true, force: true }))
    await cp(home.vaultDir, backup, { recursive: true })

    const [told] = await platform.say(booth, ADA, press('deleted:all'))
    expect(told?.text).toContain(
      '**Everything of yours is deleted:** 4 selfies, 1 pictures, 3 requests, 1 characters',
    )
    expect(told?.text).toContain('I am taking back')
    expect(told?.text).toContain('4 answers to my questions for consent, for 3 years')
    eyes.release()
    // The engine is told, and what lies there goes; the bot takes its messages away; the queue comes to rest.
    await eventually(
      async () => [world.files.size, await db.leftoverMessage.count(), await db.task.count()],
      counts => counts.every(count => count === 0),
    )
    expect([...world.predictions.values()].map(({ status }) => status)).toEqual(['canceled'])
    await eventually(
      () => db.engineOrder.count({ where: { spentOn: null } }),
      count => count === 0,
    )
    await eventually(
      async () => tracesIn(await allRows(db), tasks).filter(found => !found.includes(' in bullmq.event ')),
      found => found.length === 0,
    )

    // Who takes the cards is asked to forget them too; only then nothing is left here to ask it by.
    const asked: (string | undefined)[] = []
    const forget = async ({ customerId }: { customerId?: string | undefined }) => void asked.push(customerId)
    const { signal } = new AbortController()
    await sweepCustomers({ db, clock: house.clock, log: house.log, payments: { forget }, signal })
    expect(asked).toHaveLength(1)

    const rows = await allRows(db)
    expect(tracesIn(rows, traces)).toEqual([])
    // Of a generation the books keep the number, which leads nowhere.
    expect(tracesIn(rows, generations).filter(found => !found.includes('public.ledger_entry '))).toEqual([])
    if (redis) {
      // A job that is put off goes when its time has come: the queue knows nothing but the name of its task.
      await eventually(
        async () =>
          tracesIn(await allKeys(redis), tasks).filter(found => !/ in pixbooth:[\w-]+:events /.test(found)),
        found => found.length === 0,
      )
      const keys = await allKeys(redis)
      expect(keys.length).toBeGreaterThan(0)
      expect(tracesIn(keys, [...traces, ...generations])).toEqual([])
    }
    expect(tracesIn(await allFiles(home.vaultDir), traces)).toEqual([])
    const log = house.log.lines.map(line => JSON.stringify(line))
    expect(tracesIn(log, [...traces, ...generations])).toEqual([])
    expect(platform.messages(ADA).flatMap(({ images }) => images)).toEqual([])

    // Nobody else has lost or gained anything.
    expect(others.filter(row => !rows.includes(row))).toEqual([])
    for (const key of bob.keys) expect((await vault.get(key)).toString()).toBe(`a picture of ${BOB}`)
    const gained = rows.filter(row => !before.includes(row) && !/^bullmq\./.test(row))
    const grown = [...new Set(gained.map(row => row.split(' ')[0]))].sort()
    expect(grown).toEqual(
      [
        ...['consent', 'inbox_event', 'ledger_account', 'ledger_entry', 'payment', 'report'],
        ...['security_event', 'subscription'],
      ].map(table => `public.${table}`),
    )

    // What is proof can be found by whoever says who they were, and by nobody else.
    const subject = house.pseudonym(accountText({ platform: 'telegram', tenant: '', userId: ADA }))
    expect(await db.consent.count({ where: { subject, personId: null, endedAt: { not: null } } })).toBe(3)
    expect(await db.consent.count({ where: { personId: null } })).toBe(4)
    expect(
      await db.report.findMany({ where: { personId: null }, select: { text: true, answer: true } }),
    ).toEqual(Array.from({ length: 3 }, () => ({ text: '', answer: null })))

    // A backup of the pictures from before opens no more; the other's does.
    const old = await openTestVault(db, { ...home, vaultDir: backup }, house.clock)
    for (const key of ada.keys) await expect(old.get(key)).rejects.toMatchObject({ code: 'vault_corrupted' })
    for (const key of bob.keys) expect((await old.get(key)).toString()).toBe(`a picture of ${BOB}`)

    // Once more changes nothing.
    await erasePerson(house, ada.personId, Date.now())
    expect((await allRows(db)).filter(row => !/^bullmq\./.test(row))).toEqual(
      rows.filter(row => !/^bullmq\./.test(row)),
    )
  }, 120_000)
})

describe('messages that are to be taken back', () => {
  it('wait while the platform is away, in nobody’s name, and for two days at most', async context => {
    const { house } = await open(context, 'postgres')
    const { db, platform, booth } = house
    const ada = await wholeLife(house, ADA)
    platform.broken.fault = new Fault('unavailable', 'The platform is away.')
    await erasePerson(house, ada.personId, Date.now())
    const tried = () => db.leftoverMessage.findFirst()
    await eventually(tried, row => (row?.tries ?? 0) > 0)
    const [left] = await db.leftoverMessage.findMany()
    expect(Object.keys(left ?? {}).sort()).toEqual([
      'createdAt',
      'dueAt',
      'id',
      'messageRef',
      'platform',
      'tries',
    ])
    await giveUpLeftovers(db, Date.now() + LEFTOVERS.keepMs - 60_000)
    expect(await db.leftoverMessage.count()).toBe(1)
    await giveUpLeftovers(db, Date.now() + LEFTOVERS.keepMs + 60_000)
    expect(await db.leftoverMessage.count()).toBe(0)
    // Who comes back is somebody new.
    platform.broken.fault = null
    expect((await booth.admit({ platform: 'telegram', tenant: '', userId: ADA })).personId).not.toBe(
      ada.personId,
    )
  })
})
