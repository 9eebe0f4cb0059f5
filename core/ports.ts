/**
 * The small interfaces that core needs from outside. Composition roots hand them in; nothing here is built by core.
 * Times are epoch milliseconds, sizes are bytes, pictures are encoded files unless a name says raw.
 */
import type { ModelId } from '../config/models.js'
import type { Product } from '../config/plans.js'
import type { EngineId, GenerationKind, StyleId } from '../config/styles.js'
import type { JobRef, QueueName } from './jobs.js'
import type { Platform } from './platform.js'
import type { Measurements } from './selfie/measurements.js'

export interface Clock {
  now(): number
}

/** Structured log lines. Facts are pseudonymous: ids and counts, never pictures, names, texts, tokens or chat ids. */
export interface Log {
  info(message: string, facts?: Record<string, unknown>): void
  warn(message: string, facts?: Record<string, unknown>): void
  error(message: string, facts?: Record<string, unknown>): void
}

/**
 * Encrypted pictures. Keys are made by `core/vault/keys.ts` and start with the owner's id, so that an owner's objects
 * can be listed and removed together. The owner is the person who an object is written for; persons become one
 * (core/person/join.ts), and then one person has the objects of several owners. Faults: `vault_missing`, `vault_corrupted`.
 */
export interface Vault {
  put(owner: string, key: string, bytes: Uint8Array): Promise<void>
  /** Streams at most `limit` bytes in; a longer stream leaves nothing behind and throws `unfetchable`. Answers the size. */
  putStream(owner: string, key: string, stream: AsyncIterable<Uint8Array>, limit: number): Promise<number>
  /** Opens it with the key of the owner that the name tells; whose that is now, the database knows. */
  get(key: string): Promise<Buffer>
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>
  /** Removes many at once; when it throws, any of them may be gone. */
  removeAll(keys: readonly string[]): Promise<void>
  /** Removes all of an owner's objects and destroys the data key, so that backups are unreadable too. Answers the count. */
  forgetOwner(owner: string): Promise<number>
  /** Keys of an owner, or of everybody, in no order, with the time each was written. */
  list(owner?: string): AsyncIterable<{ key: string; writtenAt: number }>
  /** Clears away what interrupted writes have left behind; answers the count. */
  sweep(): Promise<number>
}

/** What the gate learns from one photo. `reference` and `whole` are there only when a face can be used. */
export interface Inspection {
  measurements: Measurements
  /** The head-and-shoulders crop, upright, sRGB JPEG without metadata. */
  reference?: Buffer
  /** The whole picture, upright, re-encoded without metadata, longest side bounded by limits. */
  whole?: Buffer
}

/** Points and mask for composing a portrait. Coordinates are pixels of the picture that was handed in. */
export interface Trace {
  width: number
  height: number
  /** The main face, null where the detector finds none. */
  face: {
    box: [x: number, y: number, w: number, h: number]
    mesh: [x: number, y: number, z: number][]
  } | null
  /** How much each pixel belongs to the person, 0-255, row by row. It is small and soft: scale and refine it. */
  mask: { width: number; height: number; data: Uint8Array }
}

/** Looks at pictures outside the event loop. Faults: `timeout`, `vision_crashed`, `busy`, `cancelled`. */
export interface Vision {
  /** The selfie gate's eyes: anything may be handed in, down to rubbish. Never throws because of the bytes. */
  inspect(bytes: Uint8Array, options?: { keepWhole?: boolean; signal?: AbortSignal }): Promise<Inspection>
  /** Face points and person mask of a picture that passed the gate. */
  trace(picture: Uint8Array, options?: { signal?: AbortSignal }): Promise<Trace>
  /** The largest face of a picture as numbers that can be compared (core/media/likeness.ts); null where there is no face. */
  embed(picture: Uint8Array, options?: { signal?: AbortSignal }): Promise<Float32Array | null>
}

/** What is to be made. */
export interface EngineRequest {
  /** The order's id where the engine is paid, else the generation's: unique to this start. */
  id: string
  generationId: string
  kind: GenerationKind
  style: StyleId
  model: ModelId
  seed: number
  /** What the model is told: the style's own words with the person's in them. Empty where it takes none. */
  prompt: string
  /** How many pictures at once, of which one is chosen. */
  count: number
  /** The person's picture: the reference, or the whole one for kinds that work on it. None for kinds without a photo. */
  pictures: Buffer[]
}

/** A picture of ours that was put where the engine can read it. */
export interface EngineFile {
  id: string
  url: string
}

/** Work at an engine, by the engine's own name of it. */
export interface EngineWork {
  engineId: string
  model: ModelId
}

/** A start whose answer was not heard: all that can be known about it. */
export interface UnheardStart {
  /** The request's own id. */
  id: string
  model: ModelId
  seed: number
  prompt: string
  files: EngineFile[]
  /** Epoch milliseconds. */
  sentAt: number
}

export interface Output {
  bytes: Buffer
  mime: 'image/jpeg' | 'image/png' | 'video/mp4'
  width: number
  height: number
}

