import { MEMORY } from '../../config/limits.js'

/** A map that forgets what was noted longest ago. */
export interface Ledger<V> {
  find(key: string): V | undefined
  note(key: string, value: V): void
}

/** Holds at most so many entries, each for some minutes after it was noted. */
export function createLedger<V>(most: number, now: () => number = () => performance.now()): Ledger<V> {
  const entries = new Map<string, { value: V; until: number }>()
  return {
    find(key) {
      const found = entries.get(key)
      return found && found.until > now() ? found.value : undefined
    },
    note(key, value) {
      entries.delete(key)
      entries.set(key, { value, until: now() + MEMORY.keepMs })
      // The oldest stand first.
      for (const [oldest, { until }] of entries) {
        if (entries.size <= most && until > now()) break
        entries.delete(oldest)
      }
    },
  }
}
