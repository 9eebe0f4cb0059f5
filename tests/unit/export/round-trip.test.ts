import { afterEach, beforeEach, expect, it } from 'vitest'
import { EXPORT } from '../../../config/limits.js'
import { newId } from '../../../core/id.js'
import type { Message } from '../../../core/platform.js'
import { erasePerson } from '../../../core/privacy/erase.js'
import { removeOrphans } from '../../../core/privacy/orphans.js'
import { sweepRetention } from '../../../core/privacy/retention.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'
import { ask, command, press, seated } from '../../support/sitter.js'
import { addImages, unpack } from './support.js'

const DAY = 86_400_000
let house: TestBooth
beforeEach(async () => {
  house = await openTestBooth({ engines: { local: await instantEngine() }, vision: createEyes() })
})
afterEach(() => house.close())

const say = (chat: string, name: string, argument = '') =>
  house.platform.say(house.booth, chat, command(name, argument))

/** Asks for an export, and answers its finished message. */
async function exported(chat: string): Promise<Message> {
  const [first] = await say(chat, 'export')
  expect(first?.text).toContain('I am putting it together')
  const find = () => house.platform.messages(chat).find(({ slot }) => slot === first?.slot)
  return (await eventually(find, message => message?.link !== undefined)) as Message
}

async function download(message: Message) {
  const [file] = message.images
  const read = await house.booth.readImage(file?.personId ?? '', file?.imageId ?? '')
  expect(read?.mime).toBe('application/zip')
  expect(read?.bytes.length).toBe(file?.bytes)
  return unpack(read?.bytes as Buffer)
}

async function keys(kind: string): Promise<string[]> {
  const found: string[] = []
  for await (const { key } of house.vault.list()) if (key.split('/')[1] === kind) found.push(key)
  return found
}

const iso = (at: Date | null | undefined) => at?.toISOString() ?? null

