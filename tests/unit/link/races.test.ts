import { afterEach, beforeEach, expect, it } from 'vitest'
import { balance } from '../../../core/billing/ledger.js'
import { notePositions } from '../../../core/generation/progress.js'
import { removeOrphans } from '../../../core/privacy/orphans.js'
import type { Prisma } from '../../../prisma/client.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { patientEngine } from '../../support/engines.js'
import { createEyes, type Eyes } from '../../support/eyes.js'
import { ask, command, consented, press, seated, send } from '../../support/sitter.js'
import {
  answer,
  codeOf,
  deadlocks,
  expectLedgerInOrder,
  expectNothingOfNobody,
  hear,
  insist,
  join,
  personOf,
  question,
  takeUp,
  type,
} from './support.js'

let house: TestBooth
let engine: Awaited<ReturnType<typeof patientEngine>>
let eyes: Eyes
beforeEach(async () => {
  engine = await patientEngine()
  eyes = createEyes()
  house = await openTestBooth({ engines: { local: engine }, vision: eyes, runs: 4 })
  house.platform.photos.set('good', Buffer.from('good'))
})
afterEach(() => house.close())

/** Both have said yes but for the last word; answers the button of that. */
async function almost(host: string, guest: string): Promise<string> {
  await type(house, guest, await codeOf(house, host))
  await answer(house, guest, 'yes')
  return question(house, host, 'yes')
}
const idle = () =>
  eventually(
    () => house.db.task.count(),
    left => left === 0,
  )
const pictures = (chat: string) => house.platform.messages(chat).filter(({ images }) => images.length > 0)

it('while portraits of both are made: each comes where it was asked for, is paid once, and is everybody’s', async () => {
  const { booth, db } = house
  const ann = await seated(house, 'ann')
  const bea = await seated(house, 'bea')
  const yes = await almost('ann', 'bea')
  const ids = [
    await ask(house, 'ann', ann.selfieId),
    await ask(house, 'bea', bea.selfieId),
    await ask(house, 'bea', bea.selfieId, 'oil'),
    await ask(house, 'ann', ann.selfieId, 'oil'),
    await ask(house, 'bea', bea.selfieId, 'sketch'),
  ]
  await eventually(
    () => engine.working().length,
    count => count === 4,
  )
  // Some end before, some while, some after; one is never begun as the guest’s.
  engine.release(ids[1])
  const both = insist(house, 'ann', press(yes))
  engine.release(ids[2])
  await both
  await hear(house, 'bea', 'Your accounts are one now')
  await expectLedgerInOrder(house)
  await eventually(
    () => {
      engine.release()
      return db.generation.count({ where: { state: 'done' } })
    },
    done => done === 5,
  )
  await idle()
  const personId = await personOf(house, 'bea')
  expect(personId).toBe(ann.personId)
  for (const id of ids) expect(await booth.readImage(personId, `${id}-0`)).not.toBeNull()
  expect(pictures('ann')).toHaveLength(2)
  expect(pictures('bea')).toHaveLength(3)
  expect((await balance(db, personId)).held).toBe(0)
  await expectLedgerInOrder(house)
  await expectNothingOfNobody(house)
})

it('while a photo of the guest is looked at, and another one is on its way: both serve the joined person', async () => {
  const { booth, platform, db } = house
  await consented(house, 'ann')
  await consented(house, 'bea')
  const yes = await almost('ann', 'bea')
  eyes.hold()
  await platform.say(booth, 'bea', { ...send('good'), act: command('portrait', 'noir').act })
  await eventually(eyes.busy, busy => busy === 1)
  await insist(house, 'ann', press(yes))
  await hear(house, 'ann', 'Your accounts are one now')
  eyes.release()
  await eventually(
    () => engine.working().length,
    count => count === 1,
  )
  engine.release()
  await eventually(
    () => pictures('bea').length,
    count => count === 1,
  )
  await idle()
  await insist(house, 'ann', command('portrait', 'oil'))
  await eventually(
    () => engine.working().length,
    count => count === 1,
  )
  engine.release()
  await eventually(
    () => pictures('ann').length,
    count => count === 1,
  )
  expect(await db.generation.count({ where: { personId: await personOf(house, 'ann') } })).toBe(2)
  await idle()
  await expectNothingOfNobody(house)
})

