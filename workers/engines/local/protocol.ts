/** What engine and threads say to each other. */
import type { MessagePort } from 'node:worker_threads'
import type { Output } from '../../../core/ports.js'
import type { Order } from './draw.js'

export interface Job extends Order {
  /** The thread tells its progress here, 0 to 1; the first word says that it has begun. */
  progress: MessagePort
  /** One number, shared: 1 asks the thread to stop. */
  stop: Int32Array
}

/** `unreadable`: the picture does not decode, no other attempt will; `failed`: anything else. */
export type Answer = { output: Output } | { failure: 'stopped' | 'unreadable' | 'failed'; message: string }
