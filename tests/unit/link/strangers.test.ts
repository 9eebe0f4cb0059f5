/**
 * The property that matters: nobody gets at another's pictures or credits by any sequence. Ann has three accounts, joins
 * and parts them as she likes, and says yes only to herself: when the number at her other account is the same. Eve has
 * two, knows every code that Ann sees and every button in Ann's chats, and presses and types what she wants, also while
 * Ann is at it.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Message } from '../../../core/platform.js'
import { tidy } from '../../../workers/rounds.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'
import { command, consented, press, send } from '../../support/sitter.js'
import { buttons, expectLedgerInOrder, expectNothingOfNobody, insist, personOf, takeUp } from './support.js'

let house: TestBooth
beforeAll(async () => {
  house = await openTestBooth({ engines: { local: await instantEngine() }, vision: createEyes() })
  house.platform.photos.set('good', Buffer.from('good'))
})
afterAll(() => house.close())

const ANN = ['ann0', 'ann1', 'ann2']
const EVE = ['eve0', 'eve1']

const act = <Do extends string, More extends object>(
  what: Do,
  more: { [Key in keyof More]: fc.Arbitrary<More[Key]> },
) => fc.record({ do: fc.constant(what), ...more }) as fc.Arbitrary<{ do: Do } & More>
const ann = fc.constantFrom(...ANN)
const eve = fc.constantFrom(...EVE)
const any = fc.constantFrom(...ANN, ...EVE)
const step = fc.oneof(
  { weight: 3, arbitrary: act('offer', { who: any }) },
  { weight: 3, arbitrary: act('type', { who: any, whose: any }) },
  { weight: 1, arbitrary: act('consider', { who: ann }) },
  { weight: 8, arbitrary: act('join', { who: ann, whose: ann }) },
  { weight: 4, arbitrary: act('portrait', { who: any }) },
  { weight: 1, arbitrary: act('unlink', { who: ann }) },
  { weight: 1, arbitrary: act('erase', { who: any }) },
  { weight: 8, arbitrary: act('pry', { who: eve, whose: any, nth: fc.nat(50) }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never
/** Steps of one inner list are taken at once. */
const story = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 10 })

let runs = 0
const seen = { pictures: 0, pried: 0 }

/** One story in chats of its own. */
function stage() {
  const suffix = `-${runs++}`
  const chat = (who: string) => `${who}${suffix}`
  const codes = new Map<string, string>()
  const shown = (who: string): Message[] => house.platform.messages(chat(who))
  const say = (who: string, what: Parameters<typeof insist>[2]) => insist(house, chat(who), what)

  /** Looks at a question and answers it: yes where another account of hers shows the same number for the same link. */
  async function consider(who: string): Promise<boolean> {
    const asking = shown(who).findLast(message =>
      buttons(message).some(({ action }) => action.startsWith('link:yes')),
    )
    const yes = buttons(asking).find(({ action }) => action.startsWith('link:yes'))
    if (!asking || !yes) return false
    const number = /\d\d/.exec(asking.text)?.[0] ?? ''
    const hers = ANN.filter(other => other !== who).some(other =>
      shown(other).some(
        ({ slot, text }) =>
          slot?.split(':')[1] === yes.action.split(':')[2] && text.includes(`**${number}**`),
      ),
    )
    await say(who, press(hers ? yes.action : yes.action.replace('yes', 'no')))
    return true
  }

  async function take(one: Step): Promise<void> {
    switch (one.do) {
      case 'offer': {
        const said = await say(one.who, command('link'))
        const code = /^\*\*(.{9})\*\*/.exec(said[0]?.text ?? '')?.[1]
        if (code) codes.set(one.who, code)
        return
      }
      case 'type':
        await say(one.who, command('link', codes.get(one.whose) ?? 'AAAA-AAAA'))
        return
      case 'consider':
        await consider(one.who)
        return
      case 'join':
        if (one.who === one.whose) return
        await take({ do: 'offer', who: one.who })
        await take({ do: 'type', who: one.whose, whose: one.who })
        // Messages of the other side change by themselves, a moment later.
        for (const who of [one.whose, one.who])
          await eventually(
            () => consider(who),
            answered => answered,
            250,
          ).catch(() => {})
        return
      case 'portrait':
        await consented(house, chat(one.who))
        await say(one.who, { ...send('good'), act: command('portrait', 'noir').act })
        return
      case 'unlink': {
        const [asked] = await say(one.who, command('unlink'))
        const yes = buttons(asked).find(({ action }) => action.startsWith('unlink:yes'))
        if (yes) await say(one.who, press(yes.action))
        return
      }
      case 'erase':
        await say(one.who, press('deleted:all'))
        return
      case 'pry': {
        const images = shown(one.whose).flatMap(message => message.images.map(({ imageId }) => imageId))
        const known = [
          ...shown(one.whose)
            .flatMap(buttons)
            .map(({ action }) => action),
          ...images.flatMap(id => [`deleted:image:${id}`, `file:${id}`, `report:${id}`]),
        ]
        const action = known[one.nth % Math.max(1, known.length)]
        if (!action) return
        const theirs = ANN.includes(one.whose)
        const said = await say(one.who, press(action))
        if (!theirs) return
        seen.pried++
        // Nothing of hers comes to light: no picture of Ann's is in any answer.
        for (const { imageId } of said.flatMap(message => message.images))
          expect(images).not.toContain(imageId)
      }
    }
  }
  return { chat, take }
}

it('whatever they do, in any order and at once, what is Ann’s stays Ann’s, and no credit is lost or made', async () => {
  const { db, booth } = house
  const idle = () =>
    eventually(
      () => db.task.count(),
      left => left === 0,
    )
  await fc.assert(
    fc.asyncProperty(story, async batches => {
      const { chat, take } = stage()
      const owner = new Map<string, string>()
      // Both have something to lose.
      for (const who of [ANN[0]!, EVE[0]!]) await take({ do: 'portrait', who })
      await idle()
      for (const batch of batches) {
        await Promise.all(batch.map(take))
        await takeUp(house)
      }
      await idle()
      await tidy({ ...house, jobs: house.queues.jobs })

      const persons = async (who: string[]) =>
        new Set(await Promise.all(who.map(one => personOf(house, chat(one)))))
      const [anns, eves] = [await persons(ANN), await persons(EVE)]
      expect([...anns].filter(person => eves.has(person))).toEqual([])
      // Every picture can be seen by the person whose it is, and by no other; and it was made where that person is.
      for (const image of await db.image.findMany({
        include: { generation: { include: { delivery: { include: { account: true } } } } },
      })) {
        for (const person of [...anns, ...eves])
          expect((await booth.readImage(person, image.id)) !== null).toBe(person === image.personId)
        const where = image.generation.delivery?.account.userId ?? ''
        if (anns.has(image.personId)) expect(where).toMatch(/^ann/)
        if (eves.has(image.personId)) expect(where).toMatch(/^eve/)
        owner.set(image.id, image.personId)
      }
      seen.pictures += owner.size
      for (const person of [...anns, ...eves]) {
        const account = await db.ledgerAccount.findUnique({ where: { personId: person } })
        expect(account?.free ?? 0).toBeLessThanOrEqual(10)
      }
      await expectLedgerInOrder(house)
      await expectNothingOfNobody(house)
    }),
    { numRuns: 25 },
  )
  // The stories were worth telling.
  expect(await db.link.count({ where: { state: 'joined' } })).toBeGreaterThan(1)
  expect(seen.pictures).toBeGreaterThan(15)
  expect(seen.pried).toBeGreaterThan(5)
}, 180_000)