it('before the guest’s first picture has come in: its key is made afterwards, for the joined person', async () => {
  const { booth, platform, db } = house
  await consented(house, 'ann')
  const guest = await consented(house, 'bea')
  const yes = await almost('ann', 'bea')
  let arrive = () => {}
  const arrived = new Promise<void>(resolve => {
    arrive = resolve
  })
  const { openPhoto } = platform.bot
  platform.bot.openPhoto = async (source, options) => {
    await arrived
    return openPhoto(source, options)
  }
  await platform.say(booth, 'bea', send('good'))
  await eventually(
    () => db.task.findFirst({ where: { name: 'fetch' } }),
    task => task?.leaseBy != null,
  )
  await insist(house, 'ann', press(yes))
  await hear(house, 'ann', 'Your accounts are one now')
  const personId = await personOf(house, 'ann')
  expect(await db.vaultOwner.findUnique({ where: { id: guest } })).toMatchObject({ personId, dataKey: null })
  arrive()
  await eventually(
    () => db.selfie.findFirst(),
    selfie => selfie?.state === 'accepted',
  )
  await idle()
  expect(await removeOrphans({ ...house, now: Date.now() + 24 * 3_600_000 })).toBe(0)
  await expectNothingOfNobody(house)
  await insist(house, 'bea', press('deleted:all'))
  for await (const { key } of house.vault.list()) expect.fail(`${key} is left`)
})

it('while the guest takes everything back or deletes it: all of both, or the guest’s alone, never half', async () => {
  const { booth, platform, db, vault } = house
  for (let round = 0; round < 12; round++) {
    const [host, guest] = [`ann${round}`, `bea${round}`]
    const ann = await seated(house, host)
    const bea = await seated(house, guest)
    await ask(house, guest, bea.selfieId)
    const yes = await almost(host, guest)
    const goodbye = round % 2 ? 'deleted:all' : 'consent:all:no'
    const steps = [() => insist(house, host, press(yes)), () => insist(house, guest, press(goodbye))]
    if (round % 4 < 2) steps.reverse()
    await Promise.all(steps.map(step => step()))
    await takeUp(house)
    const selfies = await db.selfie.findMany({ where: { id: { in: [ann.selfieId, bea.selfieId] } } })
    if (goodbye === 'deleted:all') {
      // Joined first: the guest was that person when it said so. Deleted first: the host is untouched.
      expect(selfies.filter(({ id }) => id === bea.selfieId)).toEqual([])
      const survived = selfies.length === 1
      expect((await personOf(house, host)) === ann.personId).toBe(survived)
      if (survived) expect((await vault.get(selfies[0]!.referenceKey ?? '')).toString()).toBe('reference')
    } else {
      const joined = (await personOf(house, guest)) === (await personOf(house, host))
      expect(joined).toBe(true)
      expect(selfies.map(({ state }) => state)).toEqual(['forgotten', 'forgotten'])
      expect((await booth.admit({ platform: 'telegram', tenant: '', userId: host })).mayProcess).toBe(false)
    }
    expect(await db.generation.count({ where: { state: { in: ['waiting', 'queued', 'running'] } } })).toBe(0)
    platform.broken.fault = null
  }
  await idle()
  await expectLedgerInOrder(house)
  await expectNothingOfNobody(house)
  expect(await deadlocks(house)).toBe(0)
}, 60_000)

