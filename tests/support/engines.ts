/** Engines that stand for somebody else's: they answer at once, later, or when they are told to. */
import sharp from 'sharp'
import { Fault } from '../../core/errors.js'
import type { Engine, EngineRequest, Outcome, Output } from '../../core/ports.js'

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
    id: 'local',
    starts,
    outcomes,
    cancelled,
    async start(request) {
      starts.push(request)
      return { engineId: `far-${request.generationId}` }
    },
    look: async engineId => outcomes.get(engineId) ?? { state: 'running' },
    cancel: async engineId => void cancelled.push(engineId),
    fetch: async () => output,
  }
}
