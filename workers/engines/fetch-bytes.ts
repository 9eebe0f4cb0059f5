/** Bytes from where an engine keeps what it has made: known hosts, public addresses, bounded in size and time. */
import { Agent as HttpAgent, get as httpGet, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, get as httpsGet } from 'node:https'
import { OUTPUT } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import { follow, type Step } from '../../core/media/follow.js'
import { isPublic, literalOf, lookupPublic, NotPublic } from '../../core/media/public-address.js'

/** `configured` is an origin that the operator has named: it may be http and lie in our own network. */
export type Allowance = boolean | 'configured'

export interface BytesOptions {
  allowed: (url: URL) => Allowance
  /** Go to the first origin alone. */
  headers?: Record<string, string> | undefined
  signal: AbortSignal
  limit: number
  /** For everything. */
  ms: number
  /** The least that must come, on the average of all the time since the head was there. */
  pace?: { bytesPerSecond: number; afterMs: number } | undefined
}

const POOL = { keepAlive: true, maxSockets: OUTPUT.connections, timeout: OUTPUT.idleMs }
// Apart from each other, so that no connection into our own network is used again for a public name.
const outside = new HttpsAgent({ ...POOL, lookup: lookupPublic })
const configured = { http: new HttpAgent(POOL), https: new HttpsAgent(POOL) }

/**
 * All bytes of an address. Faults: `engine_output` (elsewhere, gone, too large), `unavailable` (not reached, cut off, 5xx,
 * asked for patience), `timeout`; an abort is thrown as it is.
 */
export async function fetchBytes(address: string, options: BytesOptions): Promise<Buffer> {
  const time = AbortSignal.timeout(options.ms)
  const signal = AbortSignal.any([options.signal, time])
  const first = URL.canParse(address) ? new URL(address).origin : ''
  try {
    return await follow(address, {
      allowed: url => allowanceOf(url, options.allowed) !== false,
      ask: url =>
        ask(
          url,
          { ...options, headers: url.origin === first ? options.headers : {}, named: url.origin === first },
          signal,
        ),
      refuse: why =>
        new Fault(
          'engine_output',
          why === 'redirects'
            ? 'The output is behind too many redirects.'
            : 'The output does not lie where the engine keeps files.',
        ),
    })
  } catch (error) {
    if (error instanceof Fault) throw error
    options.signal.throwIfAborted()
    if (time.aborted) throw new Fault('timeout', 'The output did not come in time.', { cause: error })
    if (error instanceof NotPublic) throw new Fault('engine_output', error.message)
    throw new Fault('unavailable', 'The place where the output lies cannot be reached.', { cause: error })
  }
}

/** Plain http and our own network are for what the operator has named. */
function allowanceOf(url: URL, allowed: BytesOptions['allowed']): Allowance {
  if (url.username || url.password) return false
  const allowance = allowed(url)
  if (url.protocol === 'http:') return allowance && 'configured'
  if (url.protocol !== 'https:') return false
  const literal = literalOf(url)
  return allowance === true && literal !== undefined && !isPublic(literal) ? false : allowance
}

/** `named`: the engine itself has named this host, and its certificate proves it; a redirect proves nothing. */
type Request = BytesOptions & { named: boolean }

async function ask(url: URL, options: Request, signal: AbortSignal): Promise<Step<Buffer>> {
  const response = await head(url, options, signal)
  try {
    const status = response.statusCode ?? 0
    const onward = response.headers.location
    if (status >= 300 && status < 400 && onward) return { onward }
    if (status !== 200) throw refusal(status, response.headers['retry-after'])
    return { answer: await read(response, options) }
  } finally {
    // What was not read to its end is cut off; what was stays open for the next one.
    if (!response.complete) response.destroy()
  }
}

async function head(url: URL, options: Request, signal: AbortSignal): Promise<IncomingMessage> {
  try {
    return await open(url, options, signal)
  } catch (error) {
    // The other side had closed an idle connection just then; a request to read may be made again.
    if (error instanceof Error && 'reused' in error && !signal.aborted) return open(url, options, signal)
    throw error
  }
}

function open(url: URL, options: Request, signal: AbortSignal): Promise<IncomingMessage> {
  const plain = url.protocol === 'http:'
  const own = options.named || allowanceOf(url, options.allowed) === 'configured'
  const agent = plain ? configured.http : own ? configured.https : outside
  return new Promise((resolve, reject) => {
    const request = (plain ? httpGet : httpsGet)(
      url,
      {
        agent,
        signal,
        headers: { accept: 'image/*, video/mp4', 'accept-encoding': 'identity', ...options.headers },
      },
      response => {
        clearTimeout(late)
        resolve(response)
      },
    )
    const late = setTimeout(() => request.destroy(new Error('no answer')), OUTPUT.headMs)
    request.on('error', error => {
      clearTimeout(late)
      reject(request.reusedSocket ? Object.assign(error, { reused: true }) : error)
    })
  })
}

const PACE = { bytesPerSecond: OUTPUT.slowestBytes, afterMs: OUTPUT.slowAfterMs }

async function read(response: IncomingMessage, { limit, pace = PACE }: Request): Promise<Buffer> {
  const tooLarge = () => new Fault('engine_output', `The output has more than ${limit} bytes.`)
  if (Number(response.headers['content-length'] ?? 0) > limit) throw tooLarge()
  const pieces: Buffer[] = []
  let size = 0
  const began = performance.now()
  // Not with each piece: what trickles may also stop.
  const watch = setInterval(() => {
    const seconds = (performance.now() - began) / 1_000
    if (size < seconds * pace.bytesPerSecond) response.destroy(tooSlow())
  }, pace.afterMs)
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      size += piece.length
      if (size > limit) throw tooLarge()
      pieces.push(piece)
    }
  } finally {
    clearInterval(watch)
  }
  if (!response.complete) throw new Error('cut off')
  return Buffer.concat(pieces, size)
}

const tooSlow = () => new Fault('timeout', 'The output comes too slowly.')

function refusal(status: number, retryAfter: string | undefined): Fault {
  if (status === 429 || status === 408 || status === 425) {
    const seconds = Number(retryAfter)
    const ms = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : OUTPUT.patienceMs
    return new Fault('unavailable', 'The place where the output lies asks for patience.', {
      retry: { afterMs: Math.min(ms, OUTPUT.patienceMaxMs) },
    })
  }
  if (status >= 500) return new Fault('unavailable', `The place where the output lies answers ${status}.`)
  if (status === 404 || status === 410) return new Fault('engine_output', 'The output has expired.')
  return new Fault('engine_output', `The output cannot be had: ${status}.`)
}
