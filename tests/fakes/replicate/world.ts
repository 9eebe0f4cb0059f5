/** What there is at Replicate: files, predictions, and what is to go wrong. */
import { randomBytes } from 'node:crypto'
import type { Ending, StartTrouble } from '../../contract/engine-stage.js'
import { createModels, type FakeModel } from './models.js'

export type Status = 'starting' | 'processing' | 'succeeded' | 'failed' | 'canceled' | 'aborted'

export interface StoredFile {
  id: string
  name: string
  mime: string
  bytes: Buffer
  createdAt: number
}

export interface Prediction {
  id: string
  model: FakeModel
  input: Record<string, unknown>
  status: Status
  output: string | string[] | null
  error: string | null
  logs: string
  createdAt: number
  completedAt: number | null
  webhook: string | null
  /** In seconds. */
  cancelAfter: number | undefined
  dataRemoved: boolean
  plan: Plan
  timers: Set<NodeJS.Timeout>
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
}

export interface World {
  readonly token: string
  readonly webhookSecret: string
  readonly models: Map<string, FakeModel>
  files: Map<string, StoredFile>
  /** In the order of their start: each is to be paid. */
  predictions: Map<string, Prediction>
  /** How works that are started from now on end: asked for each of them. */
  plan: (input: Record<string, unknown>, model: FakeModel) => Plan
  /** What the next requests for a start meet with. */
  trouble: StartTrouble[]
  /** The next calls that are no starts get a status, or no answer (0). */
  failing: { count: number; status: number }
  webhooks: WebhookManner
  /** Predictions on a page of the listing. */
  pageSize: number
  /** The listing ignores the time from which it is wanted. */
  listsAll: boolean
  /** Where the listing says that its next page lies, if it is not here. */
  nextOrigin: string | null
  /** Starts that are taken in a minute; unbounded while a test does not ask for it. */
  startsPerMinute: number
  /** Predictions show pictures under addresses of Replicate's own, that end in the file's name or do not. */
  renamesFiles: 'no' | 'named' | 'nameless'
  /** Predictions show where they report to. */
  showsWebhooks: boolean
  startRequests: number
  calls: Map<string, number>
  cancelled: Set<string>
  violations: string[]
  note(call: string): void
}

/** Names as Replicate makes them: small letters and digits. */
export function newName(): string {
  return BigInt(`0x${randomBytes(16).toString('hex')}`)
    .toString(36)
    .padStart(26, '0')
    .slice(-26)
}

export function createWorld(): World {
  const world: World = {
    token: `r8_${randomBytes(20).toString('hex').slice(0, 37)}`,
    webhookSecret: `whsec_${randomBytes(24).toString('base64')}`,
    models: createModels(),
    files: new Map(),
    predictions: new Map(),
    plan: () => ({ ending: { how: 'succeeded' }, hold: false, latencyMs: 0 }),
    trouble: [],
    failing: { count: 0, status: 500 },
    webhooks: { copies: 1, tries: 4, pauseMs: 20, dropped: false },
    pageSize: 100,
    listsAll: false,
    nextOrigin: null,
    startsPerMinute: Number.POSITIVE_INFINITY,
    renamesFiles: 'no',
    showsWebhooks: false,
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
