import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FREE_PLAN } from '../../config/plans.js'
import { makePromo } from '../../core/billing/promo.js'
import { PLATFORMS } from '../../core/platform.js'
import type { Stage } from '../contract/stage.js'
import { openStage } from '../contract/stages.js'
import { enter as enterStage } from '../contract/talk.js'
import { GROUPS } from '../support/faces.js'
import { goodPhoto } from '../support/photos.js'
import { openStudio } from './studio.js'

const PLAN = FREE_PLAN

describe.each(PLATFORMS)('somebody on %s', { timeout: 120_000 }, platform => {
  let studio: ReturnType<typeof openStudio>
  let stage: Stage
  let photo: Buffer
  beforeAll(async () => {
    studio = openStudio()
    const { engine, eyes } = studio
    photo = await goodPhoto(0)
    stage = await openStage(platform, { engine, eyes, plan: PLAN })
  }, 120_000)
  afterAll(async () => {
    await stage?.close()
    await studio?.close()
  }, 60_000)

  /** Somebody new, who says things and waits for the answers. */
  async function enter() {
    const guest = await enterStage(stage)
    return {
      ...guest,
      /** Gives a command as it stands in /help, and waits for its words. */
      async ask(line: string, answer: string | RegExp) {
        const [, name = '', argument = ''] = /^\/(\w+) ?(.*)$/.exec(line) ?? []
        await guest.command(name, argument)
        return guest.hear(answer)
      },
    }
  }

  test('comes from the first hello to a portrait', async () => {
    const { ask, say, agree, photo: send, press, hear, receive } = await enter()
    await say('hello')
    await hear('Send me a photo of yourself')
    await ask('/start', 'AI system')
    await ask('/portrait noir', 'I need your consent')
    await agree()
    const help = await ask('/help', 'What I can do')
    expect(help.text).toContain('cutout')
    await ask('/guide', '20 MB')
    await ask('/styles', /Headshot.*\n.*Noir.*\n.*Sketch.*\n.*Oil/)
    await ask('/history', 'no pictures of yours yet')
    await ask('/portrait oil', 'send a photo of yourself first')
    await send(photo)
    await hear('That is a good photo', { ms: 30_000 })
    await press('Noir')
    const [picture] = (await receive('noir', 60_000)).images
    const { width = 0, height = 0 } = await sharp(picture?.bytes).metadata()
    expect(width).toBeGreaterThanOrEqual(1024)
    expect(width / height).toBeCloseTo(4 / 5)
    await ask('/portrait', 'What shall I make of your last photo?')
    await press('Sketch')
    await receive('sketch', 60_000)
    await ask('/portrait vaporwave', 'no style “vaporwave”')
    await ask('/status', '8 of 10')
    const gallery = await ask('/history', '2 newest pictures')
    expect(gallery.text).toBeTruthy()
  })

  test('is refused with reasons, and mends the photo', async () => {
    const { agree, photo: send, hear, receive } = await enter()
    await agree()
    await send(GROUPS[0] as Buffer)
    const { text } = await hear('This photo does not work yet', { ms: 30_000 })
    expect(text).toMatch(/I see \d faces/)
    await send(photo, 'headshot')
    await receive('headshot', 60_000)
  })

  test('is cut out, and becomes a sticker', async () => {
    const { agree, ask, photo: send, hear, messages } = await enter()
    await agree()
    await ask('/cutout', 'send a photo of yourself first')
    await send(photo)
    await hear('That is a good photo', { ms: 30_000 })
    await ask('/cutout', 'Cutout –')
    await hear('Cutout – here you are', { ms: 60_000, ok: ({ images }) => images.length > 0 })
    await ask('/sticker', 'Sticker –')
    await expect.poll(() => messages().flatMap(({ images }) => images).length, { timeout: 60_000 }).toBe(2)
  })

  test('adds words, makes it once more with a seed, and sees the seeds', async () => {
    const { agree, ask, photo: send, hear, receive, press, all } = await enter()
    await agree()
    await ask('/again', 'nothing of yours to make once more')
    await send(photo)
    await hear('That is a good photo', { ms: 30_000 })
    await ask('/portrait noir as a pirate', 'Noir takes no words of yours')
    await receive('noir', 60_000)
    await ask('/again often', 'A seed is a number')
    await ask('/again 123', 'Noir –')
    await expect
      .poll(() => all('Noir – here you are').filter(({ images }) => images.length > 0).length, {
        timeout: 60_000,
      })
      .toBe(2)
    await ask('/history', '2 newest pictures')
    await press('Seeds and words')
    await hear(/Noir, seed 123\n.*Noir, seed 7\b/)
  })

  test('asks for what needs an engine, and is told why it cannot be had', async () => {
    const { agree, ask, photo: send, hear } = await enter()
    await agree()
    await send(photo)
    await hear('That is a good photo', { ms: 30_000 })
    await ask('/imagine a lighthouse', 'Imagine cannot be had just now')
    await ask('/character', 'no characters of yours yet')
    await ask('/character Mia a fox in a red coat', 'Character cannot be had just now')
    await ask('/enhance', 'Enhance cannot be had just now')
    await ask('/video waving', 'Video cannot be had just now')
  })

  test('has second thoughts and cancels', async () => {
    const { agree, ask, photo: send, press, hear, all } = await enter()
    await agree()
    await ask('/cancel', 'Nothing of yours is waiting')
    await send(photo)
    await hear('That is a good photo', { ms: 30_000 })
    // Several, so that the last one still waits when it is cancelled.
    for (const style of ['Oil', 'Oil', 'Noir']) await press(style)
    await hear('Noir –')
    await press(/^Cancel/)
    await hear('Cancelled. You have your credits back', { ms: 30_000 })
    expect(all('Noir – here you are')).toEqual([])
  })

  test('asks about privacy, changes settings, and takes the consent back', async () => {
    const { agree, ask, photo: send, press, hear } = await enter()
    await agree()
    await send(photo)
    await hear('That is a good photo', { ms: 30_000 })
    await ask('/privacy', 'What is kept')
    await press('The whole table')
    await hear(/Kept 180 days/)
    await ask('/settings', 'Settings')
    await press('Take my consent back')
    await hear('Your consent is taken back')
    await ask('/portrait noir', 'I need your consent')
  })

  test('makes use of every right: choices, correcting, freezing, objecting, withdrawing, asking a human', async () => {
    const { agree, ask, photo: send, press, hear } = await enter()
    await agree()
    await send(photo)
    const good = await hear('That is a good photo', { ms: 30_000 })
    expect(good.text).toContain('I forget the photo after')
    await press('Keep my photo')
    await hear('is kept for 30 days now')
    await ask('/privacy', 'belong to you')
    await press('My choices')
    await hear('yes: the crop of my photo is kept for later pictures')
    await ask('/correct name Ada', 'Name: Ada')
    await ask('/correct born 1990', 'Year of birth: 1990')
    await ask('/freeze', 'Your data is frozen')
    await ask('/portrait noir', 'Your data is frozen, so I work on nothing of yours')
    await ask('/freeze off', 'no longer frozen')
    await ask('/object', 'Object to what?')
    await press('Recommend')
    await hear('styles are recommended to me – no longer')
    await ask('/request do you have a photo of mine?', 'A human will answer, at the latest on')
    await ask('/withdraw', 'Take which consent back?')
    await press('Keep the crop')
    await hear('Taken back: the crop of my photo is kept for later pictures')
    await ask('/portrait noir', 'send a photo of yourself first')
  })

  test('sees credits, plans and payments, asks about one, uses a code, and invites a friend', async () => {
    const { agree, ask } = await enter()
    await agree()
    await ask('/credits', 'Your credits: 10')
    await ask('/subscribe', /Plus.*200 credits a month/)
    await ask('/subscribe plus', /Plus.*200 credits a month/)
    await ask('/billing', 'no payments of yours yet')
    await ask('/paysupport I have paid and have no credits', 'A human will look into it')
    await ask('/paysupport', /Question \S+ is open/)
    await ask('/promo nothing', 'I do not know that code')
    const code = `SUMMER${platform.toUpperCase()}`
    const most = 1
    await makePromo(stage.house.db, { code, credits: 50, most, until: null, now: Date.now() })
    await ask(`/promo ${code.toLowerCase()}`, '50 credits are yours')
    await ask(`/promo ${code}`, 'yours already')
    await ask('/credits', `50 credits for the code ${code}`)
    await ask('/invite', 'Invite a friend')
    await ask(
      '/team',
      platform === 'slack' ? 'Credits of everybody here: 0' : 'Credits for everybody belong to',
    )
  })

  test('takes everything home with /export', async () => {
    const { agree, ask, hear } = await enter()
    await agree()
    await ask('/export', 'Your data')
    await hear('Your data is ready', { ms: 30_000 })
  })

  test('complains, and praises', async () => {
    const { agree, ask, photo: send, press, hear, receive } = await enter()
    await agree()
    await ask('/report six fingers', 'no picture of yours to report')
    await send(photo, 'noir')
    await receive('noir', 60_000)
    await ask('/report six fingers', 'operators will look at it')
    await press('Report')
    await hear('To say more, write')
    await ask('/feedback lovely', 'operators read everything')
  })

  test('deletes a picture, the selfies, then everything, and begins anew', async () => {
    const { agree, ask, photo: send, press, hear, receive } = await enter()
    await agree()
    await send(photo, 'noir')
    await receive('noir', 60_000)
    await ask('/delete', 'What shall I delete?')
    await press('A picture')
    await hear('Which one?')
    await press('Number 1')
    await hear('Delete this picture for good?')
    await press('Yes, delete')
    await hear('The picture is deleted.')
    await ask('/history', 'no pictures of yours yet')
    await ask('/delete', 'What shall I delete?')
    await press('My selfies')
    await hear('Delete your selfies for good?')
    await press('Yes, delete')
    await hear('1 selfie is deleted.')
    await ask('/delete', 'What shall I delete?')
    await press('Everything')
    await hear('Delete everything for good')
    await press('Yes, delete')
    await hear('Everything of yours is deleted')
    await ask('/start', 'Two questions first')
  })

  test('has broken no rule of the platform on the way', () => {
    expect(stage.violations()).toEqual([])
  })
})
