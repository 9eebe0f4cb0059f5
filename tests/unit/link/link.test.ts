import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LINK } from '../../../config/limits.js'
import { createPolicy, POLICY } from '../../../config/policy.js'
import { removeOrphans } from '../../../core/privacy/orphans.js'
import { sweepRetention } from '../../../core/privacy/retention.js'
import { tidy } from '../../../workers/rounds.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'
import { ask, command, consented, press, seated } from '../../support/sitter.js'
import {
  answer,
  buttons,
  codeOf,
  expectLedgerInOrder,
  hear,
  join,
  part,
  personOf,
  question,
  type,
} from './support.js'

let house: TestBooth
beforeEach(async () => {
  house = await openTestBooth({ engines: { local: await instantEngine() }, vision: createEyes() })
})
afterEach(() => house.close())

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const last = (chat: string) => house.platform.messages(chat).at(-1)

async function portrait(chat: string): Promise<{ personId: string; imageId: string }> {
  const { personId, selfieId } = await seated(house, chat)
  const id = await ask(house, chat, selfieId)
  await eventually(
    () => house.platform.messages(chat).some(({ images }) => images.length > 0),
    seen => seen,
  )
  return { personId, imageId: `${id}-0` }
}

describe('joining', () => {
  it('asks at both accounts with the same number, and then everything is one', async () => {
    const { booth, platform, db } = house
    const ann = await portrait('ann')
    const bea = await portrait('bea')
    const code = await codeOf(house, 'ann')
    const asked = await type(house, 'bea', code.toLowerCase().replace('-', ' '))
    expect(asked).toContain('your Telegram account')
    expect(asked).toContain('Everything here and there becomes one')
    const number = /number \*\*(\d\d)\*\*/.exec(asked)?.[1]
    await hear(house, 'ann', `typed at a Telegram account, which shows the number **${number}**`)
    await answer(house, 'bea', 'yes')
    await hear(house, 'bea', 'Now say yes at your Telegram account')
    await hear(house, 'ann', `A Telegram account wants to join yours, with the number ${number}`)
    // Nothing has moved before the last word.
    expect(await booth.readImage(ann.personId, bea.imageId)).toBeNull()
    await answer(house, 'ann', 'yes')
    await hear(house, 'ann', 'Your accounts are one now')
    await hear(house, 'bea', 'Your accounts are one now')

    expect(await personOf(house, 'bea')).toBe(ann.personId)
    for (const imageId of [ann.imageId, bea.imageId])
      expect((await booth.readImage(ann.personId, imageId))?.bytes.length).toBeGreaterThan(100)
    const [history] = await platform.say(booth, 'bea', command('history'))
    expect(history?.images.map(({ imageId }) => imageId).sort()).toEqual([ann.imageId, bea.imageId].sort())
    expect(await db.person.count()).toBe(1)
    expect(await db.account.count()).toBe(2)
    await expectLedgerInOrder(house)
    // The message with the code is the one that asked and that tells.
    expect(platform.messages('ann').filter(({ slot }) => slot?.startsWith('link:'))).toHaveLength(1)
  })

  it('a portrait of the joined account can be made again, from either', async () => {
    const { booth, platform } = house
    await portrait('ann')
    const { imageId } = await portrait('bea')
    await join(house, 'ann', 'bea')
    for (const chat of ['bea', 'ann']) {
      const before = platform.messages(chat).filter(({ images }) => images.length > 0).length
      await platform.say(booth, chat, press(`again:${imageId.slice(0, -2)}`))
      await eventually(
        () => platform.messages(chat).filter(({ images }) => images.length > 0).length,
        count => count === before + 1,
      )
    }
    await expectLedgerInOrder(house)
  })

  it('pictures stay where they lie, are no orphans, and a message from just before still finds its own', async () => {
    const { booth, vault } = house
    // The host has no object of its own.
    const ann = await consented(house, 'ann')
    const bea = await portrait('bea')
    const eve = await portrait('eve')
    const keys = async () => {
      const found: string[] = []
      for await (const { key } of vault.list()) found.push(key)
      return found.sort()
    }
    const before = await keys()
    await join(house, 'ann', 'bea')
    expect(await removeOrphans({ ...house, now: Date.now() + 24 * HOUR })).toBe(0)
    expect(await keys()).toEqual(before)
    expect(await booth.readImage(bea.personId, bea.imageId)).not.toBeNull()
    expect(await booth.readImage(ann, bea.imageId)).not.toBeNull()
    expect(await booth.readImage(eve.personId, bea.imageId)).toBeNull()
    for (const personId of [ann, bea.personId])
      expect(await booth.readImage(personId, eve.imageId)).toBeNull()
  })

  it('three accounts in a row are one person, and deleting everything deletes all of it', async () => {
    const { booth, platform, db, vault } = house
    await portrait('ann')
    await portrait('bea')
    await portrait('cay')
    await join(house, 'bea', 'cay')
    await join(house, 'ann', 'bea')
    expect(await db.person.count()).toBe(1)
    const [told] = await platform.say(booth, 'cay', press('deleted:all'))
    expect(told?.text).toContain('3 selfies, 3 pictures, 3 requests')
    for await (const { key } of vault.list()) expect.fail(`${key} is left`)
    expect(await db.vaultOwner.count()).toBe(0)
    expect(await db.person.count()).toBe(0)
    expect(await db.delivery.count()).toBe(0)
  })

  it.each([
    ['the one who typed the code', 'bea'],
    ['the one who showed it, before the other has answered', 'ann'],
  ])('is refused by %s: both are told, and nothing has moved', async (_who, who) => {
    const ann = await consented(house, 'ann')
    const bea = await consented(house, 'bea')
    const code = await codeOf(house, 'ann')
    await type(house, 'bea', code)
    await answer(house, who, 'no')
    await hear(house, 'ann', 'Nothing was joined')
    await hear(house, 'bea', 'Nothing was joined')
    expect([await personOf(house, 'ann'), await personOf(house, 'bea')]).toEqual([ann, bea])
    expect(await type(house, 'bea', code)).toContain('Nothing was joined')
    expect(await type(house, 'cay', code)).toContain('used already')
  })

  it('is refused with the last word', async () => {
    const bea = await consented(house, 'bea')
    await type(house, 'bea', await codeOf(house, 'ann'))
    await answer(house, 'bea', 'yes')
    await question(house, 'ann', 'yes')
    await answer(house, 'ann', 'no')
    await hear(house, 'bea', 'Nothing was joined')
    expect(await personOf(house, 'bea')).toBe(bea)
  })

  it('the newest answer about consent holds for both: a no stops what the other one had under way', async () => {
    const { booth, platform, db } = house
    await seated(house, 'ann')
    await consented(house, 'bea')
    await platform.say(booth, 'bea', press('consent:all:no'))
    await type(house, 'bea', await codeOf(house, 'ann'))
    await answer(house, 'bea', 'yes')
    expect(await answer(house, 'ann', 'yes')).toContain('Your newest answer about consent was a no')
    expect(await db.selfie.count({ where: { state: { not: 'forgotten' } } })).toBe(0)
    const [told] = await platform.say(booth, 'ann', command('portrait', 'noir'))
    expect(told?.text).toContain('I need your consent')
  })

  it('consent that only one of them has given counts at the other', async () => {
    const { booth } = house
    await consented(house, 'ann')
    await join(house, 'ann', 'new here')
    expect(await booth.admit({ platform: 'telegram', tenant: '', userId: 'new here' })).toMatchObject({
      mayProcess: true,
    })
  })
})