it('all that is stored about a person comes back as it is, pictures byte for byte, and nothing of anybody else', async () => {
  const { db, vault } = house
  const { personId, selfieId } = await seated(house, 'ann', Buffer.from('the crop'))
  const other = await seated(house, 'ben', Buffer.from('of ben'))
  await addImages(house, other.personId, 1, () => Buffer.from('picture of ben'))
  const generationId = await ask(house, 'ann', selfieId)
  await eventually(
    () => db.image.count({ where: { personId } }),
    count => count === 1,
  )
  await addImages(house, personId, 2, at => Buffer.alloc(5_000_000, at + 1))
  await db.generation.update({ where: { id: generationId }, data: { prompt: 'a "hat" ünd {{more}} 🎩' } })
  await db.person.update({ where: { id: personId }, data: { name: 'Ann', birthYear: 1990, wish: 'oil' } })
  await say('ann', 'report', 'six fingers')
  await say('ann', 'feedback', 'lovely')
  await say('ann', 'link')
  await db.report.updateMany({
    where: { kind: 'report' },
    data: { answer: 'Five now.', closedAt: new Date() },
  })
  await db.selfie.create({
    data: {
      id: newId(),
      personId,
      origin: 'refused',
      state: 'refused',
      verdict: [{ id: 'too_dark', context: {} }],
    },
  })
  await db.character.create({
    data: { id: newId(), personId, name: 'Mia', description: 'a fox in a red coat', seed: 3 },
  })
  const account = await db.account.findFirstOrThrow({ where: { personId } })
  await db.webChat.create({
    data: {
      accountId: account.id,
      seq: 1,
      messages: { create: { slot: 'me:1', seq: 1, createdSeq: 1, author: 'me', body: { text: 'hello' } } },
    },
  })
  await db.engineOrder.create({
    data: {
      id: newId(),
      generationId,
      engine: 'replicate',
      model: 'flux',
      seed: 5,
      state: 'done',
      engineId: 'xyz',
      answer: { token: 'secret of an engine' },
      micros: 40_000,
      spentOn: personId,
      deadlineAt: new Date(),
    },
  })
  await db.engineSpend.create({
    data: { day: '2026-11-28', scope: `person:${personId}`, micros: 40_000, cap: 1 },
  })

  const message = await exported('ann')
  const { files, data } = await download(message)

  const person = await db.person.findUniqueOrThrow({ where: { id: personId } })
  expect(data.person).toEqual({
    id: personId,
    name: 'Ann',
    birthYear: 1990,
    language: person.language,
    languageChosen: false,
    imagesPerRun: 1,
    createdAt: iso(person.createdAt),
    lastSeenAt: iso(person.lastSeenAt),
    wish: { style: 'oil', at: null },
    frozenAt: null,
    warnedAt: null,
    closedAt: null,
  })
  expect(data.policy).toEqual({ version: house.policy.version, hash: house.policy.hash })
  expect(data.accounts).toMatchObject([{ id: account.id, platform: 'telegram', userId: 'ann' }])

  const consents = await db.consent.findMany({ where: { personId } })
  expect(consents.length).toBeGreaterThan(2)
  for (const { purpose, granted, version, textHash, language, platform, at } of consents)
    expect(data.consents).toContainEqual({
      purpose,
      granted,
      version,
      textHash,
      language,
      platform,
      at: iso(at),
    })
  expect(data.consents).toHaveLength(consents.length)

  const selfies = await db.selfie.findMany({ where: { personId } })
  for (const { id, state, verdict, referenceKey } of selfies)
    expect(data.selfies).toContainEqual(
      expect.objectContaining({
        id,
        state,
        verdict: verdict ?? [],
        reference: referenceKey && `references/${id}.jpg`,
      }),
    )
  expect(data.selfies).toHaveLength(selfies.length)

  const generations = await db.generation.findMany({ where: { personId } })
  for (const {
    personId: _,
    origin,
    createdAt,
    startedAt,
    endedAt,
    deadlineAt,
    progress,
    position,
    ...row
  } of generations)
    expect(data.generations).toContainEqual({
      ...row,
      createdAt: iso(createdAt),
      startedAt: iso(startedAt),
      endedAt: iso(endedAt),
    })
  expect(data.generations).toHaveLength(2)

  const images = await db.image.findMany({ where: { personId } })
  expect(images).toHaveLength(3)
  for (const { id, objectKey: key, width, height, mime, bytes, generationId, createdAt } of images) {
    const told = data.images.find(image => image.id === id)
    expect(told).toMatchObject({ width, height, mime, bytes, generationId, createdAt: iso(createdAt) })
    expect(files.get(told?.file ?? '')?.equals(await vault.get(key))).toBe(true)
  }
  expect(data.images).toHaveLength(3)
  expect(files.get(`references/${selfieId}.jpg`)?.toString()).toBe('the crop')

  const ledger = await db.ledgerAccount.findUniqueOrThrow({ where: { personId } })
  const { free, paid, held, debt } = ledger
  expect(data.ledger).toMatchObject({ free, paid, held, debt })
  const entries = await db.ledgerEntry.findMany({
    where: { OR: [{ sourceId: ledger.id }, { targetId: ledger.id }] },
  })
  expect(data.ledger?.entries).toHaveLength(entries.length)
  for (const { kind, amount, reason, generationId, at } of entries)
    expect(data.ledger?.entries).toContainEqual(
      expect.objectContaining({ kind, amount, reason, generationId, at: iso(at) }),
    )

  expect(data.reports.map(({ kind, text, answer }) => [kind, text, answer])).toEqual([
    ['report', 'six fingers', 'Five now.'],
    ['feedback', 'lovely', null],
  ])
  expect(data.characters).toMatchObject([{ name: 'Mia', description: 'a fox in a red coat', seed: 3 }])
  expect(data.messages).toMatchObject([{ author: 'me', body: { text: 'hello' } }])
  expect(data.orders).toMatchObject([{ generationId, engineId: 'xyz', seed: 5, micros: 40_000 }])
  expect(data.spending).toEqual([{ day: '2026-11-28', micros: 40_000 }])
  expect(data.links).toMatchObject([{ side: 'host', state: 'open' }])
  expect(data.exports).toMatchObject([{ state: 'waiting' }])
  expect(data.deliveries.map(({ generationId }) => generationId)).toContain(generationId)

  expect([...files.keys()].filter(name => !name.includes('/')).sort()).toEqual([
    'README.txt',
    'data.json',
    'schema.json',
  ])
  const text = files.get('data.json')?.toString() ?? ''
  for (const stranger of [other.personId, 'ben', 'secret of an engine']) expect(text).not.toContain(stranger)
}, 60_000)

it('lies in the vault encrypted, in pieces, and goes after a day; its rows are not taken for orphans', async () => {
  const { db, vault } = house
  const { personId } = await seated(house, 'ann')
  await addImages(house, personId, 2, at => Buffer.alloc(EXPORT.pieceBytes, at))
  const message = await exported('ann')
  const pieces = await keys('export')
  expect(pieces).toHaveLength(3)
  await removeOrphans({ db, vault, now: Date.now() + 2 * 3_600_000 })
  expect(await keys('export')).toHaveLength(3)
  await download(message)
  await sweepRetention({ ...house, now: Date.now() + DAY - 3_600_000 })
  expect(await keys('export')).toHaveLength(3)
  await sweepRetention({ ...house, now: Date.now() + DAY })
  expect(await keys('export')).toEqual([])
  expect(await db.export.findFirst()).toMatchObject({ state: 'expired', objectKey: null, pieces: 0 })
  const { imageId } = message.images[0]!
  expect(await house.booth.readImage(personId, imageId)).toBeNull()
  const [again] = await house.platform.say(house.booth, 'ann', press(`export:show:${imageId}`))
  expect(again?.text).toContain('has been deleted, as promised')
  await sweepRetention({ ...house, now: Date.now() + 8 * DAY })
  expect(await db.export.count()).toBe(0)
})

