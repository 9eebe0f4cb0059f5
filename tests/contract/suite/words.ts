import sharp from 'sharp'
import { expect, test } from 'vitest'
import { TEXT } from '../../../config/limits.js'
import { LOCALES } from '../../../config/locales/index.js'
import { COMMANDS } from '../../../core/commands/index.js'
import { eventually } from '../../support/booth.js'
import { cannot, type Part } from '../bot.js'
import { enter, plain, seated } from '../talk.js'

/** What the answer to a command has in it, for somebody whose photo was accepted. */
const ANSWERS: Record<string, RegExp> = {
  start: /AI system/,
  help: /What I can do/,
  guide: /A photo that works well/,
  styles: /Headshot.*\n.*Noir.*\n.*Sketch.*\n.*Oil/,
  portrait: /What shall I make of your last photo/,
  cutout: /Cutout –/,
  sticker: /Sticker –/,
  status: /Credits left today/,
  cancel: /Nothing of yours is waiting/,
  history: /no pictures of yours yet|newest picture/,
  credits: /Your credits: /,
  subscribe: /Plans/,
  billing: /Your payments/,
  paysupport: /Something is wrong with a payment/,
  promo: /I do not know that code/,
  invite: /Invite a friend/,
  team: /Credits (of|for) everybody/,
  link: /code/i,
  unlink: /account/i,
  settings: /Language/,
  delete: /What shall I delete/,
  privacy: /What is kept, and why/,
  correct: /What I know about you|I can correct three things/,
  freeze: /Your data is frozen/,
  object: /Object to what/,
  withdraw: /Take which consent back/,
  request: /A human will answer/,
  export: /Your data/,
  report: /operators will look at it|no picture of yours to report/,
  feedback: /operators read everything/,
}

/** Every kind of markup that a platform knows, and what breaks careless programs. */
const MARKUP =
  '<b>&amp;</b> *a* _b_ ~c~ `d` ||e|| [f](http://x.y) @everyone <!channel> <@1> # g > h 👩‍👩‍👧‍👦 é ﷽ \\ " \' {{i}} $t(j)'

export function words({ stage, capabilities }: Part): void {
  test.each(
    COMMANDS.map(({ name, options }) => [name, options?.[0]?.required ? 'six fingers' : ''] as const),
  )('/%s answers', async (name, words) => {
    const guest = await seated(stage())
    const before = new Set(guest.messages().map(({ id }) => id))
    await guest.command(name, words)
    const answered = await guest.hear(ANSWERS[name] ?? /\S/, { ok: ({ id }) => !before.has(id) })
    expect(answered.text).not.toContain('{{')
  })

  test('/styles and a name shows a sample of it', async () => {
    const guest = await enter(stage())
    await guest.command('styles', 'noir')
    const shown = await guest.hear('The picture is a sample', { ok: ({ images }) => images.length > 0 })
    const [image] = shown.images
    const { width, height } = await sharp(image?.bytes).metadata()
    expect([width, height]).toEqual([320, 400])
    if (capabilities.can.altText === true) expect(image?.alt).toBe('Sample: Noir, of an invented person')
  })

  test('/portrait with a style begins at once', async () => {
    const guest = await seated(stage())
    await guest.command('portrait', 'sketch')
    await guest.receive('sketch')
  })

  test('whoever says hello is told what to do', async () => {
    const guest = await enter(stage())
    await guest.say('hello')
    await guest.hear('Send me a photo of yourself')
  })

  test.skipIf(cannot(capabilities.can.language))('a person is spoken to in their language', async () => {
    const { de } = LOCALES
    const guest = await enter(stage(), 'Ada', 'de')
    await guest.command('help')
    await guest.hear(plain(de.texts.helpTitle))
    const other = await enter(stage(), 'Ada', 'xx')
    await other.command('help')
    await other.hear('What I can do')
  })

  test('words with every kind of markup come back as they were written', async () => {
    const guest = await seated(stage())
    // The first word is the style.
    const piece = [...MARKUP.replaceAll(/\s/g, '')].slice(0, 36).join('')
    await guest.command('portrait', piece)
    const heard = await guest.hear('There is no style')
    expect(plain(heard.text)).toContain(plain(piece.toLowerCase()))
  })

  test('a report of the greatest length is kept as it was written, a longer one is refused', async () => {
    const guest = await seated(stage())
    await guest.order('noir')
    await guest.receive('noir')
    const long = MARKUP.repeat(20)
      .slice(0, TEXT.reportChars)
      .replace(/[\ud800-\udbff]$/, '')
    await guest.command('report', long)
    await guest.hear('operators will look at it')
    const { personId } = await stage().house.db.report.findFirstOrThrow({ where: { text: long } })
    expect(personId).toBeTruthy()
  })

  test('letters that no database takes, and words without end, do no harm', async () => {
    const guest = await enter(stage())
    await guest.say('a\0b\ud800c')
    await guest.hear('Send me a photo of yourself')
    const before = guest.messages().length
    await guest.say('long '.repeat(700))
    await eventually(
      () => guest.messages().length,
      count => count > before,
    )
  })

  test('buttons come in the rows that they were given, and not one is lost', async () => {
    const guest = await seated(stage())
    await guest.command('delete')
    const { buttons } = await guest.hear('What shall I delete')
    expect(buttons.flat().map(({ label }) => label)).toEqual([
      'A picture',
      'All pictures',
      'My selfies',
      'Everything',
    ])
    for (const { press } of buttons.flat())
      expect(Buffer.byteLength(press)).toBeLessThanOrEqual(capabilities.buttonPayloadBytes)
  })

  test('a dialog goes on in its own message', async () => {
    const guest = await seated(stage())
    await guest.command('delete')
    const asked = await guest.hear('What shall I delete')
    await guest.press('My selfies')
    const sure = await guest.hear('Delete your selfies for good')
    expect(sure.id).toBe(asked.id)
    await guest.press('Keep it')
    expect((await guest.hear('Nothing was deleted')).id).toBe(asked.id)
    expect(guest.all('What shall I delete')).toEqual([])
  })

  test('a question is answered button by button, and asks no more when both are given', async () => {
    const guest = await enter(stage())
    await guest.agree()
    expect(guest.all('Two questions first')).toEqual([])
    const row = await stage().house.db.consent.findMany({ orderBy: { at: 'desc' }, take: 2 })
    expect(row.map(({ purpose, granted }) => [purpose, granted])).toEqual([
      ['adult', true],
      ['face', true],
    ])
  })
}
