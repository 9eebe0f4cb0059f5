/** How often a bot may write, as Telegram counts it: over all, in a private chat with short bursts, in a group. */
interface Window {
  count: number
  perMs: number
}

/** One more than Telegram names in each: the network may move two calls together. */
const ALL: Window = { count: 31, perMs: 1_000 }
const CHAT: Window = { count: 13, perMs: 12_000 }
const GROUP: Window = { count: 21, perMs: 60_000 }

export interface Limits {
  /** Counts so many messages to a chat; answers after how many seconds to come again, 0 when they may pass. */
  count(chat: number, weight: number): number
  /** Counts nothing from now on, for load beyond what Telegram bears. */
  lift(): void
}

export function createLimits(): Limits {
  const times = new Map<string, number[]>()
  let lifted = false

  function excess(name: string, { count, perMs }: Window, weight: number, now: number): number {
    const since = (times.get(name) ?? []).filter(time => time > now - perMs)
    times.set(name, since)
    const over = since.length + Math.min(weight, count) - count
    return over <= 0 ? 0 : Math.ceil(((since[over - 1] ?? now) + perMs - now) / 1_000)
  }

  return {
    count(chat, weight) {
      if (lifted) return 0
      const now = Date.now()
      const windows: [string, Window][] = [
        ['all', ALL],
        [`chat ${chat}`, CHAT],
        ...(chat < 0 ? [[`group ${chat}`, GROUP] as [string, Window]] : []),
      ]
      const after = Math.max(...windows.map(([name, window]) => excess(name, window, weight, now)))
      if (after === 0)
        for (const [name] of windows) for (let i = 0; i < weight; i++) times.get(name)?.push(now)
      return after
    },
    lift() {
      lifted = true
    },
  }
}