describe('a code', () => {
  it('is one’s own, unknown, used or run out: each is told apart', async () => {
    const code = await codeOf(house, 'ann')
    expect(await type(house, 'ann', code)).toContain('your own')
    expect(await type(house, 'bea', 'AAAA-AAAA')).toContain('do not know that code')
    expect(await type(house, 'bea', 'hello')).toContain('do not know that code')
    expect(await type(house, 'bea', code)).toContain('Join this account')
    expect(await type(house, 'cay', code)).toContain('used already')
    const second = await codeOf(house, 'ann')
    house.clock.shift = LINK.codeMs + 1
    expect(await type(house, 'cay', second)).toContain('has run out')
  })

  it('of somebody who is joined already is one’s own', async () => {
    await join(house, 'ann', 'bea')
    expect(await type(house, 'bea', await codeOf(house, 'ann'))).toContain('your own')
  })

  it('is void when the account asks for another one', async () => {
    const first = await codeOf(house, 'ann')
    await codeOf(house, 'ann')
    expect(await type(house, 'bea', first)).toContain('has run out')
    await hear(house, 'ann', 'That took too long')
  })

  it('is not kept, only its hash is', async () => {
    const code = await codeOf(house, 'ann')
    const kept = JSON.stringify([
      await house.db.link.findMany(),
      await house.db.delivery.findMany(),
      await house.db.inboxEvent.findMany(),
    ])
    for (const form of [code, code.replace('-', '')]) expect(kept).not.toContain(form)
  })

  it('typed by two at once is taken by one', async () => {
    const code = await codeOf(house, 'ann')
    const told = await Promise.all(['b', 'c', 'd', 'e', 'f'].map(chat => type(house, chat, code)))
    expect(told.filter(text => text.includes('Join this account'))).toHaveLength(1)
    expect(told.filter(text => text.includes('used already'))).toHaveLength(4)
  })

  it('typed again by the same account shows its question again', async () => {
    const code = await codeOf(house, 'ann')
    await type(house, 'bea', code)
    expect(await type(house, 'bea', code)).toContain('Join this account')
    await answer(house, 'bea', 'yes')
    await answer(house, 'ann', 'yes')
    await hear(house, 'bea', 'Your accounts are one now')
  })

  it('whose event is handled again works once, with the code that was shown last', async () => {
    const { booth, platform, db } = house
    const event = { eventId: 'again', ...command('link') }
    const show = async () =>
      (await platform.say(booth, 'ann', event)).find(({ text }) => text.includes('/link'))
    const first = await show()
    // The handling died before it was noted as done.
    await db.delivery.updateMany({ data: { sent: -1 } })
    await db.inboxEvent.updateMany({ data: { doneAt: null, leaseUntil: new Date(0) } })
    const second = await show()
    expect(await db.link.count()).toBe(1)
    const code = (text?: string) => /\*\*(.{9})\*\*/.exec(text ?? '')?.[1] ?? ''
    expect(await type(house, 'bea', code(first?.text))).toContain('do not know that code')
    expect(await type(house, 'bea', code(second?.text))).toContain('Join this account')
  })

  it('only so many are made in an hour', async () => {
    const { booth, platform } = house
    for (let n = 0; n < LINK.codesPerHour; n++) await codeOf(house, 'ann')
    const [told] = await platform.say(booth, 'ann', command('link'))
    expect(told?.text).toContain('many codes in one hour')
    house.clock.shift = HOUR + MINUTE
    await codeOf(house, 'ann')
  })

  it('cannot be guessed: after some tries an account is heard no more, even with the right one', async () => {
    const code = await codeOf(house, 'ann')
    const tries = await Promise.all(
      Array.from({ length: LINK.triesPerHour + 5 }, () => type(house, 'eve', 'AAAA-AAAA')),
    )
    expect(tries.filter(text => text.includes('do not know')).length).toBeLessThanOrEqual(LINK.triesPerHour)
    expect(await type(house, 'eve', code)).toContain('try again in an hour')
    expect(await type(house, 'bea', code)).toContain('Join this account')
  })
})

