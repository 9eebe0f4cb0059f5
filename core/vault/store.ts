/** Where sealed objects lie. Stores see ciphertext only; all of them pass one contract suite. */
import { Fault } from '../errors.js'
import { isOwner, type ObjectName, readObjectKey } from './keys.js'

export interface StoredObject {
  key: string
  /** Epoch milliseconds. */
  writtenAt: number
}

/**
 * An object is there whole or not at all, also after a crash. Keys come from keys.ts; others are a fault `bug`.
 * Faults: `vault_missing`, `vault_corrupted` (larger than anything we write), `unavailable`, `timeout`.
 */
export interface ObjectStore {
  /** Writes or replaces. When it answers, the object outlives a power cut. An error of the stream is thrown as it is. */
  put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<void>
  get(key: string): Promise<Buffer>
  /** Removing what is not there is no error. */
  remove(keys: readonly string[]): Promise<void>
  /** The objects of an owner, or all, in no order. Objects written or removed meanwhile may be in it or not. */
  list(owner?: string): AsyncIterable<StoredObject>
  /** Removes what writers that died left half written. Answers how many. */
  sweep(): Promise<number>
}

/** The parts of a key that a store was handed. */
export function requireKey(key: string): ObjectName {
  const name = readObjectKey(key)
  if (!name) throw new Fault('bug', 'This is no key of an object.')
  return name
}

/** The owner that a store was handed, checked. */
export function requireOwner(owner: string): string {
  if (!isOwner(owner)) throw new Fault('bug', 'This is no owner of objects.')
  return owner
}

export function missing(): Fault {
  return new Fault('vault_missing', 'The vault has no such object.')
}

export function oversized(): Fault {
  return new Fault('vault_corrupted', 'A stored object is larger than anything the vault writes.')
}