it('in a crowd that asks, cancels, joins and parts all at once: every credit and every picture is somebody’s', async () => {
  const { db } = house
  const pump = setInterval(() => engine.release(), 5)
  const numbers = setInterval(() => notePositions(db).catch(() => {}), 20)
  try {
    const pairs = Array.from({ length: 6 }, (_, n) => [`ann${n}`, `bea${n}`] as const)
    await Promise.all(
      pairs.map(async ([host, guest]) => {
        const ann = await seated(house, host)
        const bea = await seated(house, guest)
        const yes = await almost(host, guest)
        const wish = (chat: string, selfieId: string) => insist(house, chat, press(`style:noir:${selfieId}`))
        await Promise.all([
          wish(guest, bea.selfieId),
          wish(host, ann.selfieId),
          insist(house, guest, send('good')),
          wish(guest, bea.selfieId),
          insist(house, host, press(yes)),
          wish(guest, bea.selfieId),
          insist(house, guest, press('cancel:all')),
          wish(host, ann.selfieId),
          insist(house, guest, command('status')),
          insist(house, guest, press(yes.replace('yes', 'no'))),
          insist(house, host, press('cancel:all')),
          insist(house, guest, command('feedback', 'hello')),
        ])
      }),
    )
    await takeUp(house)
    await idle()
  } finally {
    clearInterval(pump)
    clearInterval(numbers)
  }
  await expectLedgerInOrder(house)
  await expectNothingOfNobody(house)
  const generations = await db.generation.findMany({ include: { images: true } })
  expect(generations.length).toBeGreaterThan(12)
  for (const { id, state, personId, images } of generations) {
    expect(['done', 'cancelled']).toContain(state)
    expect(images.map(image => image.personId)).toEqual(state === 'done' ? [personId] : [])
    const kinds = await db.ledgerEntry.findMany({ where: { generationId: id }, orderBy: { id: 'asc' } })
    expect(kinds.map(({ kind }) => kind)).toEqual(['hold', state === 'done' ? 'capture' : 'release'])
  }
  expect(await deadlocks(house)).toBe(0)
}, 60_000)

/** Does something in a transaction and leaves it open; `commit` ends it. */
async function open(
  work: (tx: Prisma.TransactionClient) => Promise<unknown>,
): Promise<{ commit(): Promise<void> }> {
  let go = () => {}
  const gate = new Promise<void>(resolve => {
    go = resolve
  })
  let begun = () => {}
  const under = new Promise<void>(resolve => {
    begun = resolve
  })
  const ended = house.db.$transaction(async tx => {
    await work(tx)
    begun()
    await gate
  })
  await under
  return {
    async commit() {
      go()
      await ended
    },
  }
}

/** Waits until a statement like that waits for a lock; the booth's own rounds may wait beside it. */
const waiting = (statement: string) =>
  eventually(
    () => house.db.$queryRaw<unknown[]>`
      SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ~ ${statement}`,
    rows => rows.length > 0,
  )
const JOIN = 'FROM person WHERE id = ANY|UPDATE "selfie" SET person_id|FROM person WHERE id = .* FOR UPDATE'

it('what the guest is just adding when the last word is said comes along', async () => {
  const { db } = house
  await consented(house, 'ann')
  const guest = await consented(house, 'bea')
  const yes = await almost('ann', 'bea')
  const adding = await open(async tx => {
    await tx.selfie.create({ data: { id: 'late', personId: guest, origin: 'late' } })
    await tx.report.create({
      data: { id: 'late', personId: guest, kind: 'feedback', text: 'hi', origin: 'late' },
    })
  })
  const joining = insist(house, 'ann', press(yes))
  await waiting(JOIN)
  await adding.commit()
  await joining
  const personId = await personOf(house, 'bea')
  expect(personId).toBe(await personOf(house, 'ann'))
  expect(await db.selfie.findUnique({ where: { id: 'late' } })).toMatchObject({ personId })
  expect(await db.report.findUnique({ where: { id: 'late' } })).toMatchObject({ personId })
})

it('a request in the middle of its locks, and a join that comes upon it, do not wait for each other', async () => {
  const { db } = house
  await consented(house, 'ann')
  const { selfieId } = await seated(house, 'bea')
  const yes = await almost('ann', 'bea')
  const looking = await open(tx => tx.$queryRaw`SELECT 1 FROM selfie WHERE id = ${selfieId} FOR UPDATE`)
  const asking = insist(house, 'bea', press(`style:noir:${selfieId}`))
  await waiting('FOR SHARE OF s')
  const joining = insist(house, 'ann', press(yes))
  await waiting(JOIN)
  await looking.commit()
  await Promise.all([asking, joining])
  expect(await deadlocks(house)).toBe(0)
  expect(await db.generation.findFirst()).toMatchObject({ personId: await personOf(house, 'ann') })
  await expectLedgerInOrder(house)
})