describe('questions', () => {
  it('run out, and both messages say so; a late answer changes nothing', async () => {
    await type(house, 'bea', await codeOf(house, 'ann'))
    await answer(house, 'bea', 'yes')
    const late = await question(house, 'ann', 'yes')
    house.clock.shift = LINK.answerMs + 1
    const [told] = await house.platform.say(house.booth, 'ann', press(late))
    expect(told?.text).toContain('ended already')
    await tidy({ ...house, jobs: house.queues.jobs })
    await hear(house, 'ann', 'That took too long')
    await hear(house, 'bea', 'That took too long')
    expect(await personOf(house, 'ann')).not.toBe(await personOf(house, 'bea'))
  })

  it('are nobody else’s to answer, and neither side answers for the other', async () => {
    const { booth, platform, db } = house
    await consented(house, 'eve')
    await type(house, 'bea', await codeOf(house, 'ann'))
    const yes = await question(house, 'bea', 'yes')
    for (const action of [yes, yes.replace('yes', 'no'), yes.replace('yes', 'show')]) {
      const [told] = await platform.say(booth, 'eve', press(action))
      expect(told?.text).toContain('belongs to somebody else')
    }
    // The host cannot say the guest's yes.
    const [early] = await platform.say(booth, 'ann', press(yes))
    expect(early?.text).toContain('ended already')
    expect(await db.link.findFirst()).toMatchObject({ state: 'claimed' })
    await answer(house, 'bea', 'yes')
    // Nor the guest the host's.
    const [again] = await platform.say(booth, 'bea', press(yes))
    expect(again?.text).toContain('ended already')
    expect(await db.link.findFirst()).toMatchObject({ state: 'agreed' })
    expect(await db.person.count()).toBe(3)
    for (const action of ['link:yes:nothing', 'link', 'link:yes', `link:waltz:${yes.slice(9)}`]) {
      const [told] = await platform.say(booth, 'ann', press(action))
      expect(told?.text).toContain('no longer does anything')
    }
  })

  it('the last yes pressed many times at once joins once', async () => {
    const { booth, platform } = house
    await portrait('ann')
    await portrait('bea')
    await type(house, 'bea', await codeOf(house, 'ann'))
    await answer(house, 'bea', 'yes')
    const yes = await question(house, 'ann', 'yes')
    await Promise.all(Array.from({ length: 6 }, () => platform.say(booth, 'ann', press(yes))))
    await hear(house, 'ann', 'Your accounts are one now')
    expect(await house.db.ledgerAccount.findFirst({ where: { personId: { not: null } } })).toMatchObject({
      free: 8,
      held: 0,
    })
    await expectLedgerInOrder(house)
  })

  it('where others read along show nothing, and a button brings them', async () => {
    const { booth, platform } = house
    const [shown] = await platform.say(booth, 'ann', { place: { kind: 'shared' }, ...command('link') })
    expect(shown?.elsewhere?.text).not.toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}/)
    const [show] = shown?.elsewhere?.buttons.flat() ?? []
    const [brought] = await platform.say(booth, 'ann', press(show?.action ?? ''))
    const code = /^\*\*(.{9})\*\*/.exec(brought?.text ?? '')?.[1] ?? ''
    expect(await type(house, 'bea', code)).toContain('Join this account')
    const [asked] = await platform.say(
      booth,
      'bea',
      press(buttons(last('bea'))[0]!.action.replace('yes', 'show')),
    )
    expect(asked?.text).toContain('Join this account')
  })

  it('and what was typed are forgotten after two hours', async () => {
    const { db, vault } = house
    await type(house, 'bea', await codeOf(house, 'ann'))
    expect(await db.linkTry.count()).toBe(1)
    await sweepRetention({
      ...house,
      policy: createPolicy(),
      db,
      vault,
      now: Date.now() + POLICY.links.keepMs,
    })
    expect([await db.link.count(), await db.linkTry.count(), await db.delivery.count()]).toEqual([0, 0, 0])
  })

  it('go when one of the two deletes everything', async () => {
    const { booth, platform, db } = house
    await type(house, 'bea', await codeOf(house, 'ann'))
    await answer(house, 'bea', 'yes')
    const yes = await question(house, 'ann', 'yes')
    await platform.say(booth, 'bea', press('deleted:all'))
    const [told] = await platform.say(booth, 'ann', press(yes))
    expect(told?.text).toContain('ended already')
    house.clock.shift = LINK.answerMs + 1
    await tidy({ ...house, jobs: house.queues.jobs })
    await hear(house, 'ann', 'That took too long')
    expect(await db.person.count()).toBe(1)
  })
})

