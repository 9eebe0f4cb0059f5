/**
 * What every paid engine must do, whoever makes it. Run against a stage: our real client, and a stand-in for the maker's
 * servers that tells exactly how many starts would be on the bill.
 */
import { inspect } from 'node:util'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findModel } from '../../config/models.js'
import { EngineRefusal, Fault } from '../../core/errors.js'
import { newId } from '../../core/id.js'
import type { EngineFile, EngineRequest, UnheardStart } from '../../core/ports.js'
import type { Ending, EngineStage, OutputKind, StartTrouble } from './engine-stage.js'
import { openReceiver, type Receiver } from './receiver.js'

const REFUSALS: readonly [StartTrouble, EngineRefusal['why']][] = [
  [{ refused: 'rate', seconds: 7 }, 'rate'],
  [{ refused: 'money' }, 'account'],
  [{ refused: 'key' }, 'account'],
  [{ refused: 'input' }, 'input'],
  [{ refused: 'no-model' }, 'input'],
]

const UNHEARD = ['error-before', 'error-after', 'cut-before', 'cut-after', 'silence', 'rubbish'] as const

const ENDINGS: readonly [Ending, object][] = [
  [{ how: 'no-face' }, { state: 'failed', why: 'person', notice: 'engine_no_face' }],
  [{ how: 'unsafe' }, { state: 'failed', why: 'person', notice: 'engine_unsafe' }],
  [{ how: 'model' }, { state: 'failed', why: 'model' }],
  [{ how: 'engine' }, { state: 'failed', why: 'engine' }],
  [{ how: 'nothing' }, { state: 'failed' }],
]

const BAD_OUTPUTS: readonly [OutputKind, string][] = [
  ['html', 'engine_output'],
  ['empty', 'engine_output'],
  ['huge', 'engine_output'],
  ['wrong-type', 'engine_output'],
  ['inside', 'engine_output'],
  ['elsewhere', 'engine_output'],
  ['gone', 'engine_output'],
  ['error', 'unavailable'],
  ['cut', 'unavailable'],
]