it('a verdict in the middle of its locks, and a join that comes upon it, do not wait for each other', async () => {
  const { booth, platform, db } = house
  await consented(house, 'ann')
  await consented(house, 'bea')
  const yes = await almost('ann', 'bea')
  eyes.hold()
  await platform.say(booth, 'bea', send('good'))
  await eventually(eyes.busy, busy => busy === 1)
  // The verdict has its photo and waits for the message, while the join waits for the photo.
  const sending = await open(
    tx => tx.$queryRaw`SELECT 1 FROM delivery WHERE selfie_id IS NOT NULL FOR UPDATE`,
  )
  eyes.release()
  await waiting('UPDATE delivery SET wanted')
  const joining = insist(house, 'ann', press(yes))
  await waiting(JOIN)
  await sending.commit()
  await joining
  await idle()
  expect(await deadlocks(house)).toBe(0)
  expect(await db.selfie.findFirst()).toMatchObject({
    state: 'accepted',
    personId: await personOf(house, 'ann'),
  })
  await expectNothingOfNobody(house)
})

it('everything deleted in the very moment of the join is everything of both, and never nothing', async () => {
  const { db, vault } = house
  await seated(house, 'ann')
  const { selfieId } = await seated(house, 'bea')
  const yes = await almost('ann', 'bea')
  const looking = await open(tx => tx.$queryRaw`SELECT 1 FROM selfie WHERE id = ${selfieId} FOR UPDATE`)
  const joining = insist(house, 'ann', press(yes))
  await waiting(JOIN)
  // Told as the guest, who is gone when it is carried out.
  const deleting = insist(house, 'bea', press('deleted:all'))
  await waiting('SET "erasing_at"')
  await looking.commit()
  await Promise.all([joining, deleting])
  await takeUp(house)
  await hear(house, 'bea', '2 selfies')
  expect(await db.person.count()).toBe(0)
  for await (const { key } of vault.list()) expect.fail(`${key} is left`)
})

it('of persons who join each other in a ring at once: nothing is lost, nobody waits for ever', async () => {
  const chats = ['ann', 'bea', 'cay']
  const seats = new Map<string, string>()
  for (const chat of chats) seats.set(chat, (await seated(house, chat)).selfieId)
  const buttons = [
    ['ann', await almost('ann', 'bea')],
    ['bea', await almost('bea', 'cay')],
    ['cay', await almost('cay', 'ann')],
  ] as const
  await Promise.all(buttons.map(([chat, yes]) => insist(house, chat, press(yes))))
  await takeUp(house)
  const persons = new Set(await Promise.all(chats.map(chat => personOf(house, chat))))
  expect(persons.size).toBe(1)
  expect(await house.db.selfie.count({ where: { personId: [...persons][0]! } })).toBe(3)
  expect(await deadlocks(house)).toBe(0)
  await expectNothingOfNobody(house)
})

it('a parted account sees nothing of what it had asked for; it waits with the others', async () => {
  const { booth, platform, db } = house
  const { selfieId } = await seated(house, 'bea')
  await join(house, 'ann', 'bea')
  const id = await ask(house, 'bea', selfieId)
  await eventually(
    () => engine.working(),
    working => working.includes(id),
  )
  const account = await db.account.findFirstOrThrow({ where: { userId: 'bea' } })
  await platform.say(booth, 'bea', press(`unlink:yes:${account.id}`))
  await hear(house, 'bea', 'This goes on at your other accounts')
  engine.release()
  await idle()
  expect(pictures('bea')).toEqual([])
  const [history] = await platform.say(booth, 'ann', command('history'))
  expect(history?.images.map(({ imageId }) => imageId)).toEqual([`${id}-0`])
  for (const action of [`show:${id}`, `file:${id}-0`, `again:${id}`, `delete:image:${id}-0`]) {
    const said = await platform.say(booth, 'bea', press(action))
    expect(said.flatMap(({ images }) => images)).toEqual([])
  }
})
