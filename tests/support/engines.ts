/** Engines that stand for somebody else's: they answer at once, later, or when they are told to. */
import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { Fault } from '../../core/errors.js'
import type { Engine, EngineRequest, Outcome, Output } from '../../core/ports.js'
import { playableClip } from './mp4.js'

/** A small picture in one colour. */
export async function tinyOutput(): Promise<Output> {
  const bytes = await sharp({ create: { width: 8, height: 10, channels: 3, background: '#c33' } })
    .jpeg()
    .toBuffer()
  return { bytes, mime: 'image/jpeg', width: 8, height: 10 }
}

export interface TestEngine extends Engine {
  starts: EngineRequest[]
}

/** Answers every start at once with the same small picture. */
export async function instantEngine(): Promise<TestEngine> {
  const output = await tinyOutput()
  const starts: EngineRequest[] = []
  return {
    id: 'local',
    paid: false,
    starts,
    async start(request) {
      starts.push(request)
      return { engineId: request.generationId, outputs: [output] }
    },
    look: async () => ({ state: 'lost' }),
    cancel: async () => {},
    fetch: async () => output,
  }
}

/** Works until `release` is called for a generation or its signal says stop; counts who is at work. */
export async function patientEngine(): Promise<
  TestEngine & { release(generationId?: string): void; working(): string[] }
> {
  const output = await tinyOutput()
  const starts: EngineRequest[] = []
  const open = new Map<string, () => void>()
  return {
    id: 'local',
    paid: false,
    starts,
    working: () => [...open.keys()],
    release(generationId) {
      for (const [id, go] of open) if (generationId === undefined || id === generationId) go()
    },
    async start(request, { signal, onProgress }) {
      starts.push(request)
      onProgress(0.5)
      try {
        await new Promise<void>((resolve, reject) => {
          open.set(request.generationId, resolve)
          signal.addEventListener('abort', () => reject(new Fault('cancelled', 'Stopped.')), { once: true })
        })
      } finally {
        open.delete(request.generationId)
      }
      return { engineId: request.generationId, outputs: [output] }
    },
    look: async () => ({ state: 'lost' }),
    cancel: async () => {},
    fetch: async () => output,
  }
}

/** Takes the work and answers later, as engines elsewhere do. */
export async function remoteEngine(): Promise<
  TestEngine & { outcomes: Map<string, Outcome>; cancelled: string[] }
> {
  const output = await tinyOutput()
  const starts: EngineRequest[] = []
  const outcomes = new Map<string, Outcome>()
  const cancelled: string[] = []
  return {
    id: 'replicate',
    paid: true,
    starts,
    outcomes,
    cancelled,
    async start(request) {
      starts.push(request)
      return { engineId: `far-${request.generationId}` }
    },
    find: async () => ({ engineIds: [], complete: true }),
    look: async ({ engineId }) => outcomes.get(engineId) ?? { state: 'running' },
    cancel: async ({ engineId }) => void cancelled.push(engineId),
    fetch: async () => output,
  }
}

export interface PictureEngine extends TestEngine {
  /** From now on work goes on until `release`, and is reported as half done again and again. */
  hold(): void
  release(): void
  /** How much is being worked on. */
  working(): number
  /** What is made from now on: a plain picture, one that no encoder makes small, a clip, or one of 3 MB. */
  make: 'plain' | 'noise' | 'video' | 'large video'
}

/** Makes pictures of the size and type that the local studio makes, at once unless it is held. */
export async function pictureEngine(): Promise<PictureEngine> {
  const starts: EngineRequest[] = []
  let gate: Promise<void> | null = null
  let open = () => {}
  let working = 0
  const engine: PictureEngine = {
    id: 'local',
    paid: false,
    starts,
    make: 'plain',
    hold() {
      gate ??= new Promise(resolve => {
        open = resolve
      })
    },
    release() {
      gate = null
      open()
    },
    working: () => working,
    async start(request, { signal, onProgress }) {
      starts.push(request)
      working++
      let reporting: NodeJS.Timeout | undefined
      try {
        // The first progress is shown only to those who have waited a while.
        if (gate) reporting = setInterval(() => onProgress(0.5), 100)
        const stopped = new Promise<never>((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Fault('cancelled', 'Stopped.')), { once: true }),
        )
        await Promise.race([gate, stopped])
        if (engine.make.endsWith('video'))
          return { engineId: request.generationId, outputs: [await filmed(engine.make === 'large video')] }
        const output = await drawn(request.kind === 'portrait', engine.make === 'noise')
        return { engineId: request.generationId, outputs: [output] }
      } finally {
        clearInterval(reporting)
        working--
      }
    },
    look: async () => ({ state: 'lost' }),
    cancel: async () => {},
    fetch: () => drawn(true, false),
  }
  return engine
}

/** A short clip that browsers play. */
async function filmed(large: boolean): Promise<Output> {
  const size = { width: 320, height: 400 }
  const bytes = await playableClip({ ...size, ...(large && { noise: 3_000_000 }) })
  return { bytes, mime: 'video/mp4', ...size }
}

/** A portrait is a JPEG, what was cut out is a PNG one can look through. */
async function drawn(portrait: boolean, noise: boolean): Promise<Output> {
  const size = noise
    ? { width: 2048, height: 2560 }
    : portrait
      ? { width: 1024, height: 1280 }
      : { width: 512, height: 512 }
  const picture = noise
    ? sharp(randomBytes(size.width * size.height * 3), { raw: { ...size, channels: 3 } })
    : sharp({
        create: { ...size, channels: 4, background: { r: 204, g: 51, b: 51, alpha: portrait ? 1 : 0.5 } },
      })
  const bytes = portrait
    ? await picture
        .removeAlpha()
        .jpeg({ quality: noise ? 100 : 90 })
        .toBuffer()
    : await picture.png().toBuffer()
  return { bytes, mime: portrait ? 'image/jpeg' : 'image/png', ...size }
}
