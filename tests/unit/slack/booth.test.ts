import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SlackPerson } from '../../fakes/slack/people.js'
import { openSlackStage, type SlackStage } from '../../fakes/slack/stage.js'
import { eventually } from '../../support/booth.js'
import { consent, GOOD, newest, portrait, sees } from './talk.js'

let stage: SlackStage
beforeAll(async () => {
  stage = await openSlackStage()
})
afterAll(async () => {
  await stage.close()
})

afterEach(() => {
  stage.house.engine.make = 'plain'
  stage.house.engine.release()
  stage.limitUpload(1024 ** 3)
})

/** Somebody who has agreed to everything. */
async function guest(name: string): Promise<SlackPerson> {
  const person = await stage.person(name)
  await consent(person)
  return person
}

describe('in the direct channel', () => {
  it('a photo becomes a portrait, in one message from the progress to the picture', async () => {
    expect(stage.house.problems).toEqual([])
    const ann = await guest('ann')
    stage.house.engine.hold()
    await ann.send('message', [GOOD])
    await sees(ann, 'good photo')
    await ann.press('Noir')
    await sees(ann, 'working on it')
    const before = ann.messages().length
    stage.house.engine.release()
    const done = await eventually(
      () => newest(ann),
      seen => seen?.images.length === 1,
    )
    expect(done?.images[0]).toMatchObject({ mime: 'image/jpeg', alt: expect.stringContaining('Noir') })
    expect(done?.edits).toBeGreaterThan(0)
    expect(ann.messages()).toHaveLength(before)
  })

  it('one upload is one photo, although Slack tells it by two events', async () => {
    const bea = await guest('bea')
    await bea.send('album', [GOOD, GOOD])
    await eventually(
      () => bea.messages().filter(({ text }) => text.includes('good photo')).length,
      count => count === 2,
    )
    const { personId } = await stage.house.booth.admit({
      platform: 'slack',
      tenant: stage.team.id,
      userId: bea.id,
    })
    expect(await stage.house.db.selfie.count({ where: { personId } })).toBe(2)
  })

  it('a photo whose message went astray is found by the event of its file', async () => {
    const ben = await guest('ben')
    await ben.sendFileAlone(GOOD)
    await sees(ben, 'good photo')
    // Not even Slack's history has this one.
    await ben.sendFileAlone(GOOD, false)
    await eventually(
      () => ben.messages().filter(({ text }) => text.includes('good photo')).length,
      count => count === 2,
    )
  })

  it('words are commands, with and without a slash, and anything else is text', async () => {
    const cid = await stage.person('cid')
    await cid.say('status')
    await sees(cid, 'Nothing of yours is waiting')
    await cid.say('/pixbooth styles')
    await sees(cid, 'Styles')
    await cid.say('what is this?')
    await sees(cid, 'Send me a photo of yourself')
    await cid.say('/nonsense')
    await sees(cid, 'I do not know /nonsense')
  })

  it('a repeat of an event, a command and a press answers nothing', async () => {
    const dan = await stage.person('dan')
    await dan.say('status')
    await sees(dan, 'Nothing of yours is waiting')
    await stage.repeatLast()
    await dan.command('start')
    await sees(dan, 'Two questions first')
    await stage.repeatLast()
    await dan.press('No')
    await sees(dan, 'Nothing of yours has been processed')
    await stage.repeatLast()
    await dan.say('guide')
    await sees(dan, 'A photo that works well')
    const texts = dan.messages().map(({ text }) => text.slice(0, 20))
    expect(new Set(texts).size).toBe(texts.length)
  })

  it('the file at Slack goes when the picture is deleted', async () => {
    const eve = await guest('eve')
    await portrait(eve)
    const ours = () =>
      [...stage.world.files.values()].filter(file => !file.by && file.team === stage.team && !file.deleted)
    const before = ours().length
    await eve.press('Delete')
    await sees(eve, 'Delete this picture for good?')
    await eve.press('Yes, delete')
    await eventually(ours, left => left.length === before - 1)
  })

  it('photos are refused without consent, and fetched only after it', async () => {
    const fay = await stage.person('fay')
    await fay.send('message', [GOOD])
    await sees(fay, 'I need your consent')
    expect(
      await stage.house.db.selfie.count({ where: { person: { accounts: { some: { userId: fay.id } } } } }),
    ).toBe(0)
  })
})

