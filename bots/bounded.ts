/** A map that forgets what was used least recently, and what is too old. */
export interface Bounded<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
}

/** Keeps `most` values, each for `ms` after it was set; the time is the clock's. */
export function createBounded<V>(
  most: number,
  ms: number = Number.POSITIVE_INFINITY,
  now: () => number = () => 0,
): Bounded<V> {
  const values = new Map<string, { value: V; until: number }>()
  return {
    get(key) {
      const found = values.get(key)
      if (!found) return undefined
      values.delete(key)
      if (found.until <= now()) return undefined
      values.set(key, found)
      return found.value
    },
    set(key, value) {
      values.delete(key)
      values.set(key, { value, until: now() + ms })
      for (const oldest of values.keys()) {
        if (values.size <= most) break
        values.delete(oldest)
      }
    },
    delete: key => void values.delete(key),
  }
}
