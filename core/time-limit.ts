/**
 * A signal that comes after `ms`, or with the first of `signals`. Node 20 forgets a timeout that nothing but
 * `AbortSignal.any` knows with the next garbage collection: it never comes then. One that somebody listens to is kept.
 */
export function timeLimit(ms: number, ...signals: AbortSignal[]): AbortSignal {
  const time = AbortSignal.timeout(ms)
  time.addEventListener('abort', () => {}, { once: true })
  return AbortSignal.any([...signals, time])
}
