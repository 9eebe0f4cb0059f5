/**
 * The one way in which calls to fal leave. `@fal-ai/client` sends a start again by itself, up to three times, after 429,
 * 502, 503, 504 and broken connections, whatever its settings say, and each may be one more to pay for. It repeats only
 * what it takes for passing, so everything that is no good answer is thrown here as something that it does not know.
 */
import { FAL, ORDERS } from '../../../config/limits.js'
import { timeLimit } from '../../../core/time-limit.js'
import { falAddress } from './address.js'

/** What became of a call. */
export type Failure =
  /** An answer other than 2xx. `body` is what its JSON says, if it is any. */
  | { kind: 'answer'; status: number; body: unknown; retryAfter: string | null }
  /** No connection came about: nothing has left. */
  | { kind: 'unreached' }
  /** The connection broke, or the answer was too long: what fal has made of the call is unknown. */
  | { kind: 'broken' | 'timeout' | 'cancelled' }

/** A call that went wrong. It has no cause: the SDK goes through causes for network errors, and would try again. */
export class CallFailed extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.kind === 'answer' ? `fal answers ${failure.status}.` : `A call to fal: ${failure.kind}.`)
    this.name = 'CallFailed'
    this.failure = failure
  }
}

export interface CallOptions {
  key: string
  apiUrl?: string | undefined
}

/** `fetch` for the SDK: each call of it makes one request at most, limited in time and size, and answers only what is a good answer. */
export function createFalFetch({ apiUrl }: Pick<CallOptions, 'apiUrl'>): typeof fetch {
  return async (input, init) => {
    const address = falAddress(input instanceof Request ? input.url : String(input), apiUrl)
    const ms = init?.method === 'POST' ? ORDERS.startMs : ORDERS.callMs
    const signal = timeLimit(ms, ...(init?.signal ? [init.signal] : []))
    try {
      // A redirect is no answer: the key stays where it was sent.
      const response = await fetch(address, { ...init, signal, redirect: 'manual' })
      const bytes = await read(response)
      if (!response.ok) throw answered(response, bytes)
      // What came has been unpacked; the length that was named is of the packed bytes.
      const headers = new Headers(response.headers)
      for (const name of ['content-encoding', 'content-length']) headers.delete(name)
      return new Response(bytes.byteLength > 0 ? bytes : null, { status: response.status, headers })
    } catch (error) {
      if (error instanceof CallFailed) throw error
      if (signal.aborted) throw new CallFailed({ kind: isTimeout(signal.reason) ? 'timeout' : 'cancelled' })
      throw new CallFailed({ kind: isUnreached(error) ? 'unreached' : 'broken' })
    }
  }
}

/** Asks fal for JSON, as the platform's APIs want it. `open` asks without the key. Faults: `CallFailed`. */
export function createAsk({ key, apiUrl }: CallOptions) {
  const call = createFalFetch({ apiUrl })
  return async (address: string, options: { signal: AbortSignal; open?: boolean }): Promise<unknown> => {
    const response = await call(address, {
      signal: options.signal,
      headers: { accept: 'application/json', ...(!options.open && { authorization: `Key ${key}` }) },
    })
    return parsed(await response.text())
  }
}

export type Ask = ReturnType<typeof createAsk>

async function read(response: Response): Promise<ArrayBuffer> {
  const pieces: Uint8Array[] = []
  let size = 0
  const body = response.body as AsyncIterable<Uint8Array> | null
  for await (const piece of body ?? []) {
    size += piece.length
    if (size > FAL.answerBytes) throw new CallFailed({ kind: 'broken' })
    pieces.push(piece)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole.buffer
}

function answered(response: Response, bytes: ArrayBuffer): CallFailed {
  const body = parsed(new TextDecoder().decode(bytes))
  const retryAfter = response.headers.get('retry-after')
  return new CallFailed({ kind: 'answer', status: response.status, body, retryAfter })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError'
}

/** Whether already the name or the connection failed, for every address that was tried. */
function isUnreached(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || syscall === 'connect' || syscall === 'getaddrinfo') return true
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isUnreached)
  return isUnreached(error.cause)
}
