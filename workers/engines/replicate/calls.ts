/** Calls to Replicate through its own client, each exactly one request with a time limit. */
import Replicate from 'replicate'
import { REPLICATE } from '../../../config/limits.js'
import { timeLimit } from '../../../core/time-limit.js'

/** Why a call has no good answer. `unsent` is true only where certainly no byte of the request has arrived. */
export type Failure =
  | { kind: 'answered'; status: number; said: string; retryAfter: string | null }
  | { kind: 'silent'; unsent: boolean; why: 'timeout' | 'cancelled' | 'broken' }

/** Thrown for a call without a good answer. Its message quotes nothing that the other side said. */
export class CallFailure extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.kind === 'answered' ? `Replicate answered ${failure.status}.` : 'Replicate did not answer.')
    this.name = 'CallFailure'
    this.failure = failure
  }
}

export interface Limit {
  /** The caller's own. */
  signal: AbortSignal
  ms: number
}

export type Calls = ReturnType<typeof createCalls>

/** Makes calls with one account. */
export function createCalls(options: { token: string; apiUrl: string }) {
  const failures = new WeakMap<Response, Failure>()

  /**
   * The client repeats a request whose fetch throws or answers 429 (or 5xx to a GET), and a start that is repeated is paid
   * twice. So nothing is thrown here: what went wrong goes along with an answer that the client never repeats.
   */
  async function fetchOnce(input: Request | string | URL, init?: RequestInit): Promise<Response> {
    try {
      // Followed blindly, a redirect would send the request again, elsewhere.
      const response = await fetch(input, { ...(await inBytes(init)), redirect: 'manual' })
      const bytes = await readBounded(response)
      if (response.ok)
        return new Response(bytes.length > 0 ? bytes : null, {
          status: bytes.length > 0 ? 200 : 204,
          headers: { 'content-type': 'application/json' },
        })
      return failed({
        kind: 'answered',
        status: response.status,
        said: bytes.toString('utf8', 0, REPLICATE.saidBytes),
        retryAfter: response.headers.get('retry-after'),
      })
    } catch (error) {
      return failed({ kind: 'silent', unsent: isUnsent(error), why: whyOf(init?.signal) })
    }
  }

  function failed(failure: Failure): Response {
    const response = new Response(null, { status: 400 })
    failures.set(response, failure)
    return response
  }

  const client = new Replicate({
    auth: options.token,
    baseUrl: options.apiUrl,
    fetch: fetchOnce as typeof fetch,
    useFileOutput: false,
  })

  /** Runs one call of the client and answers what it answers. Throws `CallFailure`. */
  async function call<T>(
    use: (client: Replicate, signal: AbortSignal) => Promise<T>,
    limit: Limit,
  ): Promise<T> {
    const signal = timeLimit(limit.ms, limit.signal)
    try {
      return await use(client, signal)
    } catch (error) {
      const response = error instanceof Error && 'response' in error ? error.response : undefined
      const failure = response instanceof Response ? failures.get(response) : undefined
      // What is no failure of the request is an answer that is no JSON: something has arrived, nobody knows what.
      throw new CallFailure(failure ?? { kind: 'silent', unsent: false, why: 'broken' })
    }
  }

  return {
    call,
    /** A call that the client has no method for, or none that sends our headers. */
    request: (
      method: 'GET' | 'POST',
      route: string | URL,
      sent: { data?: object; params?: Record<string, string>; headers?: Record<string, string> },
      limit: Limit,
    ): Promise<unknown> =>
      call(async (replicate, signal) => {
        const response = await replicate.request(route, { method, ...sent, signal })
        return response.json() as Promise<unknown>
      }, limit),
  }
}

/**
 * A form becomes its bytes before it is sent. Node streams forms, and a call that is given up while its form is read
 * leaves a rejection behind that nobody can catch (seen on Node 24). Each holds one picture, which is in memory anyway.
 */
async function inBytes(init: RequestInit | undefined): Promise<RequestInit | undefined> {
  if (!(init?.body instanceof FormData)) return init
  const form = new Response(init.body)
  const headers = new Headers(init.headers)
  headers.set('content-type', form.headers.get('content-type') ?? 'multipart/form-data')
  return { ...init, headers, body: await form.arrayBuffer() }
}

async function readBounded(response: Response): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > REPLICATE.answerBytes) throw new Error('The answer is too large.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** What Node says when no connection came about, so that nothing can have left. */
const UNSENT_CODES = /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+)$/
const CERTIFICATE_CODES = /SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_HAS_EXPIRED|SSL_WRONG_VERSION/

/** Whether an error of `fetch` means that certainly nothing was sent: no name, no connection, no trust. Pure. */
export function isUnsent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  // Several addresses were tried: none of them may have got anything.
  if (cause instanceof AggregateError && cause.errors.length > 0) return cause.errors.every(isUnsentCause)
  return isUnsentCause(cause)
}

function isUnsentCause(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null) return false
  const { code, syscall } = cause as { code?: unknown; syscall?: unknown }
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true
  return typeof code === 'string' && (UNSENT_CODES.test(code) || CERTIFICATE_CODES.test(code))
}

function whyOf(signal: AbortSignal | null | undefined): 'timeout' | 'cancelled' | 'broken' {
  if (!signal?.aborted) return 'broken'
  return signal.reason instanceof Error && signal.reason.name === 'TimeoutError' ? 'timeout' : 'cancelled'
}