it('there is one at a time, and only so many a day', async () => {
  const { db } = house
  const { personId } = await seated(house, 'ann')
  for (let count = 0; count < EXPORT.perDay; count++) await exported('ann')
  const [refused] = await say('ann', 'export')
  expect(refused?.text).toContain(`asked for your data ${EXPORT.perDay} times`)
  await db.export.updateMany({ data: { createdAt: new Date(Date.now() - 2 * DAY) } })
  await db.export.create({ data: { id: newId(), personId, origin: 'under way' } })
  const [running] = await say('ann', 'export')
  expect(running?.text).toContain('already')
})

it('the same event twice asks for one', async () => {
  await seated(house, 'ann')
  const event = { eventId: 'same', ...command('export') }
  await house.platform.say(house.booth, 'ann', event)
  await house.db.inboxEvent.updateMany({
    where: { eventId: 'same' },
    data: { doneAt: null, leaseUntil: new Date(0) },
  })
  await house.platform.say(house.booth, 'ann', event)
  expect(await house.db.export.count()).toBe(1)
})

it('whoever is frozen may have it, whoever has agreed to nothing too, and nobody who is being erased', async () => {
  const { db, booth } = house
  const { personId } = await seated(house, 'ann')
  await db.person.update({ where: { id: personId }, data: { frozenAt: new Date() } })
  expect((await download(await exported('ann'))).data.person.frozenAt).not.toBeNull()
  await booth.admit({ platform: 'telegram', tenant: '', userId: 'eve' })
  expect((await download(await exported('eve'))).data.consents).toEqual([])
  await db.person.update({ where: { id: personId }, data: { erasingAt: new Date() } })
  await say('ann', 'export')
  expect(await db.export.count({ where: { personId } })).toBe(1)
})

it('an erasure takes it along: rows, links, pieces, and what a link would hand out', async () => {
  const { db, booth } = house
  const { personId } = await seated(house, 'ann')
  const { link } = await exported('ann')
  const path = await booth.linkTo(link?.exportId ?? '', { guarded: false })
  await erasePerson(house, personId, Date.now())
  expect([await db.export.count(), await db.exportLink.count(), await db.delivery.count()]).toEqual([0, 0, 0])
  expect(await keys('export')).toEqual([])
  expect(await booth.openExport(path.split('/').at(-1) ?? '', null)).toEqual({ is: 'unknown' })
})

it('whoever is erased in the middle of it leaves nothing', async () => {
  const { db, vault } = house
  const { personId } = await seated(house, 'ann')
  await addImages(house, personId, 2, at => Buffer.alloc(EXPORT.pieceBytes, at))
  let arrived = () => {}
  const begun = new Promise<void>(resolve => {
    arrived = resolve
  })
  let goOn = () => {}
  const held = new Promise<void>(resolve => {
    goOn = resolve
  })
  const { put } = vault
  vault.put = async (...args) => {
    await put(...args)
    arrived()
    await held
  }
  await say('ann', 'export')
  await begun
  await erasePerson(house, personId, Date.now())
  goOn()
  await eventually(
    async () => [(await keys('export')).length, await db.task.count(), await db.export.count()],
    counts => counts.every(count => count === 0),
  )
  vault.put = put
})

it('a picture that was deleted meanwhile, or is rotten, is left out, and the data says so', async () => {
  const { db, vault } = house
  const { personId } = await seated(house, 'ann')
  await addImages(house, personId, 3, at => Buffer.from(`picture ${at}`))
  const [gone] = await db.image.findMany({ where: { personId } })
  await vault.remove(gone!.objectKey)
  const { files, data } = await download(await exported('ann'))
  expect(data.images.find(({ id }) => id === gone!.id)?.file).toBeNull()
  expect([...files.keys()].filter(name => name.startsWith('images/'))).toHaveLength(2)
})

it('when it cannot be put together, the person is told, and may try again', async () => {
  const { db } = house
  await seated(house, 'ann')
  const get = house.vault.get
  house.vault.get = async () => {
    throw Object.assign(new Error('boom'), { name: 'AbortError' })
  }
  const [first] = await say('ann', 'export')
  const find = () => house.platform.messages('ann').find(({ slot }) => slot === first?.slot)
  const told = await eventually(find, message => message?.text.includes('could not be put together') ?? false)
  house.vault.get = get
  expect(told?.buttons.flat().map(({ action }) => action)).toEqual(['export'])
  expect(await keys('export')).toEqual([])
  expect(await db.task.count()).toBe(0)
  expect((await exported('ann')).images).toHaveLength(1)
})

it('two who become one have the export of both, and it still opens', async () => {
  const { db } = house
  const ann = await seated(house, 'ann')
  const message = await exported('ann')
  const [offer] = await say('ben', 'link')
  const code = /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(offer?.text ?? '')?.[0] ?? ''
  await say('ann', 'link', code)
  const link = await db.link.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
  await house.platform.say(house.booth, 'ann', press(`link:yes:${link.id}`))
  await house.platform.say(house.booth, 'ben', press(`link:yes:${link.id}`))
  expect(await db.person.count({ where: { id: ann.personId } })).toBe(0)
  expect(await db.export.count({ where: { person: { accounts: { some: { userId: 'ben' } } } } })).toBe(1)
  await download(message)
})