describe('parting', () => {
  it('leaves everything to the others, and the account begins anew with nothing', async () => {
    const { booth, platform, db } = house
    const ann = await portrait('ann')
    const bea = await portrait('bea')
    await join(house, 'ann', 'bea')
    const alone = await part(house, 'bea')
    expect(alone).not.toBe(ann.personId)
    expect(alone).not.toBe(bea.personId)
    for (const imageId of [ann.imageId, bea.imageId]) {
      expect(await booth.readImage(ann.personId, imageId)).not.toBeNull()
      expect(await booth.readImage(alone, imageId)).toBeNull()
    }
    const [history] = await platform.say(booth, 'bea', command('history'))
    expect(history?.text).toContain('no pictures of yours yet')
    const [portraitOf] = await platform.say(booth, 'bea', command('portrait', 'noir'))
    expect(portraitOf?.text).toContain('I need your consent')
    const [status] = await platform.say(booth, 'bea', command('status'))
    expect(status?.text).toContain('**0** of 10')
    expect(await db.consent.count({ where: { personId: alone } })).toBe(0)
    // Buttons of what was made here belong to the others now.
    for (const action of [
      `deleted:image:${bea.imageId}`,
      `again:${bea.imageId.slice(0, -2)}`,
      `cancel:${bea.imageId.slice(0, -2)}`,
    ])
      await platform.say(booth, 'bea', press(action))
    expect(await booth.readImage(ann.personId, bea.imageId)).not.toBeNull()
    expect(await db.generation.count()).toBe(2)
    await expectLedgerInOrder(house)
  })

  it('is asked first, by whom it is for; no keeps everything', async () => {
    const { booth, platform, db } = house
    await join(house, 'ann', 'bea')
    const [asked] = await platform.say(booth, 'bea', command('unlink'))
    expect(asked?.text).toContain('no pictures, no history, no free credits before tomorrow')
    const [yes, no] = buttons(asked)
    const [foreign] = await platform.say(booth, 'ann', press(yes!.action))
    expect(foreign?.text).toContain('belongs to somebody else')
    const [kept] = await platform.say(booth, 'bea', press(no!.action))
    expect(kept).toMatchObject({ text: 'Everything stays as it is.', inPlace: true })
    expect(await db.person.count()).toBe(1)
  })

  it('of an account that is linked to none is told; a repeat of the yes says the same again', async () => {
    const { booth, platform, db } = house
    const [told] = await platform.say(booth, 'ann', command('unlink'))
    expect(told?.text).toContain('Nothing is linked')
    await join(house, 'ann', 'bea')
    await part(house, 'bea')
    const account = await db.account.findFirstOrThrow({ where: { userId: 'bea' } })
    const [again] = await platform.say(booth, 'bea', press(`unlink:yes:${account.id}`))
    expect(again?.text).toContain('stands on its own now')
    const [other] = await platform.say(booth, 'ann', command('unlink'))
    expect(other?.text).toContain('Nothing is linked')
    expect(await db.person.count()).toBe(2)
  })

  it('of both accounts at once leaves each a person', async () => {
    const { booth, platform, db } = house
    const { personId, imageId } = await portrait('ann')
    await join(house, 'ann', 'bea')
    const accounts = await db.account.findMany()
    await Promise.all(
      accounts.map(({ id, userId }) => platform.say(booth, userId, press(`unlink:yes:${id}`))),
    )
    expect(await db.person.count()).toBe(2)
    expect(await db.account.count({ where: { personId } })).toBe(1)
    expect(await booth.readImage(personId, imageId)).not.toBeNull()
  })

  it('and joining again and again makes no credits', async () => {
    await portrait('ann')
    for (let n = 0; n < 3; n++) {
      await join(house, 'ann', 'bea')
      await part(house, 'bea')
      house.clock.shift += HOUR / 2
    }
    const rows = await house.db.ledgerAccount.findMany()
    expect(rows.reduce((sum, { free }) => sum + free, 0)).toBe(9)
    await expectLedgerInOrder(house)
  })
})
