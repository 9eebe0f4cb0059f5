/** A map that forgets what was noted longest ago. */
export interface Ledger<V> {
  find(key: string): V | undefined
  note(key: string, value: V): void
}

/** Holds at most so many entries. */
export function createLedger<V>(most: number): Ledger<V> {
  const entries = new Map<string, V>()
  return {
    find: key => entries.get(key),
    note(key, value) {
      entries.delete(key)
      entries.set(key, value)
      const [oldest] = entries.keys()
      if (entries.size > most && oldest !== undefined) entries.delete(oldest)
    },
  }
}
