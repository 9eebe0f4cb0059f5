/** How far Telegram may be told that updates are kept. It forgets all before the offset, so that stops at the first that is not. */
export interface Confirmation {
  /** The first update that is to be fetched. */
  offset(): number
  /** Notes what was fetched from there; answers which ones are to be kept now. */
  offer(ids: readonly number[]): ReadonlySet<number>
  kept(id: number): void
  /** It is to be fetched and kept once more. */
  failed(id: number): void
  /** Something that was fetched is not kept yet. */
  isOpen(): boolean
  hasFailed(): boolean
  /** Something is kept that Telegram has not been told of. */
  isNews(): boolean
}

/** Starts with the oldest update that Telegram has. */
export function createConfirmation(): Confirmation {
  const states = new Map<number, 'coming' | 'kept' | 'failed'>()
  let told = 0

  function offset(): number {
    const ids = [...states.keys()].sort((a, b) => a - b)
    const open = ids.find(id => states.get(id) !== 'kept')
    const last = ids.at(-1)
    return Math.max(told, open ?? (last === undefined ? told : last + 1))
  }

  return {
    offset,
    offer(ids) {
      const asked = offset()
      told = asked
      const there = new Set(ids)
      for (const [id, state] of states) {
        // Confirmed by the asking; or gone from Telegram, which forgets after a day.
        const gone = state === 'failed' && !there.has(id) && (ids.length === 0 || id < Math.max(...ids))
        if ((id < asked && state === 'kept') || gone) states.delete(id)
      }
      // What was kept while the answer was on its way comes once more in it.
      const fresh = ids.filter(id => id >= asked && (!states.has(id) || states.get(id) === 'failed'))
      for (const id of fresh) states.set(id, 'coming')
      return new Set(fresh)
    },
    kept: id => void states.set(id, 'kept'),
    failed: id => void states.set(id, 'failed'),
    isOpen: () => [...states.values()].some(state => state !== 'kept'),
    hasFailed: () => [...states.values()].includes('failed'),
    isNews: () => offset() > told,
  }
}
