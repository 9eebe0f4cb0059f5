/** An engine elsewhere in the hands of a test: what it takes, how it answers, and what it says later. */
import type { EngineId } from '../../config/styles.js'
import type { Engine, EngineRequest, EngineWork, Outcome, Output, UnheardStart } from '../../core/ports.js'
import { tinyOutput } from './engines.js'

export interface PaidEngine extends Engine {
  /** Every request that was taken: what would be on the bill. */
  taken: EngineRequest[]
  /** Requests that came, taken or not. */
  tried: number
  /** What happens to the next starts, in order; without an entry they are taken and answered. */
  next: (
    | { refuse: Error }
    /** Taken, and the answer is lost. */
    | { lose: Error }
    /** Not taken, and nobody knows. */
    | { vanish: Error }
  )[]
  /** What it says about work; without an entry it has succeeded with one picture. */
  outcome: (work: EngineWork) => Outcome
  /** How it answers when it is asked what it has begun. */
  found: (start: UnheardStart) => { engineIds: string[]; complete: boolean }
  looks: number
  cancelled: string[]
}

export async function paidEngine(id: Exclude<EngineId, 'local'>): Promise<PaidEngine> {
  const output: Output = await tinyOutput()
  const names: { engineId: string; seed: number }[] = []
  const engine: PaidEngine = {
    id,
    paid: true,
    taken: [],
    tried: 0,
    next: [],
    looks: 0,
    cancelled: [],
    outcome: () => ({ state: 'succeeded', outputs: ['one'] }),
    found: ({ seed }) => ({
      engineIds: names.filter(known => known.seed === seed).map(({ engineId }) => engineId),
      complete: true,
    }),
    async start(request) {
      engine.tried++
      const step = engine.next.shift()
      if (step && 'refuse' in step) throw step.refuse
      if (step && 'vanish' in step) throw step.vanish
      engine.taken.push(request)
      const engineId = `${id}-${engine.taken.length}`
      names.push({ engineId, seed: request.seed })
      if (step) throw step.lose
      return { engineId }
    },
    async find(start) {
      return engine.found(start)
    },
    async look(work) {
      engine.looks++
      return engine.outcome(work)
    },
    read: payload => payload as Outcome,
    async cancel({ engineId }) {
      engine.cancelled.push(engineId)
    },
    fetch: async () => output,
  }
  return engine
}
