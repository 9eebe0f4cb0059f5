/** What engines have made, taken over safely: fetched from known hosts, looked at by its bytes, made clean. */
import { OUTPUT } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import { cleanImage } from '../../core/media/clean-image.js'
import { cleanVideo } from '../../core/media/video.js'
import type { Output } from '../../core/ports.js'
import { type Allowance, type BytesOptions, fetchBytes } from './fetch-bytes.js'

export interface OutputOptions {
  /**
   * Asked for the address and for each one that it redirects to. `true`: https at a public address. `'configured'`, or
   * `true` for an http address: the operator has named the origin, and it may lie in our own network. For `data:`
   * addresses too. See `outputPlaces`.
   */
  allowed: (url: URL) => Allowance
  signal: AbortSignal
  makes: 'image' | 'video'
  /** Go to the first origin alone. */
  headers?: Record<string, string>
  /** See `BytesOptions`. */
  pace?: BytesOptions['pace']
}

/**
 * Fetches one output. An image becomes an upright sRGB JPEG, or PNG where one can look through it; a video stays as it is
 * encoded; neither keeps metadata. Faults: `engine_output` (expired, elsewhere, too large, nothing of its kind),
 * `unavailable`, `timeout`; an abort by the signal is thrown as it is.
 */
export async function fetchOutput(url: string, options: OutputOptions): Promise<Output> {
  const { makes, signal } = options
  const limit = makes === 'video' ? OUTPUT.videoBytes : OUTPUT.imageBytes
  const ms = makes === 'video' ? OUTPUT.videoMs : OUTPUT.imageMs
  const bytes = /^data:/i.test(url)
    ? readData(url, limit, options.allowed)
    : await fetchBytes(url, { ...options, limit, ms })
  signal.throwIfAborted()
  if (bytes.length === 0) throw new Fault('engine_output', 'The output is empty.')
  return makes === 'video' ? cleanVideo(bytes) : cleanImage(bytes)
}

/**
 * `allowed` for an engine: its own hosts and all below them by https, and the origins that the operator has configured.
 * `data` says whether the engine may hand the bytes over in the address itself.
 */
export function outputPlaces(places: {
  hosts: readonly string[]
  origins?: readonly string[]
  data?: boolean
}): (url: URL) => Allowance {
  return url => {
    if (url.protocol === 'data:') return places.data ?? false
    if (places.origins?.includes(url.origin)) return 'configured'
    if (url.protocol !== 'https:' || url.port !== '') return false
    return places.hosts.some(host => url.hostname === host || url.hostname.endsWith(`.${host}`))
  }
}

function readData(address: string, limit: number, allowed: OutputOptions['allowed']): Buffer {
  // Base64 makes four characters of three bytes; the rest is for the type.
  if (address.length > (limit / 3) * 4 + 1_024)
    throw new Fault('engine_output', `The output has more than ${limit} bytes.`)
  const comma = address.indexOf(',')
  const type = address.slice(0, comma)
  if (comma < 0 || !allowed(new URL(`${type},`)))
    throw new Fault('engine_output', 'The output does not lie where the engine keeps files.')
  if (!/;base64$/i.test(type)) throw new Fault('engine_output', 'The output is written in an unknown way.')
  return Buffer.from(address.slice(comma + 1), 'base64')
}
