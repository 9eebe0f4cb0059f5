/** Job name → payload. Producers and handlers read this map; boot checks that every name has exactly one handler. */
import type { EngineId } from '../config/styles.js'
import type { Platform } from './platform.js'

export interface JobPayloads {
  /** Bring a photo from its platform into the vault (bots). */
  fetch: { selfieId: string }
  /** Look at a photo: verdict, reference (workers). */
  prepare: { selfieId: string }
  /** Start a generation at its engine; an engine that answers at once is finished in the same go (workers). */
  generate: { generationId: string }
  /** Take over the outputs of an engine that answered later (workers). */
  finish: { generationId: string }
  /** Put together everything about a person as one archive (workers). */
  export: { exportId: string }
  /** Bring the message of a delivery up to date (bots). */
  deliver: { deliveryId: string }
}
export type JobName = keyof JobPayloads

/** Queues are what can be slow or broken on its own: looking, each engine, each platform. */
export type QueueName =
  | 'looks'
  /** In no hurry, and long: nobody's photo waits behind it. */
  | 'exports'
  | `engine-${EngineId}`
  /** Work that an engine has taken: looking after it is not slowed down by the limit of starts. */
  | `results-${EngineId}`
  | `platform-${Platform}`
  /** Rings for rounds that one process of the booth does at a time; its jobs name a round and no task. */
  | 'rounds'

/** A task row as the queue sees it. The job's id is derived from `id` and `attempt`, so a repeat adds nothing. */
export interface JobRef<Name extends JobName = JobName> {
  id: string
  attempt: number
  name: Name
  queue: QueueName
  /** 1 is first; grows with what the person already has waiting. */
  priority: number
  delayMs: number
}
