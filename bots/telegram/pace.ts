/** Telegram's limits on messages in a time, kept from our side, so that a 429 is an exception. */
import { MEMORY, TELEGRAM } from '../../config/limits.js'
import type { Clock } from '../../core/ports.js'

export interface Rate {
  count: number
  perMs: number
}

export interface PaceLimits {
  allPace: Rate
  chatPace: Rate
  groupPace: Rate
}

export interface Pace {
  /**
   * Takes the place of so many messages to a chat, and answers 0; or takes nothing, and answers in how many ms it is
   * worth asking again. What is `dispensable` goes only while half of the places are left for what is not.
   */
  take(chat: string, weight: number, dispensable: boolean): number
  /** Telegram asks to leave a chat alone for so long. */
  block(chat: string, ms: number): void
}

/** Sliding windows: over all, for each chat, and for groups one more. */
export function createPace(clock: Clock, limits: PaceLimits = TELEGRAM): Pace {
  const all = createWindow(limits.allPace)
  const chats = new Map<string, { windows: Window[]; blockedUntil: number; usedAt: number }>()

  function paceOf(chat: string) {
    const now = clock.now()
    const known = chats.get(chat)
    // The least recently written to come first.
    if (known) chats.delete(chat)
    const rates = isGroup(chat) ? [limits.chatPace, limits.groupPace] : [limits.chatPace]
    const pace = known ?? { windows: rates.map(createWindow), blockedUntil: 0, usedAt: now }
    pace.usedAt = now
    chats.set(chat, pace)
    for (const [oldest, { usedAt, blockedUntil }] of chats) {
      const idle = usedAt < now - MEMORY.keepMs && blockedUntil < now
      if (chats.size <= TELEGRAM.pacedChats && !idle) break
      chats.delete(oldest)
    }
    return pace
  }

  return {
    take(chat, weight, dispensable) {
      const now = clock.now()
      const { windows, blockedUntil } = paceOf(chat)
      const waits = [all, ...windows].map(window => window.wait(now, weight, dispensable))
      const wait = Math.max(blockedUntil - now, ...waits)
      if (wait > 0) return wait
      for (const window of [all, ...windows]) window.note(now, weight)
      return 0
    },
    block(chat, ms) {
      const pace = paceOf(chat)
      pace.blockedUntil = Math.max(pace.blockedUntil, clock.now() + ms)
    },
  }
}

/** Ids of groups are below zero. */
export function isGroup(chat: string): boolean {
  return chat.startsWith('-')
}

interface Window {
  wait(now: number, weight: number, dispensable: boolean): number
  note(now: number, weight: number): void
}

/** The times of the last messages, as many as may be sent in the time. */
function createWindow({ count, perMs }: Rate): Window {
  const times: number[] = []
  return {
    wait(now, weight, dispensable) {
      while (times[0] !== undefined && times[0] <= now - perMs) times.shift()
      const room = dispensable ? Math.ceil(count / 2) : count
      // An album is several messages, and may be more than a window holds: then it goes when the window is empty.
      const excess = times.length + Math.min(weight, room) - room
      return excess <= 0 ? 0 : (times[excess - 1] ?? now) + perMs - now
    },
    note(now, weight) {
      for (let i = 0; i < weight; i++) times.push(now)
    },
  }
}
