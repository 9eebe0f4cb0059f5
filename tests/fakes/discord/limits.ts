/** Discord's own pace for messages, told by headers before it is too much. */

/** In so many milliseconds: messages to a channel, edits there, everything by one interaction's token. */
const BUCKETS = {
  post: { count: 5, perMs: 5_000 },
  edit: { count: 5, perMs: 5_000 },
  token: { count: 5, perMs: 2_000 },
} as const
export type Bucket = keyof typeof BUCKETS

/** Counts a call; answers the headers that come with it, and how many seconds it is too early. */
export function createLimits() {
  const used = new Map<string, { from: number; count: number }>()
  return (bucket: Bucket, major: string, now = Date.now()) => {
    const { count, perMs } = BUCKETS[bucket]
    const key = `${bucket}:${major}`
    const held = used.get(key)
    const slot = held && held.from + perMs > now ? held : { from: now, count: 0 }
    used.set(key, slot)
    const left = (slot.from + perMs - now) / 1_000
    const late = slot.count >= count
    if (!late) slot.count++
    const headers: Record<string, string> = {
      'x-ratelimit-limit': String(count),
      'x-ratelimit-remaining': String(count - slot.count),
      'x-ratelimit-reset': ((slot.from + perMs) / 1_000).toFixed(3),
      'x-ratelimit-reset-after': left.toFixed(3),
      'x-ratelimit-bucket': `${bucket}0123456789abcdef`,
    }
    return { headers, waitSeconds: late ? left : 0 }
  }
}
