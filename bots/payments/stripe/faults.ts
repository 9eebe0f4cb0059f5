/** What Stripe's client throws, in our terms. Stripe's own words may quote keys and people, so none of them are kept. */
import { Fault } from '../../../core/errors.js'

/** The parts of its errors that are looked at. */
interface Said {
  type?: unknown
  code?: unknown
  param?: unknown
  statusCode?: unknown
  requestId?: unknown
  detail?: { code?: unknown }
}

/** Whether Stripe says that there is no such object. */
export function isMissing(error: unknown): boolean {
  const { statusCode, code } = error as Said
  return statusCode === 404 || code === 'resource_missing'
}

/**
 * `timeout` and `unavailable` pass. `config`: the key, its rights, the account, or a request that Stripe will never take;
 * the operator finds it in Stripe's log by the request's id.
 */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error
  const said = (error instanceof Error ? error : {}) as Said
  const status = typeof said.statusCode === 'number' ? said.statusCode : 0
  const facts = { status, code: word(said.code), param: word(said.param), request: word(said.requestId) }
  if (status === 401)
    return new Fault('config', 'Stripe does not take the key: check STRIPE_SECRET_KEY.', { facts })
  if (status === 403)
    return new Fault('config', 'The key of STRIPE_SECRET_KEY may not do that at Stripe: docs/payments.md.', {
      facts,
    })
  if (said.type === 'StripeConnectionError')
    return said.detail?.code === 'ETIMEDOUT'
      ? new Fault('timeout', 'Stripe did not answer in time.', { facts })
      : new Fault('unavailable', 'Stripe cannot be reached.', { facts })
  if (status === 429) return new Fault('unavailable', 'Stripe wants a pause.', { facts })
  if (status >= 500 || said.type === 'StripeAPIError')
    return new Fault('unavailable', `Stripe answered ${status || 'nothing that can be read'}.`, { facts })
  // The same key with another request, or at the same moment: what was asked first goes on.
  if (status === 409 || said.type === 'StripeIdempotencyError')
    return new Fault('unavailable', 'Stripe is at this already, or was asked for it otherwise.', { facts })
  if (status >= 400)
    return new Fault(
      'config',
      `Stripe refuses a request: ${[facts.code, facts.param].filter(Boolean).join(' ')}`.trim(),
      {
        facts,
      },
    )
  return new Fault('bug', 'A call to Stripe could not be made.', { facts, cause: error })
}

/** A word of Stripe's vocabulary, and nothing else. */
function word(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z0-9_.[\]]{1,80}$/.test(value) ? value : undefined
}
