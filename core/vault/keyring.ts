/** Data keys, one an owner: made at the first picture, kept in memory for a short while, destroyed for good. */
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { VAULT } from '../../config/limits.js'
import type { Clock } from '../ports.js'
import { KEY_BYTES, type MasterKeys, unwrapNow, wrapNow } from './wrapping.js'

/** Where wrapped data keys lie: in the database, so that destroying one is a committed deletion. */
export interface DataKeys {
  load(owner: string): Promise<Uint8Array | null>
  /** Stores it unless there is one. Answers the one that is stored now: the other one when two raced. */
  create(owner: string, wrapped: Uint8Array): Promise<Uint8Array>
  /** Destroying what is not there is no error. */
  destroy(owner: string): Promise<void>
}

/**
 * A key that another process destroyed is used for `cachedKeyMs` more at most, so what this process wrote meanwhile
 * cannot be opened later: right for a person who is gone, and the reason why the time is short.
 */
export interface Keyring {
  /** The owner's key for writing; made when there is none. Fault: `vault_corrupted`. */
  obtain(owner: string): Promise<KeyObject>
  /** The owner's key for reading; null when there is none. Fault: `vault_corrupted`. */
  find(owner: string): Promise<KeyObject | null>
  /** Forgets the key in memory; the next one is read anew. */
  drop(owner: string): void
  /** Destroys the key: what was sealed with it is unreadable for ever. */
  destroy(owner: string): Promise<void>
}

/** The keyring over stored data keys. */
export function createKeyring(deps: { dataKeys: DataKeys; masterKeys: MasterKeys; clock: Clock }): Keyring {
  const { dataKeys, masterKeys, clock } = deps
  const cache = new Map<string, { key: Promise<KeyObject | null>; until: number }>()

  async function load(owner: string): Promise<KeyObject | null> {
    const wrapped = await dataKeys.load(owner)
    return wrapped && unwrapNow(masterKeys, owner, wrapped)
  }

  async function loadOrCreate(owner: string): Promise<KeyObject> {
    const known = await load(owner)
    if (known) return known
    const fresh = createSecretKey(randomBytes(KEY_BYTES))
    const stored = await dataKeys.create(owner, await wrapNow(masterKeys, owner, fresh))
    return unwrapNow(masterKeys, owner, stored)
  }

  /** Shares one look-up among all who ask at the same time. Only keys stay in memory, no failures and no absences. */
  function remembered(owner: string, look: (owner: string) => Promise<KeyObject | null>) {
    const known = cache.get(owner)
    if (known && known.until > clock.now()) return known.key
    const key = look(owner)
    const entry = { key, until: clock.now() + VAULT.cachedKeyMs }
    const forget = () => {
      if (cache.get(owner) === entry) cache.delete(owner)
    }
    cache.delete(owner)
    cache.set(owner, entry)
    key.then(found => found ?? forget(), forget)
    // The oldest stand first, so what has run out is dropped here, too.
    for (const [other, { until }] of cache) {
      if (until > clock.now() && cache.size <= VAULT.cachedKeys) break
      cache.delete(other)
    }
    return key
  }

  return {
    async obtain(owner) {
      // The first answer may be the one that a reader was waiting for: that there is none.
      for (;;) {
        const key = await remembered(owner, loadOrCreate)
        if (key) return key
      }
    },
    find: owner => remembered(owner, load),
    drop(owner) {
      cache.delete(owner)
    },
    async destroy(owner) {
      cache.delete(owner)
      await dataKeys.destroy(owner)
      // Once more: somebody may have read the key between the two.
      cache.delete(owner)
    },
  }
}
