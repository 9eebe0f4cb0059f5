import { freshRedis } from './redis.js'

/** The two homes of the queue; every queue test runs on both (`describe.each(BACKENDS)`). */
export const BACKENDS = ['postgres', 'redis'] as const

/** A backend of one's own, or null where no Redis can be had (global set-up says so loudly). */
export async function openBackend(
  name: (typeof BACKENDS)[number],
): Promise<{ backend: 'postgres' | { redis: string }; drop(): Promise<void> } | null> {
  if (name === 'postgres') return { backend: 'postgres', drop: async () => {} }
  const redis = await freshRedis()
  return redis && { backend: { redis: redis.url }, drop: redis.drop }
}
