import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createIntake, type Intake } from '../../../bots/intake.js'
import { FREE_PLAN } from '../../../config/plans.js'
import { createPolicy } from '../../../config/policy.js'
import { createBooth } from '../../../core/app.js'
import { createCatalogue } from '../../../core/catalogue.js'
import type { Incoming, Message } from '../../../core/platform.js'
import { createPrisma } from '../../../prisma/client.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { createEyes } from '../../support/eyes.js'

let house: TestBooth
let intake: Intake
beforeAll(async () => {
  house = await openTestBooth({ engines: {}, vision: createEyes(), idle: true })
  intake = createIntake({ booth: house.booth, log: house.log, metrics: new Registry() })
})
afterAll(async () => {
  await intake.close()
  await house.close()
})

function event(eventId: string, text = '/help'): Incoming {
  return {
    platform: 'telegram',
    eventId,
    account: { tenant: '', userId: eventId },
    place: { kind: 'private' },
    replyTo: { platform: 'telegram', rungs: [{ address: { chat: eventId } }] },
    act: { type: 'command', name: text.slice(1), argument: '' },
    photos: [],
  }
}

/** Answers that are given, and a door in front of them. */
function mouth(open: Promise<void> = Promise.resolve()) {
  const said: Message[] = []
  return {
    said,
    answer: async (_incoming: Incoming, message: Message) => {
      await open
      said.push(message)
      return { name: 'x' }
    },
  }
}

const row = (eventId: string) =>
  house.db.inboxEvent.findUniqueOrThrow({ where: { platform_eventId: { platform: 'telegram', eventId } } })

test('an event is safe before it is answered, and its words are forgotten once it is', async () => {
  let open = () => {}
  const bot = mouth(
    new Promise(resolve => {
      open = resolve
    }),
  )
  const { done } = await intake.take(bot, event('slow'))
  expect(bot.said).toEqual([])
  expect((await row('slow')).payload).toMatchObject({ eventId: 'slow' })
  open()
  await done
  expect(bot.said).toHaveLength(1)
  expect(await row('slow')).toMatchObject({ payload: null, doneAt: expect.any(Date) })
})

test('a repeat is safe and answers nothing', async () => {
  const bot = mouth()
  for (let i = 0; i < 3; i++) await (await intake.take(bot, event('thrice'))).done
  expect(bot.said).toHaveLength(1)
})

test('an event whose handling died with its process is taken up by another one, once', async () => {
  // As a process leaves it that is killed between keeping the event and answering it.
  await house.db.inboxEvent.create({
    data: {
      platform: 'telegram',
      eventId: 'orphan',
      payload: event('orphan'),
      leaseUntil: new Date(Date.now() - 1),
    },
  })
  const bot = mouth()
  const other = createIntake({ booth: house.booth, log: house.log, metrics: new Registry() })
  other.watch('telegram', bot)
  await eventually(
    () => bot.said.length,
    count => count === 1,
  )
  await other.close()
  expect(await house.booth.unanswered('telegram')).toEqual([])
})

test('an answer that fails is tried again, then the person is told that it did not work', async () => {
  let tries = 0
  const said: Message[] = []
  const bot = {
    answer: async (_incoming: Incoming, message: Message) => {
      if (++tries <= 5) throw new Error('the platform is away')
      said.push(message)
      return { name: 'x' }
    },
  }
  for (let i = 0; i < 6; i++) {
    await house.db.inboxEvent.updateMany({ where: { eventId: 'cursed' }, data: { leaseUntil: new Date(0) } })
    await (await intake.take(bot, event('cursed'))).done
  }
  expect(said.map(({ text }) => text)).toEqual([expect.stringContaining('could not do that')])
  expect((await row('cursed')).doneAt).not.toBeNull()
})

test('an event that could not be kept throws, so that it is brought again', async () => {
  const db = createPrisma({ host: '127.0.0.1', port: 1, user: 'nobody', database: 'nothing' })
  const booth = createBooth({
    db,
    vault: house.vault,
    pseudonym: house.pseudonym,
    jobs: house.queues.jobs,
    clock: house.clock,
    log: house.log,
    plan: FREE_PLAN,
    minimumAge: 18,
    policy: createPolicy(),
    place: {},
    catalogue: createCatalogue(db),
    newSeed: () => 7,
  })
  const away = createIntake({ booth, log: house.log, metrics: new Registry() })
  await expect(away.take(mouth(), event('lost'))).rejects.toThrow()
  await db.$disconnect()
})

test('an answer that takes longer than the lease is given once all the same', async () => {
  let open = () => {}
  const bot = mouth(
    new Promise(resolve => {
      open = resolve
    }),
  )
  const { done } = await intake.take(bot, event('long'))
  await house.db.inboxEvent.updateMany({ where: { eventId: 'long' }, data: { leaseUntil: new Date(0) } })
  await eventually(
    () => row('long'),
    ({ leaseUntil }) => leaseUntil > new Date(),
  )
  await (await intake.take(bot, event('long'))).done
  open()
  expect(await done).toBe(true)
  expect(bot.said).toHaveLength(1)
})
