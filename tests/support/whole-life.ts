/** Somebody of whom the booth knows all that it can know of anybody, and every word by which that can be found. */

import { newId } from '../../core/id.js'
import { joinPersons } from '../../core/person/join.js'
import type { Incoming, Platform } from '../../core/platform.js'
import { objectKey } from '../../core/vault/keys.js'
import type { TestBooth } from './booth.js'
import { consented } from './sitter.js'

/** Far from now, so that no round of the booth has anything to do with it. */
const LATER = () => new Date(Date.now() + 3_600_000)

export interface Life {
  personId: string
  chat: string
  /** What must be nowhere once they are erased. */
  traces: string[]
  /** What only the ledger may still hold. */
  generations: string[]
  /** Objects in the vault. */
  keys: string[]
}

type House = Pick<TestBooth, 'booth' | 'db' | 'vault'>

/** An id of a row that names its person, so that it is found wherever it turns up. */
const named = (who: string, what: string) => `${who}-${what}-${newId()}`

/** Fills every table for a person with an account at the chat `who`, and one at the web chat that was joined. */
export async function wholeLife(house: House, who: string): Promise<Life> {
  const { db, vault, booth } = house
  const webUser = named(who, 'websession')
  const hostId = await consented(house, who)
  const guest = await booth.admit({ platform: 'web', tenant: '', userId: webUser })
  const account = await db.account.findFirstOrThrow({ where: { personId: hostId } })
  const keys: string[] = []
  const put = async (owner: string, kind: Parameters<typeof objectKey>[1]) => {
    const key = objectKey(owner, kind, newId())
    await vault.put(owner, key, Buffer.from(`a picture of ${who}`))
    keys.push(key)
    return key
  }
  // Before the join, so that what it was is kept under the name of who it was.
  const early = named(who, 'selfie')
  await db.selfie.create({
    data: {
      id: early,
      personId: guest.personId,
      origin: named(who, 'event'),
      state: 'accepted',
      referenceKey: await put(guest.personId, 'reference'),
    },
  })
  const joining = named(who, 'link')
  await db.link.create({
    data: {
      id: joining,
      origin: named(who, 'event'),
      codeHash: named(who, 'code'),
      state: 'agreed',
      hostId: account.id,
      guestId: guest.accountId,
      number: 12,
      expiresAt: LATER(),
    },
  })
  await joinPersons(db, { linkId: joining, freePerDay: 10, now: Date.now() })

  const personId = hostId
  await db.person.update({
    where: { id: personId },
    data: {
      name: `${who}-zuleika`,
      birthYear: 1987,
      wish: 'noir',
      wishedAt: new Date(),
      wishEvent: named(who, 'event'),
    },
  })
  await db.consent.create({
    data: {
      id: newId(),
      personId,
      purpose: 'likeness',
      granted: true,
      version: '2026-11-25',
      textHash: 'hash',
      language: 'en',
      platform: 'web',
    },
  })
  await db.linkTry.create({ data: { origin: named(who, 'event'), accountId: account.id } })
  const selfieId = named(who, 'selfie')
  await db.selfie.create({
    data: {
      id: selfieId,
      personId,
      origin: named(who, 'event'),
      state: 'accepted',
      referenceKey: await put(personId, 'reference'),
      wholeKey: await put(personId, 'whole'),
    },
  })
  await db.selfie.create({
    data: {
      id: named(who, 'selfie'),
      personId,
      origin: named(who, 'event'),
      state: 'refused',
      source: { platform: 'telegram', address: { file: named(who, 'telegramfile') } },
      verdict: [{ id: 'too_blurry', context: { word: named(who, 'verdict') } }],
    },
  })
  await db.character.create({
    data: {
      id: named(who, 'character'),
      personId,
      name: `${who}-fox`,
      description: `a fox with the scarf of ${who}-scarf`,
      seed: 7,
    },
  })

  const generations: string[] = []
  const generation = async (state: string, kind: string, style: string) => {
    // The books keep it, so it says nothing.
    const id = newId()
    generations.push(id)
    await db.generation.create({
      data: {
        id,
        personId,
        selfieId,
        origin: named(who, 'event'),
        kind,
        style,
        engine: 'replicate',
        model: 'kontext-pro',
        prompt: `in the garden of ${who}-rosebush`,
        state,
        seed: 4_711,
        cost: 1,
        deadlineAt: LATER(),
        ...(state === 'done' && { endedAt: new Date() }),
      },
    })
    return id
  }
  const done = await generation('done', 'portrait', 'noir')
  const running = await generation('running', 'cutout', 'cutout')
  const ledger = await db.ledgerAccount.findFirst({ where: { personId } })
  const accountOfLedger = ledger?.id ?? newId()
  if (!ledger) await db.ledgerAccount.create({ data: { id: accountOfLedger, personId } })
  await db.ledgerAccount.update({ where: { id: accountOfLedger }, data: { held: 1, free: 8 } })
  const sides = {
    house: ['house', 'usage'],
    free: [accountOfLedger, 'free'],
    held: [accountOfLedger, 'held'],
  }
  const entry = (
    kind: string,
    from: keyof typeof sides,
    to: keyof typeof sides,
    more: object,
    amount = 1,
  ) => {
    const [[sourceId = '', source = ''], [targetId = '', target = '']] = [sides[from], sides[to]]
    const data = { kind, amount, sourceId, source, targetId, target, reason: 'portrait:noir', ...more }
    return db.ledgerEntry.create({ data })
  }
  await entry('grant', 'house', 'free', { source: 'gifts', reason: 'free:2026-11-28' }, 10)
  const held = { phase: 'hold', part: 'free' }
  await entry('hold', 'free', 'held', { ...held, generationId: done })
  await entry('capture', 'held', 'house', { generationId: done, phase: 'settle', part: 'free' })
  await entry('hold', 'free', 'held', { ...held, generationId: running })

  // The books keep what it is called at the rail, so it says nothing.
  const paymentId = newId()
  await db.ledgerAccount.update({
    where: { id: accountOfLedger },
    data: { customerId: named(who, 'customer') },
  })
  await db.payment.create({
    data: {
      ...{ id: paymentId, origin: named(who, 'event'), personId, ledgerId: accountOfLedger, rail: 'stripe' },
      ...{ product: 'pack_100', state: 'paid', credits: 100, amount: 499, currency: 'usd' },
      ...{ chargeId: newId(), sessionId: newId(), paidAt: new Date(), accountId: account.id },
      url: named(who, 'page'),
      receiptUrl: named(who, 'receipt'),
      replyTo: { platform: 'telegram', rungs: [{ address: { chat: named(who, 'address') } }] },
    },
  })
  await db.subscription.create({
    data: {
      ...{ id: newId(), personId, ledgerId: accountOfLedger, rail: 'stars', subscriptionId: newId() },
      ...{ product: 'plus', state: 'ended', paidUntil: new Date(), customerId: named(who, 'customer') },
    },
  })
  await db.paymentEvent.create({
    data: { rail: 'stripe', eventId: newId(), type: 'x', objectId: newId(), doneAt: new Date() },
  })
  const team = await db.team.upsert({
    where: { platform_tenant: { platform: 'slack', tenant: 'T1' } },
    create: { id: newId(), platform: 'slack', tenant: 'T1' },
    update: {},
  })
  await db.teamMember.create({
    data: { teamId: team.id, spenderId: accountOfLedger, month: '2026-11', used: 3 },
  })
  await db.creditCode.create({
    data: { code: named(who, 'code'), kind: 'invite', personId, credits: 15 },
  })
  await db.creditCode.upsert({
    where: { code: 'SUMMER' },
    create: { code: 'SUMMER', kind: 'promo', credits: 50 },
    update: {},
  })
  await db.codeUse.create({ data: { code: 'SUMMER', personId } })
  await db.codeTry.create({ data: { origin: named(who, 'event'), personId } })

  const imageId = named(who, 'image')
  await db.image.create({
    data: {
      id: imageId,
      generationId: done,
      personId,
      objectKey: await put(personId, 'image'),
      width: 8,
      height: 8,
      mime: 'image/jpeg',
      bytes: 8,
    },
  })
  const order = (state: string, generationId: string, spentOn: string, files: object | null) =>
    db.engineOrder.create({
      data: {
        id: named(who, 'order'),
        generationId,
        engine: 'elsewhere',
        model: 'kontext-pro',
        seed: 4_711,
        state,
        engineId: named(who, 'work'),
        ...(files && { files }),
        answer: { output: named(who, 'answer') },
        micros: 40_000,
        spentOn,
        deadlineAt: LATER(),
        ...(state === 'done' && { endedAt: new Date() }),
      },
    })
  await order('done', done, personId, null)
  // From before the join.
  await order('failed', done, guest.personId, null)
  const day = new Date().toISOString().slice(0, 10)
  for (const scope of [`person:${personId}`, `person:${guest.personId}`])
    await db.engineSpend.create({ data: { day, scope, micros: 40_000, cap: 1_000_000 } })

  const delivery = (platform: Platform, accountId: string, subject: object) =>
    db.delivery.create({
      data: {
        id: named(who, 'delivery'),
        personId,
        accountId,
        platform,
        replyTo: { platform, rungs: [{ address: { chat: named(who, 'address') } }] },
        messageRef: { name: named(who, 'message') },
        sent: 0,
        ...subject,
      },
    })
  await delivery('telegram', account.id, { generationId: done })
  await delivery('web', guest.accountId, { selfieId })
  await db.webChat.create({ data: { accountId: guest.accountId, seq: 1 } })
  await db.webMessage.create({
    data: {
      accountId: guest.accountId,
      slot: named(who, 'slot'),
      seq: 1,
      createdSeq: 1,
      author: 'me',
      body: { text: `${who}-whisper` },
    },
  })
  for (const kind of ['report', 'feedback', 'request'])
    await db.report.create({
      data: {
        id: newId(),
        personId,
        kind,
        text: `${who}-complaint`,
        imageId,
        origin: named(who, 'event'),
        answer: `dear ${who}-zuleika`,
        about: { style: `${who}-style` },
      },
    })
  await db.link.create({
    data: {
      id: named(who, 'link'),
      origin: named(who, 'event'),
      codeHash: named(who, 'code'),
      hostId: account.id,
      number: 34,
      expiresAt: LATER(),
    },
  })
  const exportId = named(who, 'export')
  const archive = objectKey(personId, 'export', newId())
  await vault.put(personId, archive, Buffer.from(`a picture of ${who}`))
  keys.push(archive)
  await db.export.create({
    data: {
      id: exportId,
      personId,
      origin: named(who, 'event'),
      state: 'ready',
      objectKey: archive,
      pieces: 1,
      bytes: 10,
      readyAt: new Date(),
      expiresAt: LATER(),
      links: { create: { hash: named(who, 'hash'), guarded: true } },
    },
  })
  // What operators tell is told to many, and says nothing of anybody.
  await db.notification.upsert({
    where: { id: 'told' },
    create: { id: 'told', texts: { en: 'x' } },
    update: {},
  })
  await db.notificationRecipient.create({
    data: { personId, notificationId: 'told', state: 'told', platform: 'telegram', toldAt: new Date() },
  })
  await unanswered(house, 'telegram', who, `${who}-unanswered`)
  await unanswered(house, 'web', webUser, `${who}-unanswered`)

  return {
    personId,
    chat: who,
    // Every id that is named after them has their name in it; these have not.
    traces: [personId, guest.personId, account.id, guest.accountId, ...keys.map(key => key.split('/')[2]!)],
    generations,
    keys,
  }
}

/** An event that was taken in, and whose handling has died; it is due in an hour. */
export async function unanswered(
  { db }: Pick<House, 'db'>,
  platform: Platform,
  userId: string,
  text: string,
): Promise<void> {
  const eventId = `u:${newId()}`
  const payload: Incoming = {
    platform,
    eventId,
    account: { tenant: '', userId },
    place: { kind: 'private' },
    replyTo: { platform, rungs: [{ address: { chat: userId } }] },
    act: { type: 'text', text },
    photos: [],
  }
  await db.inboxEvent.create({ data: { platform, eventId, payload, leaseUntil: LATER() } })
}
