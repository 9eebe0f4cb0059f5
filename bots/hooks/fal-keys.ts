import type { KeyObject } from 'node:crypto'
import { HOOKS } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import type { Clock } from '../../core/ports.js'
import { readKeySet } from './fal.js'

/** Where fal publishes the keys that it signs with (its documentation of webhooks). */
const FAL = 'https://rest.fal.ai'

/** The keys that fal signs with now. */
export interface FalKeys {
  /**
   * Whether `check` agrees with the keys that are known. When it does not, the keys may have changed: they are fetched
   * again, but not for every forger. Faults: `unavailable`, `timeout` while no keys can be had at all.
   */
  agree(check: (keys: readonly KeyObject[]) => boolean): Promise<boolean>
}

/** Keeps fal's keys for a day, as fal asks. `apiUrl` takes the place of fal's own host. */
export function createFalKeys({
  apiUrl = FAL,
  clock,
}: {
  apiUrl?: string | undefined
  clock: Clock
}): FalKeys {
  let kept: { keys: KeyObject[]; at: number } | null = null
  let askedAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | null = null

  const known = () => (kept && clock.now() - kept.at < HOOKS.keysMs ? kept.keys : null)

  /** One request at a time, whoever waits for it. */
  function ask(): Promise<void> {
    if (asking) return asking
    askedAt = clock.now()
    asking = fetchKeys(`${apiUrl}/.well-known/jwks.json`)
      .then(keys => {
        kept = { keys, at: clock.now() }
      })
      .finally(() => {
        asking = null
      })
    return asking
  }

  return {
    async agree(check) {
      const now = known()
      if (now && check(now)) return true
      const pause = now ? HOOKS.keysAgainMs : HOOKS.keysRetryMs
      if (asking || clock.now() - askedAt >= pause) {
        try {
          await ask()
        } catch (error) {
          // Those that are known decide; without any nobody can tell, and fal is to come again.
          if (!now) throw error
        }
      }
      const keys = known()
      if (!keys) throw new Fault('unavailable', 'The keys of fal cannot be had.')
      return keys !== now && check(keys)
    },
  }
}

async function fetchKeys(url: string): Promise<KeyObject[]> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(HOOKS.keysFetchMs) })
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength
    // Leaving the loop ends the connection.
    if (bytes > HOOKS.keysBytes) throw new Fault('unavailable', 'The keys of fal are too large.')
    pieces.push(piece)
  }
  if (!response.ok) throw new Fault('unavailable', `The keys of fal cannot be had: ${response.status}.`)
  const keys = readKeySet(parse(Buffer.concat(pieces)))
  if (!keys || keys.length === 0) throw new Fault('unavailable', 'What fal serves are no keys.')
  return keys
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return null
  }
}
