/** Fetching a photo from where a platform keeps it: bounded, from known places only. */
import { Fault } from '../core/errors.js'
import { follow } from '../core/media/follow.js'
import type { PhotoBytes } from '../core/platform.js'

/**
 * Opens an address for reading. Every step of it must lie at one of `origins`; `headers` (a token) go to no other.
 * The reader bounds the bytes. Faults: `unfetchable` (gone, forbidden, elsewhere, a page instead of a file),
 * `busy` (rate limited, with the time to wait), `unavailable`, `timeout`.
 */
export async function openDownload(
  address: string,
  options: { origins: readonly string[]; headers?: Record<string, string>; signal: AbortSignal },
): Promise<PhotoBytes> {
  return follow<PhotoBytes>(address, {
    allowed: ({ origin }) => options.origins.includes(origin),
    ask: async ({ href }) => {
      const response = await get(href, options)
      const onward = response.headers.get('location')
      if (response.status < 300 || response.status >= 400 || !onward)
        return { answer: await readable(response) }
      await response.body?.cancel()
      return { onward }
    },
    refuse: why =>
      new Fault(
        'unfetchable',
        why === 'redirects'
          ? 'The photo is behind too many redirects.'
          : 'The photo does not lie where the platform keeps files.',
      ),
  })
}

async function get(
  url: string,
  options: { headers?: Record<string, string>; signal: AbortSignal },
): Promise<Response> {
  try {
    return await fetch(url, {
      redirect: 'manual',
      signal: options.signal,
      ...(options.headers && { headers: options.headers }),
    })
  } catch (error) {
    options.signal.throwIfAborted()
    throw new Fault('unavailable', 'The place where the photo lies cannot be reached.', { cause: error })
  }
}

async function readable(response: Response): Promise<PhotoBytes> {
  const { status, body, headers } = response
  // Slack answers a page to sign in with, and says 200.
  const page = headers.get('content-type')?.startsWith('text/html')
  if (status === 200 && body && !page) return { kind: 'stream', stream: body }
  await body?.cancel()
  if (status === 429) {
    const seconds = Number(headers.get('retry-after'))
    throw new Fault('busy', 'The place where the photo lies asks for patience.', {
      retry: { afterMs: Math.min(Math.max(Number.isFinite(seconds) ? seconds : 1, 1), 60) * 1_000 },
    })
  }
  if (status >= 500) throw new Fault('unavailable', `The place where the photo lies answers ${status}.`)
  throw new Fault('unfetchable', `The photo cannot be had: ${page ? 'a page came instead' : status}.`)
}
