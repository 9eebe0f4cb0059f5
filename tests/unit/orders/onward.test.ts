import { describe, expect, it } from 'vitest'
import type { AnyStyle } from '../../../config/styles.js'
import { findStyle } from '../../../config/styles.js'
import type { Catalogue } from '../../../core/catalogue.js'
import type { PrismaClient } from '../../../prisma/client.js'
import type { Breaker } from '../../../workers/breakers.js'
import { createOnward } from '../../../workers/handlers/onward.js'

type State = 'well' | 'down' | 'refused'
type Tried = { model: string; state: string; begun: boolean }

const style = findStyle('magazine') as AnyStyle
const [first = '', second = ''] = style.models
const failed = (model: string, begun = true): Tried => ({ model, state: 'failed', begun })

/** Where `magazine` goes on, which Replicate and fal draw. */
function way(
  engines: { replicate: State; fal: State },
  { tried = [], redone = 0, off = [] as string[] }: { tried?: Tried[]; redone?: number; off?: string[] } = {},
) {
  const breaker = (state: State) =>
    ({ isOpen: () => state !== 'well', isRefused: () => state === 'refused' }) as Breaker
  const onward = createOnward({
    db: { hot: async () => tried } as unknown as PrismaClient,
    catalogue: {
      pick: (one, except) => one.models.find(id => !except?.has(id) && !off.includes(id)) ?? null,
    } as Catalogue,
    breakers: { replicate: breaker(engines.replicate), fal: breaker(engines.fal) },
    tasks: undefined as never,
    finisher: undefined as never,
  })
  return onward.way({ id: 'g', redone }, style)
}

describe('a generation goes on', () => {
  it.each<[string, State, State, unknown]>([
    ['at the first that is well', 'well', 'well', { to: first }],
    ['elsewhere when the first is down', 'down', 'well', { to: second }],
    ['elsewhere when the first refuses our account', 'refused', 'well', { to: second }],
    ['later when both are down', 'down', 'down', 'later'],
    ['later when one is only down', 'refused', 'down', 'later'],
    ['later when the other one is only down', 'down', 'refused', 'later'],
    ['not when all refuse our account', 'refused', 'refused', 'refused'],
  ])('%s', async (_what, replicate, fal, expected) => {
    expect(await way({ replicate, fal })).toEqual(expected)
  })

  it('not at a model that failed twice, and not for ever', async () => {
    const well = { replicate: 'well', fal: 'well' } as const
    expect(await way(well, { tried: [failed(first)] })).toEqual({ to: second })
    expect(await way(well, { tried: [failed(first), failed(second)] })).toEqual({ to: first })
    // A third start is the last one, though the second model has one try left.
    expect(await way(well, { tried: [failed(first), failed(second), failed(first)] })).toBe('nowhere')
  })

  it('after a free re-run as if that had not been, and what was never begun is not counted', async () => {
    const well = { replicate: 'well', fal: 'well' } as const
    const done = { model: first, state: 'done', begun: true }
    expect(await way(well, { tried: [failed(second), done, failed(first)], redone: 1 })).toEqual({
      to: first,
    })
    expect(await way(well, { tried: [failed(second), done, failed(first), failed(first)], redone: 1 })).toBe(
      'nowhere',
    )
    const unbegun = [failed(first, false), { model: first, state: 'refused', begun: false }]
    expect(await way(well, { tried: [...unbegun, ...unbegun, failed(second)] })).toEqual({ to: second })
  })

  it('is said to be the account’s fault too when a check has switched the models off meanwhile', async () => {
    expect(await way({ replicate: 'refused', fal: 'well' }, { off: [first, second] })).toBe('refused')
    expect(await way({ replicate: 'down', fal: 'down' }, { off: [first, second] })).toBe('nowhere')
  })
})