describe('the form', () => {
  it('from the menu of shortcuts: a photo and a style become a portrait', async () => {
    const gil = await guest('gil')
    const form = await gil.openForm()
    expect(await gil.submit(form, [gil.store(GOOD)], 'noir')).not.toHaveProperty('response_action')
    const done = await eventually(
      () => newest(gil),
      seen => seen?.images.length === 1,
    )
    expect(done?.text).toContain('Noir')
  })

  it('says so in its place when what was put in is no photo', async () => {
    const hal = await guest('hal')
    const form = await hal.openForm()
    const answer = await hal.submit(form, [hal.store(Buffer.from('%PDF'), 'application/pdf')])
    expect(answer).toMatchObject({ response_action: 'errors', errors: { photo: expect.any(String) } })
  })

  it('is offered beside every wish for a photo', async () => {
    const ida = await guest('ida')
    await ida.command('portrait')
    await sees(ida, 'send a photo of yourself first')
    await ida.press('Send a photo')
    const form = await eventually(
      () => ida.form(),
      shown => shown !== undefined,
    )
    expect(JSON.stringify(form)).toContain('"value":"noir"')
  })
})

describe('where others read along', () => {
  it('the help card is for the person alone, with buttons that work', async () => {
    const [jan, kim] = [await stage.person('jan'), await stage.person('kim')]
    await jan.command('', '', 'shared')
    const card = await sees(jan, 'What I can do', 'shared')
    expect(card.onlyMe).toBe(true)
    expect(card.buttons.flat().map(({ label }) => label)).toEqual([
      ...['Send a photo', 'Styles', 'Status', 'My pictures', 'Privacy'],
    ])
    await jan.press('Status', 'shared')
    await sees(jan, 'Nothing of yours is waiting', 'shared')
    expect(kim.messages('shared')).toEqual([])
  })

  it('the consent dialog stays in its one message, and a portrait is for the person alone', async () => {
    const [lea, max] = [await stage.person('lea'), await stage.person('max')]
    await consent(lea, 'shared')
    expect(lea.messages('shared').filter(({ text }) => text.includes('You agreed'))).toHaveLength(1)
    await lea.menu(lea.write('me!', [lea.store(GOOD)]))
    await sees(lea, 'good photo', 'shared')
    await lea.press('Noir', 'shared')
    const done = await eventually(
      () => lea.messages('shared').find(({ images }) => images.length > 0),
      seen => seen !== undefined,
    )
    expect(done).toMatchObject({ onlyMe: true })
    expect(max.messages('shared')).toEqual([])
  })

  it('photos of somebody else, and messages without one, are not used', async () => {
    const [ned, oda] = [await guest('ned'), await guest('oda')]
    await ned.menu(oda.write('me!', [oda.store(GOOD)]))
    await sees(ned, 'sent by somebody else', 'shared')
    await ned.menu(ned.write('no photo here'))
    await sees(ned, 'I see no photo there', 'shared')
  })

  it('the form that was opened there answers there', async () => {
    const pam = await guest('pam')
    await pam.send('form', [GOOD], { where: 'shared', argument: 'noir' })
    const done = await eventually(
      () => pam.messages('shared').find(({ images }) => images.length > 0),
      seen => seen !== undefined,
    )
    expect(done?.text).toContain('Noir')
  })

  it('when the reply address is used up, an ephemeral message takes its place', async () => {
    const rob = await guest('rob')
    await rob.menu(rob.write('me!', [rob.store(GOOD)]))
    await sees(rob, 'good photo', 'shared')
    stage.house.engine.hold()
    await rob.press('Noir', 'shared')
    await eventually(
      () => stage.house.engine.working(),
      working => working === 1,
    )
    stage.expireReplies()
    const before = stage.calls().get('chat.postEphemeral') ?? 0
    stage.house.engine.release()
    await eventually(
      () => rob.messages('shared').some(({ images }) => images.length > 0),
      there => there,
    )
    expect(stage.calls().get('chat.postEphemeral')).toBe(before + 1)
  })
})