/** Why an engine made nothing: `person` says what they can mend by a notice; `model` may go well elsewhere; `engine` is its own failure. */
export type FailedWhy =
  | { why: 'person'; notice: 'engine_no_face' | 'engine_unsafe' | 'engine_refused_prompt' }
  | { why: 'model' | 'engine' }

/** How work at an engine stands. Outputs are fetched with `fetch`. `done` is between 0 and 1 where the engine tells. */
export type Outcome =
  | { state: 'running'; done?: number }
  | { state: 'succeeded'; outputs: string[] }
  | ({ state: 'failed' } & FailedWhy)
  | { state: 'cancelled' }
  | { state: 'lost' }

/**
 * What makes images. The local one answers at once: `start` hands `outputs` over, and the rest has nothing to do. Engines
 * elsewhere are paid for each start, so that core writes an order first, see core/generation/orders.ts.
 */
export interface Engine {
  readonly id: EngineId
  /** Starts cost money, and their answers come later. */
  readonly paid: boolean
  /** Puts pictures where the engine can read them, under a name made from `id`. Costs nothing and may be repeated. */
  upload?(pictures: Buffer[], options: { id: string; signal: AbortSignal }): Promise<EngineFile[]>
  /**
   * `engineId` is the engine's own name of the work. Exactly one request that can cost money leaves here.
   * Faults: `engine_refused` when certainly nothing was started (see `EngineRefusal`); any other of a paid engine means
   * that nobody knows, and `find` has to tell. Of the local one: `studio_failed`, `timeout`, `cancelled`.
   */
  start(
    request: EngineRequest,
    options: {
      signal: AbortSignal
      onProgress: (done: number) => void
      /** What `upload` has put there. */
      files?: EngineFile[]
      /** Where the engine is to say how it ended. */
      webhook?: string | undefined
      /** When the engine itself is to give it up, in seconds. */
      cancelAfter?: number
    },
  ): Promise<{ engineId: string; outputs?: Output[] }>
  /**
   * What became of a start whose answer was not heard: all works of ours that could be it, newest last. `complete` says
   * that the engine has named all of its works, so that an empty list means that nothing was started.
   */
  find?(
    start: UnheardStart,
    options: { signal: AbortSignal },
  ): Promise<{ engineIds: string[]; complete: boolean }>
  look(work: EngineWork, options: { signal: AbortSignal }): Promise<Outcome>
  /** Reads what the engine has sent by webhook about that work. Faults: `engine_failed` when it is nothing known. */
  read?(payload: unknown, work: EngineWork): Outcome
  /** Stopping what has ended already is no error. */
  cancel(work: EngineWork, options: { signal: AbortSignal }): Promise<void>
  /** Fetches one output, bounded in bytes and time, re-encoded and without metadata. Faults: `engine_output`, `unavailable`, `timeout`. */
  fetch(output: string, options: { signal: AbortSignal; makes: 'image' | 'video' }): Promise<Output>
  /** Removes what `upload` has put there. */
  forget?(files: EngineFile[], options: { signal: AbortSignal }): Promise<void>
}

/** Installations of a bot in tenants (Slack workspaces): what the platform handed over, encrypted where it lies. */
export interface Installations {
  save(platform: Platform, tenant: string, data: unknown): Promise<void>
  /** As it was saved, or null. */
  load(platform: Platform, tenant: string): Promise<unknown>
  /** Removing what is not there is no error. */
  remove(platform: Platform, tenant: string): Promise<void>
}

/** Puts work where a worker finds it. Called after the commit; a failure is harmless, the sweeper comes by. */
export interface Jobs {
  enqueue(refs: JobRef[]): Promise<void>
  /** How many jobs the queue knows, waiting, delayed and active; to notice when it has forgotten some. */
  count(queue: QueueName): Promise<number>
}

/** Something that is about to be paid by card. */
export interface CheckoutWish {
  /** Ours; a repeat with the same one opens the same page. */
  paymentId: string
  /** Whom it is for, under a name that means nothing elsewhere. */
  reference: string
  product: Product
  /** Whoever has paid there before. */
  customerId?: string | undefined
  /** BCP 47. */
  language: string
  /** When the page closes, epoch milliseconds: between half an hour and a day from now. */
  expiresAt: number
}

/** Pages for paying by card. Faults: `unavailable`, `timeout`, `config` (the operator has to do something first). */
export interface Payments {
  /** Opens a page on which exactly this can be paid, once. */
  checkout(wish: CheckoutWish, options: { signal: AbortSignal }): Promise<{ sessionId: string; url: string }>
  /** A page with their subscriptions, cards and receipts, for a while. */
  portal(customerId: string, options: { language: string; signal: AbortSignal }): Promise<string>
  /** Stops a subscription at once, and forgets whoever paid: they are gone. What is gone already is no error. */
  forget(
    payer: { customerId?: string | undefined; subscriptionId?: string | undefined },
    options: { signal: AbortSignal },
  ): Promise<void>
}
