/** What there is at Stripe: one account's objects, what was announced, what was asked, and what is to go wrong. */
import { randomBytes } from 'node:crypto'
import type { Params } from './form.js'

/** An object of Stripe's, in the newest version's shape. Others are named by their ids. */
// biome-ignore lint/suspicious/noExplicitAny: as loose as JSON; the code under test reads it with its own schemas.
export type Thing = { id: string; object: string } & Record<string, any>

export interface Call {
  method: string
  path: string
  params: Params
  key: string | undefined
}

/**
 * What the next calls meet with: a status, no answer (`hang`), a cut line before anything was done (`cut`) or after it was
 * (`lost`).
 */
export type Trouble = number | 'hang' | 'cut' | 'lost' | { status: number; code: string; param?: string }

export interface FakeClock {
  now(): number
  shift: number
}

export type World = ReturnType<typeof createWorld>

export function createWorld(clock: FakeClock) {
  const things = new Map<string, Thing>()
  let count = 0
  const world = {
    clock,
    key: `sk_test_${randomBytes(16).toString('hex')}`,
    things,
    /** Objects look as they did before the version Basil. */
    oldShape: false,
    calls: [] as Call[],
    /** What must not happen: a wrong key, an unknown route, an unknown parameter. */
    violations: [] as string[],
    trouble: [] as Trouble[],
    /** Answers by idempotency key. */
    answers: new Map<string, { asked: string; status: number; json: unknown }>(),
    /** Called after every event. */
    announced: (_event: Thing) => {},

    seconds: () => Math.floor(clock.now() / 1_000),

    make<T extends Record<string, unknown>>(prefix: string, object: string, rest: T): Thing & T {
      const id = typeof rest.id === 'string' ? rest.id : `${prefix}_${randomBytes(8).toString('hex')}`
      // `order` says which of two is newer, within a second too.
      const thing = {
        id,
        object,
        created: world.seconds(),
        livemode: false,
        metadata: {},
        ...rest,
        order: ++count,
      }
      things.set(id, thing)
      return thing as unknown as Thing & T
    },
    get(id: string): Thing {
      const thing = things.get(id)
      if (!thing) throw new Error(`There is no ${id} at Stripe.`)
      return thing
    },
    /** All of a kind, newest first. */
    all(object: string): Thing[] {
      return [...things.values()].filter(one => one.object === object).sort((a, b) => b.order - a.order)
    },
    announce(type: string, thing: Thing): Thing {
      const event = world.make('evt', 'event', {
        type,
        api_version: '2026-10-28.endive',
        data: { object: structuredClone(thing) },
        pending_webhooks: 1,
        request: { id: null, idempotency_key: null },
      })
      world.announced(event)
      return event
    },
    /** How often something was asked for. */
    count(method: string, path: RegExp): number {
      return world.calls.filter(call => call.method === method && path.test(call.path)).length
    },
  }
  return world
}
