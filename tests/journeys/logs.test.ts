/** Everything that people do, and everything that goes wrong meanwhile, on every platform: the log knows nobody. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { capabilities as discord } from '../../bots/discord/capabilities.js'
import { capabilities as slack } from '../../bots/slack/capabilities.js'
import { capabilities as telegram } from '../../bots/telegram/capabilities.js'
import { capabilities as web } from '../../bots/web/capabilities.js'
import { addressAll } from '../../core/notification/address.js'
import { PLATFORMS } from '../../core/platform.js'
import type { EngineRequest } from '../../core/ports.js'
import type { Stage } from '../contract/stage.js'
import { openStage } from '../contract/stages.js'
import { enter } from '../contract/talk.js'
import { eventually } from '../support/booth.js'
import { type PictureEngine, pictureEngine } from '../support/engines.js'
import { createEyes } from '../support/eyes.js'
import { knownSecrets, leaksIn, listen } from '../support/leaks.js'
import { type PaidEngine, paidEngine } from '../support/paid-engine.js'

const CAPABILITIES = { web, discord, telegram, slack }
const NAME = 'Zebedee-Quux'
/** Each is told at another place. */
const WORDS = {
  prompt: 'a marzipan lighthouse in bloom',
  refused: 'a naked gingerbread schoolgirl',
  scene: 'riding a plum tricycle',
  character: 'Brunhildchen',
  description: 'an owl of knitted rhubarb',
  report: 'my left ear became a turnip',
  feedback: 'more turnips for everybody',
  code: 'TURN1PTURN1P',
  style: 'rutabagastyle',
  chatter: 'who ate my parsnips',
  notice: 'A beetroot got into your data',
}
const PHOTO = Buffer.from(`photo of ${NAME}, taken on a bed of celery`)
const BROKEN = Buffer.from(`another photo of ${NAME}, that breaks the eyes that see it`)

/** An error as strangers throw them: it quotes what it was given, also in lines that look like frames. */
function quoting(...given: unknown[]): Error {
  const all = given.map(String).join(' ')
  return new TypeError(`Cannot use "${all}"\n    at ${all}\n    at see (${all}:1:1)\n{ "input": "${all}" }`)
}

describe.each(PLATFORMS)('on %s', { timeout: 240_000 }, platform => {
  let stage: Stage
  let studio: PictureEngine
  let paid: PaidEngine
  let pictures: Buffer[]
  let ears: ReturnType<typeof listen>

  beforeAll(async () => {
    ears = listen()
    pictures = []
    studio = await pictureEngine()
    paid = await paidEngine('replicate')
    const sees = createEyes()
    stage = await openStage(platform, {
      engine: {
        ...studio,
        async start(request: EngineRequest, options) {
          if (request.style === 'oil') throw quoting(request.pictures[0], request.prompt, NAME)
          const started = await studio.start(request, options)
          pictures.push(...(started.outputs ?? []).map(({ bytes }) => bytes))
          return started
        },
      },
      eyes: {
        ...sees,
        async inspect(bytes, options) {
          if (Buffer.from(bytes).equals(BROKEN)) throw quoting(Buffer.from(bytes), NAME)
          return sees.inspect(bytes, options)
        },
      },
      paid: { replicate: paid },
    })
  }, 120_000)
  afterAll(async () => {
    ears.stop()
    await stage?.close()
  }, 60_000)

  test('no line of the log says who somebody is, what they wrote or sent, or how one gets in', async () => {
    const { db, log } = stage.house
    const secrets = new Set<string>([...Object.values(WORDS), NAME])
    const remember = async () => {
      for (const secret of await knownSecrets(db)) secrets.add(secret)
    }
    const guest = await enter(stage, NAME)
    const ask = async (name: string, argument: string, answer: string | RegExp = /\S/) => {
      const before = new Set(guest.all(/\S/).map(({ id, text }) => id + text))
      await guest.command(name, argument)
      await guest.hear(answer, { ok: ({ id, text }) => !before.has(id + text), ms: 40_000 })
      await remember()
    }

    await guest.say(WORDS.chatter)
    await guest.hear('Send me a photo of yourself')
    await guest.agree()
    await guest.photo(PHOTO)
    await guest.hear('That is a good photo')
    await remember()
    await guest.order('noir')
    await guest.receive('noir')
    for (const [name, argument] of [
      ['status', ''],
      ['history', ''],
      ['settings', ''],
      ['privacy', ''],
      ['styles', WORDS.style],
      ['portrait', WORDS.style],
      ['link', ''],
      ['link', WORDS.code],
      ['report', WORDS.report],
      ['feedback', WORDS.feedback],
    ] as const)
      await ask(name, argument)

    // Words: drawn, refused, and lost at an engine that quotes them.
    await ask('imagine', WORDS.refused)
    await ask('imagine', WORDS.prompt, 'here you are')
    paid.next.push({ refuse: quoting(WORDS.prompt) }, { lose: quoting(WORDS.prompt) })
    await ask('imagine', WORDS.prompt)
    paid.outcome = () => {
      throw quoting(WORDS.scene)
    }
    await ask('character', `${WORDS.character} ${WORDS.description}`)
    await ask('character', `${WORDS.character} ${WORDS.scene}`)
    paid.outcome = () => ({ state: 'failed', why: 'person', notice: 'engine_refused_prompt' })

    // Faults: of the studio, of the eyes, of the platform, of the database.
    await guest.command('portrait', 'oil')
    await guest.photo(BROKEN).catch(() => {})
    if (CAPABILITIES[platform].can.patient === true) {
      stage.fail(2, 'error')
      await ask('guide', '', 'A photo that works well')
      stage.limitRate(2, 1)
      await ask('help', '', 'What I can do')
    }
    await addressAll(db, { en: WORDS.notice }, { kind: 'all' })
    await guest.hear(WORDS.notice, { ms: 40_000 })
    if (CAPABILITIES[platform].can.blocking === true) {
      stage.block(guest, true)
      await guest.command('status').catch(() => {})
      stage.block(guest, false)
    }
    await stage.dropConnection()
    await eventually(
      () => db.generation.count({ where: { style: 'oil', state: 'failed' } }),
      count => count === 1,
      90_000,
    )
    await remember()
    await stage.house.kill()
    await stage.house.start()
    await ask('delete', '', 'What shall I delete')

    const said = ears.stop()
    for (const secret of stage.secrets()) secrets.add(secret)
    const lines = log.lines.map(line => JSON.stringify(line))
    expect(secrets.size).toBeGreaterThan(Object.keys(WORDS).length + 3)
    expect(pictures.length).toBeGreaterThan(0)
    const everything = [...lines, said].join('\n')
    // It was no silent log: the faults are in it.
    expect(everything).toContain('a step failed for good')
    expect(leaksIn(everything, [...secrets, PHOTO, BROKEN, ...pictures, Buffer.alloc(32, 7)])).toEqual([])
    for (const { facts } of log.lines) expect(oddFacts(facts)).toEqual([])
  })
})

/** Facts are plain values: what is nested or long was not meant for a log. */
function oddFacts(facts: unknown): unknown[] {
  return Object.entries(facts ?? {}).filter(
    ([, value]) =>
      (typeof value === 'object' && value !== null && !Array.isArray(value)) ||
      (typeof value === 'string' && value.length > 1_500),
  )
}
