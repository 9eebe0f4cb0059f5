import { MEMORY } from '../config/limits.js'

/** A map that forgets what was used least recently, and what is too old. */
export interface Bounded<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
  /** How many values are held, those that nobody would get any more included. */
  readonly size: number
}

/**
 * Keeps `most` values, each for `ms` after it was set; the time is the clock's. It is minutes unless somebody says
 * otherwise, since what bots remember is mostly about persons, and nobody comes to erase it here.
 */
export function createBounded<V>(
  most: number,
  ms: number = MEMORY.keepMs,
  now: () => number = () => performance.now(),
): Bounded<V> {
  const values = new Map<string, { value: V; until: number }>()
  let clearAt = now() + MEMORY.clearMs

  /** What nobody asks for again would stay for ever. */
  function clear(): void {
    if (now() < clearAt) return
    clearAt = now() + MEMORY.clearMs
    for (const [key, { until }] of values) if (until <= now()) values.delete(key)
  }

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
      clear()
      values.delete(key)
      values.set(key, { value, until: now() + ms })
      for (const oldest of values.keys()) {
        if (values.size <= most) break
        values.delete(oldest)
      }
    },
    delete: key => void values.delete(key),
    get size() {
      return values.size
    },
  }
}
