/** What there is at fal: requests, and what is to go wrong. */
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import type { Ending, StartTrouble } from '../../contract/engine-stage.js'

export interface Work {
  id: string
  /** The whole name of the model: `fal-ai/flux-pro/kontext`. */
  endpoint: string
  input: Record<string, unknown>
  status: 'IN_QUEUE' | 'IN_PROGRESS' | 'COMPLETED'
  /** The answer of the model, once it is completed. */
  result: { status: number; body: unknown } | null
  errorType: string | null
  sentAt: number
  endedAt: number | null
  webhook: string | null
  /** Seconds for beginning. */
  startTimeout: number | undefined
  /** Whether fal may keep input and output. */
  stored: boolean
  /** Seconds until what it makes is removed. */
  expires: number | null
  plan: Plan
  timer?: NodeJS.Timeout
}

export interface Plan {
  ending: Ending
  /** Goes on until it is told to end. */
  hold: boolean
  /** From its start to its end, in milliseconds. */
  latencyMs: number
}

export interface WebhookManner {
  /** How often each is sent, whether it was taken or not. */
  copies: number
  /** How often one that was not taken is sent in all, and the first pause between; it doubles. */
  tries: number
  pauseMs: number
  /** None leaves. */
  dropped: boolean
  /** The result is too large for a webhook and left out. */
  withoutPayload: boolean
}

export interface World {
  readonly key: string
  readonly userId: string
  /** What webhooks are signed with. */
  signing: { publicKey: KeyObject; privateKey: KeyObject }
  /** In the order of their start: each is to be paid. */
  works: Map<string, Work>
  /** How works that are started from now on end: asked for each of them. */
  plan: (input: Record<string, unknown>, endpoint: string) => Plan
  /** What the next requests for a start meet with. */
  trouble: StartTrouble[]
  /** The next calls that are no starts get a status, or no answer (0). */
  failing: { count: number; status: number }
  webhooks: WebhookManner
  startRequests: number
  calls: Map<string, number>
  cancelled: Set<string>
  violations: string[]
  note(call: string): void
}

export function createWorld(): World {
  const world: World = {
    key: `${randomUUID()}:${randomUUID().replaceAll('-', '')}`,
    userId: `user_${randomUUID().slice(0, 8)}`,
    signing: generateKeyPairSync('ed25519'),
    works: new Map(),
    plan: () => ({ ending: { how: 'succeeded' }, hold: false, latencyMs: 0 }),
    trouble: [],
    failing: { count: 0, status: 500 },
    webhooks: { copies: 1, tries: 4, pauseMs: 20, dropped: false, withoutPayload: false },
    startRequests: 0,
    calls: new Map(),
    cancelled: new Set(),
    violations: [],
    note(call) {
      world.calls.set(call, (world.calls.get(call) ?? 0) + 1)
    },
  }
  return world
}