/** The contract of an engine. */
export function engineContract(name: string, open: () => Promise<EngineStage>): void {
  describe(`the engine ${name}`, () => {
    let stage: EngineStage
    let receiver: Receiver

    beforeEach(async () => {
      receiver = await openReceiver()
      stage = await open()
    })

    afterEach(async () => {
      await stage.close()
      await receiver.close()
      expect(stage.violations()).toEqual([])
    })

    const signal = () => AbortSignal.timeout(15_000)
    const work = (engineId: string) => ({ engineId, model: stage.model })

    function request(given: Partial<EngineRequest> = {}): EngineRequest {
      return {
        id: newId(),
        generationId: newId(),
        kind: 'portrait',
        style: stage.style,
        model: stage.model,
        seed: Math.floor(Math.random() * 2_000_000_000),
        prompt: `A portrait numbered ${newId()}`,
        count: 1,
        pictures: [],
        ...given,
      }
    }

    /** Nothing where pictures go within the start itself. */
    async function upload(id: string): Promise<EngineFile[]> {
      return (await stage.engine.upload?.([await portrait()], { id, signal: signal() })) ?? []
    }

    interface Begun {
      asked: EngineRequest
      files: EngineFile[]
      sentAt: number
    }

    /** Uploads and starts; what is thrown comes back. */
    async function begin(
      given: Partial<EngineRequest> = {},
      options: { limitMs?: number; webhook?: string } = {},
    ): Promise<Begun & { engineId: string; thrown: unknown }> {
      const asked = request({ pictures: [await portrait()], ...given })
      const files = await upload(asked.id)
      const sentAt = Date.now()
      const limit = AbortSignal.timeout(options.limitMs ?? 15_000)
      const more = { signal: limit, onProgress: () => {}, files, webhook: options.webhook, cancelAfter: 90 }
      try {
        const { engineId } = await stage.engine.start(asked, more)
        return { asked, files, sentAt, engineId, thrown: undefined }
      } catch (thrown) {
        return { asked, files, sentAt, engineId: '', thrown }
      }
    }

    const unheard = ({ asked, files, sentAt }: Begun): UnheardStart => ({
      id: asked.id,
      model: asked.model,
      seed: asked.seed,
      prompt: asked.prompt,
      files,
      sentAt,
    })

    const find = async (begun: Begun) => {
      const found = await stage.engine.find?.(unheard(begun), { signal: signal() })
      return found ?? { engineIds: [], complete: false }
    }

    /** A work that goes well from its start to its end. */
    async function made(ending: Ending): Promise<string> {
      stage.plan(ending, { hold: true })
      const { engineId, thrown } = await begin()
      expect(thrown).toBeUndefined()
      stage.finish(engineId)
      return engineId
    }

    describe('pictures', () => {
      it('are put there, and taken away', async context => {
        if (!stage.engine.upload) return context.skip('pictures go within the start')
        const two = [await portrait(), await portrait()]
        const files = await stage.engine.upload(two, { id: newId(), signal: signal() })
        expect(files).toHaveLength(2)
        expect(stage.files()).toHaveLength(2)
        expect(stage.files()[0]?.bytes.equals(await portrait())).toBe(true)
        for (const { url } of files) expect(URL.canParse(url)).toBe(true)
        await stage.engine.forget?.(files, { signal: signal() })
        expect(stage.files()).toHaveLength(0)
        // Somebody else was quicker, or this is the second time.
        await stage.engine.forget?.(files, { signal: signal() })
      })

      it('that cannot be put there start nothing, and say so', async context => {
        if (!stage.engine.upload) return context.skip('pictures go within the start')
        stage.failCalls(100, 500)
        await expect(upload(newId())).rejects.toBeInstanceOf(EngineRefusal)
        stage.failCalls(100, 0)
        await expect(upload(newId())).rejects.toBeInstanceOf(EngineRefusal)
        stage.failCalls(0, 0)
        expect(stage.startRequests()).toBe(0)
      })
    })

    describe('a start', () => {
      it('is one request, with what was asked for', async () => {
        const { asked, files, engineId, thrown } = await begin()
        expect(thrown).toBeUndefined()
        expect(stage.startRequests()).toBe(1)
        expect(stage.started()).toEqual([engineId])
        const { input } = findModel(stage.model) ?? {}
        const given = stage.input(engineId)
        expect(given[input?.prompt ?? '']).toBe(asked.prompt)
        expect(given[input?.seed ?? '']).toBe(asked.seed)
        const { pictures } = input ?? {}
        const [first = ''] = pictures && 'each' in pictures ? pictures.each : [pictures?.list ?? '']
        if (stage.engine.upload) expect([given[first]].flat()).toEqual(files.map(({ url }) => url))
        else expect([given[first]].flat()).toHaveLength(1)
        expect(stage.cancelAfter(engineId)).toBe(90)
      })

      it.each(REFUSALS)('that is refused has certainly begun nothing: %o', async (trouble, why) => {
        stage.trouble(trouble)
        const { thrown } = await begin()
        expect(thrown).toBeInstanceOf(EngineRefusal)
        expect(thrown).toMatchObject({ why })
        if ('seconds' in trouble)
          expect((thrown as Fault).retry).toEqual({ afterMs: trouble.seconds * 1_000 })
        expect(stage.startRequests()).toBe(1)
        expect(stage.started()).toEqual([])
        expectNothingTold(thrown)
      })

      it('that reaches nobody has certainly begun nothing', async () => {
        const asked = request({ pictures: [await portrait()] })
        const start = stage.unreachable.start(asked, { signal: signal(), onProgress: () => {}, files: [] })
        await expect(start).rejects.toMatchObject({ code: 'engine_refused', why: 'down' })
      })

      it.each(UNHEARD)('whose answer is not heard is sent once, and claims nothing: %s', async how => {
        stage.plan({ how: 'succeeded' }, { hold: true })
        stage.trouble({ unheard: how })
        const begun = await begin({}, { limitMs: how === 'silence' ? 500 : 15_000 })
        expect(begun.thrown).toBeInstanceOf(Fault)
        expect(begun.thrown).not.toBeInstanceOf(EngineRefusal)
        expect(stage.startRequests()).toBe(1)
        expect(stage.started()).toHaveLength(how.endsWith('-before') ? 0 : 1)
        expectNothingTold(begun.thrown)
        const { engineIds, complete } = await find(begun)
        expect(complete).toBe(stage.lists)
        if (stage.lists) expect(engineIds).toEqual(stage.started())
        else for (const id of engineIds) expect(stage.started()).toContain(id)
      })
    })

    it('takes no other’s work for the lost one, be it as alike as it may', async () => {
      const seed = 4_711
      const prompt = 'The same words'
      const others = [await begin({ seed, prompt }), await begin({ seed, prompt })]
      stage.trouble({ unheard: 'cut-before' })
      const lost = await begin({ seed, prompt })
      others.push(await begin({ seed, prompt }))
      const { engineIds } = await find(lost)
      expect(engineIds).toEqual([])
      stage.trouble({ unheard: 'cut-after' })
      const found = await find(await begin({ seed, prompt }))
      const mine = stage.started().filter(id => !others.some(({ engineId }) => engineId === id))
      if (stage.lists) expect(found.engineIds).toEqual(mine)
    })

    describe('looked at, work', () => {
      it('runs until it has ended, and its picture can be fetched', async () => {
        stage.plan({ how: 'succeeded' }, { hold: true })
        const { engineId } = await begin()
        expect(await stage.engine.look(work(engineId), { signal: signal() })).toMatchObject({
          state: 'running',
        })
        stage.finish(engineId)
        const outcome = await stage.engine.look(work(engineId), { signal: signal() })
        expect(outcome.state).toBe('succeeded')
        const [url = ''] = outcome.state === 'succeeded' ? outcome.outputs : []
        const output = await stage.engine.fetch(url, { signal: signal(), makes: 'image' })
        const metadata = await sharp(output.bytes).metadata()
        expect(metadata).toMatchObject({ width: output.width, height: output.height })
        expect(output.mime).toBe(`image/${metadata.format}`)
        expect(metadata.exif).toBeUndefined()
      })

      it.each(ENDINGS)('ends as it has ended: %o', async (ending, expected) => {
        const engineId = await made(ending)
        expect(await stage.engine.look(work(engineId), { signal: signal() })).toMatchObject(expected)
      })

      it('that the engine no longer knows is lost', async () => {
        const engineId = await made({ how: 'succeeded' })
        stage.lose(engineId)
        expect(await stage.engine.look(work(engineId), { signal: signal() })).toEqual({ state: 'lost' })
      })

      it.each([500, 503, 0])('is not held for lost when the engine answers %i', async status => {
        const engineId = await made({ how: 'succeeded' })
        stage.failCalls(100, status)
        await expect(stage.engine.look(work(engineId), { signal: signal() })).rejects.toBeInstanceOf(Fault)
      })
    })

    describe('by webhook', () => {
      it.each([...ENDINGS.map(([ending]) => ending), { how: 'succeeded' } as const])(
        'it says the same as when it is asked: %o',
        async ending => {
          stage.plan(ending)
          const { engineId } = await begin({}, { webhook: `${receiver.url}?order=1` })
          const { url, body } = await stage.webhookOf(engineId)
          expect(url).toBe(`${receiver.url}?order=1`)
          const said = stage.engine.read?.(JSON.parse(body), work(engineId))
          expect(said).toEqual(await stage.engine.look(work(engineId), { signal: signal() }))
        },
      )

      it('news of another work, and what nobody can read, is refused', async () => {
        stage.plan({ how: 'succeeded' })
        const { engineId } = await begin({}, { webhook: receiver.url })
        const payload = JSON.parse((await stage.webhookOf(engineId)).body)
        const read = (said: unknown, id: string) => () => stage.engine.read?.(said, work(id))
        expect(read(payload, 'another1')).toThrow(Fault)
        for (const rubbish of [null, 'x', [], {}, { id: engineId }, { ...payload, status: 'splendid' }])
          expect(read(rubbish, engineId)).toThrow(Fault)
      })
    })

    describe('cancelling', () => {
      it('stops what runs', async () => {
        stage.plan({ how: 'succeeded' }, { hold: true })
        const { engineId } = await begin()
        await stage.engine.cancel(work(engineId), { signal: signal() })
        expect(stage.cancelled(engineId)).toBe(true)
        const { state } = await stage.engine.look(work(engineId), { signal: signal() })
        expect(['cancelled', 'lost']).toContain(state)
      })

      it('what has ended, or was never there, is no error', async () => {
        const engineId = await made({ how: 'succeeded' })
        await stage.engine.cancel(work(engineId), { signal: signal() })
        stage.lose(engineId)
        await stage.engine.cancel(work(engineId), { signal: signal() })
      })
    })

    describe('an output', () => {
      it.each(BAD_OUTPUTS)('that is %s is refused as %s', async (kind, code) => {
        const engineId = await made({ how: 'succeeded', outputs: [kind] })
        const outcome = await stage.engine.look(work(engineId), { signal: signal() })
        const [url = ''] = outcome.state === 'succeeded' ? outcome.outputs : []
        expect(url).not.toBe('')
        const fetched = stage.engine.fetch(url, { signal: signal(), makes: 'image' })
        await expect(fetched).rejects.toMatchObject({ code })
      })

      it.each(['http://127.0.0.1:9/x.png', 'https://example.com/x.png', 'file:///etc/passwd', 'nothing'])(
        'that lies elsewhere is not fetched: %s',
        async url => {
          const fetched = stage.engine.fetch(url, { signal: signal(), makes: 'image' })
          await expect(fetched).rejects.toMatchObject({ code: 'engine_output' })
        },
      )
    })

    it('asks nothing more once it is told to stop', async () => {
      const engineId = await made({ how: 'succeeded' })
      const files = await upload(newId())
      const before = stage.calls()
      const stopped = { signal: AbortSignal.abort() }
      const pictures = [await portrait()]
      const { upload: put, forget } = stage.engine
      await Promise.all(
        [
          ...(put ? [put(pictures, { id: newId(), ...stopped })] : []),
          stage.engine.start(request({ pictures }), { ...stopped, onProgress: () => {}, files }),
          stage.engine.look(work(engineId), stopped),
          stage.engine.cancel(work(engineId), stopped),
          ...(forget ? [forget(files, stopped)] : []),
        ].map(call => expect(call).rejects.toMatchObject({ code: 'cancelled' })),
      )
      expect(stage.calls()).toBe(before)
    })

    describe('the live schema', () => {
      it('has the inputs that the catalogue fills', async () => {
        const model = findModel(stage.model)
        const schema = await stage.readSchema(model?.name ?? '', { signal: signal() })
        const { prompt = '', seed = '', aspect, fixed = {} } = model?.input ?? {}
        expect(schema.properties[prompt]).toMatchObject({ type: 'string' })
        expect(schema.properties[seed]).toMatchObject({ type: 'integer' })
        expect(schema.required).toContain(prompt)
        for (const name of Object.keys(fixed)) expect(schema.properties).toHaveProperty(name)
        if (aspect) expect(schema.properties[aspect]?.enum).toContain(model?.aspects[0])
      })

      it('of a model that is not there is a fault', async () => {
        const read = stage.readSchema('nobody/nothing', { signal: signal() })
        await expect(read).rejects.toMatchObject({ code: 'engine_failed' })
      })

      it('that cannot be read now can be read later', async () => {
        stage.failCalls(100, 503)
        const read = stage.readSchema(findModel(stage.model)?.name ?? '', { signal: signal() })
        await expect(read).rejects.toMatchObject({ code: 'unavailable' })
      })
    })

    /** Neither keys nor what a person wrote may go along with a fault, for faults are logged. */
    function expectNothingTold(thrown: unknown): void {
      const told = inspect(thrown, { depth: 8, showHidden: true })
      for (const secret of [...stage.secrets(), 'A portrait numbered']) expect(told).not.toContain(secret)
    }
  })
}

let shown: Promise<Buffer> | undefined

function portrait(): Promise<Buffer> {
  shown ??= sharp({ create: { width: 32, height: 40, channels: 3, background: '#936' } })
    .jpeg()
    .toBuffer()
  return shown
}