describe('the home page', () => {
  it('shows what is under way, the gallery and privacy; buttons work there and it is drawn anew', async () => {
    const sue = await guest('sue')
    await sue.openHome()
    await eventually(
      () => sue.home(),
      seen => seen?.text.includes('There are no pictures of yours yet') ?? false,
    )
    await portrait(sue)
    await sue.openHome()
    const home = await eventually(
      () => sue.home(),
      seen => seen?.images.length === 1,
    )
    expect(home?.text).toContain('Your newest picture')
    expect(home?.text).toContain('What is kept, and why')
    stage.house.engine.hold()
    await sue.press('Once more')
    await sees(sue, 'working on it')
    await sue.openHome()
    await eventually(
      () => sue.home(),
      seen => seen?.text.includes('being made') ?? false,
    )
    await sue.pressHome('Cancel')
    await eventually(
      () => sue.home(),
      seen => seen?.text.includes('Nothing of yours is waiting') ?? false,
    )
    stage.house.engine.release()
    await sue.pressHome('Send a photo')
    await eventually(
      () => sue.form(),
      form => form !== undefined,
    )
    await sue.pressHome('My pictures')
    await eventually(
      () => newest(sue),
      seen => seen?.text.includes('Your newest picture') ?? false,
    )
  })
})

describe('trouble', () => {
  it('buttons work after a restart, and the message goes on being edited', async () => {
    const tom = await guest('tom')
    await tom.send('message', [GOOD])
    await sees(tom, 'good photo')
    await stage.house.restart()
    await tom.press('Noir')
    await eventually(
      () => newest(tom)?.images.length,
      count => count === 1,
    )
  })

  it('a result waits as long as Slack wants, and comes once', async () => {
    const uli = await guest('uli')
    await uli.send('message', [GOOD])
    await sees(uli, 'good photo')
    stage.house.engine.hold()
    await uli.press('Noir')
    await sees(uli, 'working on it')
    stage.limitRate(2, 1)
    stage.house.engine.release()
    await eventually(
      () => uli.messages().filter(({ images }) => images.length === 1).length,
      count => count === 1,
    )
  })

  it('a result comes through when Slack ails', async () => {
    const vic = await guest('vic')
    await vic.send('message', [GOOD])
    await sees(vic, 'good photo')
    stage.house.engine.hold()
    await vic.press('Noir')
    await sees(vic, 'working on it')
    stage.fail(3, 'error')
    stage.house.engine.release()
    await eventually(
      () => vic.messages().filter(({ images }) => images.length === 1).length,
      count => count === 1,
    )
  })

  it('a message that Slack took, but never said so, does not come twice', async () => {
    const una = await guest('una')
    const looked = stage.calls().get('conversations.history') ?? 0
    stage.swallow(1)
    await una.say('status')
    await eventually(
      () => stage.calls().get('conversations.history') ?? 0,
      count => count > looked,
    )
    await una.say('guide')
    await sees(una, 'A photo that works well')
    expect(una.messages().filter(({ text }) => text.includes('Nothing of yours is waiting'))).toHaveLength(1)
  })

  it('a picture that is too large for the workspace comes smaller', async () => {
    const wim = await guest('wim')
    stage.house.engine.make = 'noise'
    stage.limitUpload(4_000_000)
    await portrait(wim)
    const [image] = newest(wim)?.images ?? []
    expect(image?.bytes.length).toBeLessThanOrEqual(4_000_000)
    expect(image?.bytes.length).toBeGreaterThan(100_000)
  })

  it('the socket comes back by itself, whatever ended it', async () => {
    const yan = await stage.person('yan')
    await stage.dropConnection()
    await yan.say('status')
    await sees(yan, 'Nothing of yours is waiting')
    for (const socket of stage.server.sockets)
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} }))
    await eventually(
      () => stage.calls().get('apps.connections.open') ?? 0,
      count => count >= 4,
    )
    await yan.say('guide')
    await sees(yan, 'A photo that works well')
  })

  it('somebody whose account is closed is not written to any more', async () => {
    const zoe = await guest('zoe')
    await zoe.send('message', [GOOD])
    await sees(zoe, 'good photo')
    stage.house.engine.hold()
    await zoe.press('Noir')
    await sees(zoe, 'working on it')
    stage.block(zoe, true)
    stage.house.engine.release()
    await eventually(
      () => stage.house.db.account.findFirst({ where: { userId: zoe.id } }),
      account => account?.unreachableAt != null,
    )
  })

  it('breaks no rule of Slack, acknowledges in time, and logs nobody', () => {
    expect(stage.violations()).toEqual([])
    expect(Math.max(...stage.delivery.acks)).toBeLessThan(3_000)
    const lines = JSON.stringify(stage.house.log.lines)
    expect(stage.secrets().filter(secret => secret.length > 5 && lines.includes(secret))).toEqual([])
  })
})
