import type { Inspection, Trace } from '../../core/ports.js'

/** What the pool asks a vision process. */
export type Task =
  | { kind: 'inspect'; bytes: Uint8Array; keepWhole: boolean }
  | { kind: 'trace'; bytes: Uint8Array }
  | { kind: 'embed'; bytes: Uint8Array }

export type Answer = Inspection | Trace | Float32Array | null

/** What a vision process says: once that its models are loaded, then one line for each task. */
export type Report =
  | { type: 'ready' }
  | { type: 'done'; answer: Answer }
  | { type: 'failed'; message: string }
