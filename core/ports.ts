/**
 * The small interfaces that core needs from outside. Composition roots hand them in; nothing here is built by core.
 * Times are epoch milliseconds, sizes are bytes, pictures are encoded files unless a name says raw.
 */
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
}

export interface EngineRequest {
  generationId: string
  kind: GenerationKind
  style: StyleId
  seed: number
  /** The person's picture: the reference, or the whole one for kinds that work on it. */
  picture: Buffer
}

export interface Output {
  bytes: Buffer
  mime: 'image/jpeg' | 'image/png'
  width: number
  height: number
}

/** How work at an engine stands. Outputs are fetched with `fetch`. */
export type Outcome =
  | { state: 'running' }
  | { state: 'succeeded'; outputs: string[] }
  | { state: 'failed'; notice: string }
  | { state: 'lost' }

/** What makes images. An engine that answers at once hands `outputs` over with the start. */
export interface Engine {
  readonly id: EngineId
  /** `engineId` is the engine's own name of the work. Faults: `engine_failed`, `unavailable`, `timeout`, `cancelled`. */
  start(
    request: EngineRequest,
    options: { signal: AbortSignal; onProgress: (done: number) => void },
  ): Promise<{ engineId: string; outputs?: Output[] }>
  look(engineId: string, options: { signal: AbortSignal }): Promise<Outcome>
  cancel(engineId: string): Promise<void>
  fetch(output: string, options: { signal: AbortSignal }): Promise<Output>
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
