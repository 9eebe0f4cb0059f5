/** The bot's account of Stars at Telegram, which forgets nothing: oldest first, counted from the very first one. */
import { STARS } from '../../../config/limits.js'
import type { Call } from '../calls.js'
import { readTransaction, type StarLine } from './facts.js'

export interface StarHistory {
  /** Everything from a moment on, some lines at a time. Faults as `Call`. */
  since(ms: number): AsyncGenerator<StarLine[]>
  /** The first line from a moment on that is what one looks for. */
  find<T>(ms: number, what: (line: StarLine) => T | undefined): Promise<T | undefined>
}

/** Builds it. Lines only ever come at the end, so where a moment stands is remembered from round to round. */
export function createHistory({ call }: { call: Call }): StarHistory {
  /** All before that place is older than that moment. */
  let known = { place: 0, ms: 0 }

  async function read(offset: number, limit: number): Promise<StarLine[]> {
    const { transactions } = await call('getStarTransactions', { offset, limit })
    return transactions.map(readTransaction)
  }

  /** Where what is no older than that begins: leaps that double, then halves, so that a long history costs few calls. */
  async function placeOf(ms: number): Promise<number> {
    let low = ms >= known.ms ? known.place : 0
    let high: number | undefined
    let leap = 0
    while (high === undefined || low < high) {
      const probe: number = high === undefined ? low + leap : Math.floor((low + high) / 2)
      const [line] = await read(probe, 1)
      if (line && line.at < ms) {
        low = probe + 1
        leap = Math.max(leap * 2, STARS.page)
      } else high = probe
    }
    known = { place: low, ms }
    return low
  }

  async function* since(ms: number): AsyncGenerator<StarLine[]> {
    for (let place = ms <= 0 ? 0 : await placeOf(ms); ; ) {
      const lines = await read(place, STARS.page)
      if (lines.length > 0) yield lines
      if (lines.length < STARS.page) return
      place += lines.length
    }
  }

  return {
    since,
    async find(ms, what) {
      for await (const lines of since(ms))
        for (const line of lines) {
          const found = what(line)
          if (found !== undefined) return found
        }
      return undefined
    },
  }
}
