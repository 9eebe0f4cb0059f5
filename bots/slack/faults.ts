/** What Slack's refusals mean. Pure. */
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import { Fault } from '../../core/errors.js'

/** This address will never work again: the app is gone there, or cannot write there. */
const GONE: ReadonlySet<string> = new Set([
  'account_inactive',
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'no_permission',
  'missing_scope',
  'access_denied',
  'team_access_not_granted',
  'org_login_required',
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'user_not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_non_threadable_channel',
  'restricted_action_thread_only_channel',
  'posting_to_general_channel_denied',
  'messages_tab_disabled',
  'ekm_access_denied',
  'user_not_found',
  'users_not_found',
  'user_not_visible',
  'user_disabled',
  'cannot_dm_bot',
  // Of a response_url.
  'used_url',
  'expired_url',
  'invalid_token',
  'no_service',
  'no_team',
  'team_disabled',
])

/** The person cannot be written to, wherever it is tried. */
const AWAY: ReadonlySet<string> = new Set([
  'user_disabled',
  'user_not_found',
  'users_not_found',
  'user_not_visible',
  'messages_tab_disabled',
])

/** A message that can no longer be edited; another one takes its place. */
const UNEDITABLE: ReadonlySet<string> = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
])

const BUSY: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded'])
const AILING: ReadonlySet<string> = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'unknown_error',
])

/** What Slack calls a refusal, such as `channel_not_found`; undefined for other troubles. */
export function refusalOf(error: unknown): string | undefined {
  if (error instanceof WebAPIPlatformError) return error.data.error
  return error instanceof Fault && typeof error.facts.slack === 'string' ? error.facts.slack : undefined
}

/** A refusal by its name as a fault; the name stands in the facts as `slack`. */
export function refused(name: string): Fault {
  const facts = { slack: /^[a-z_]{1,64}$/.test(name) ? name : 'other' }
  if (GONE.has(name)) return new Fault('undeliverable', `Slack refuses: ${facts.slack}.`, { facts })
  if (BUSY.has(name)) return patience(1, facts)
  if (AILING.has(name)) return new Fault('unavailable', `Slack ails: ${facts.slack}.`, { facts })
  return new Fault('bug', `Slack refuses: ${facts.slack}.`, { facts })
}

/** Slack wants calls to pause for so many seconds. */
export function patience(seconds: number, facts = {}): Fault {
  const afterMs = Math.min(Math.max(Number.isFinite(seconds) ? seconds : 1, 1), 600) * 1_000
  return new Fault('busy', 'Slack asks for patience.', { retry: { afterMs }, facts })
}

/** Whatever a call of the Web API threw, as a fault. */
export function slackFault(error: unknown): Fault {
  if (error instanceof Fault) return error
  if (error instanceof WebAPIPlatformError) {
    // A block that names a fresh file: it is not there yet, or gone.
    if (error.data.error === 'invalid_blocks' && /slack.?file/i.test(JSON.stringify(error.data)))
      return new Fault('bug', 'Slack cannot show the file.', { facts: { slack: 'invalid_slack_file' } })
    return refused(error.data.error)
  }
  if (error instanceof WebAPIRateLimitedError) return patience(error.retryAfter)
  if (error instanceof WebAPIHTTPError) {
    if (error.statusCode === 429) return patience(1)
    return new Fault('unavailable', `Slack answers ${error.statusCode}.`)
  }
  const cause = error instanceof WebAPIRequestError ? error.original : error
  if (cause instanceof Error && cause.name === 'TimeoutError')
    return new Fault('timeout', 'Slack did not answer in time.')
  return new Fault('unavailable', 'Slack cannot be reached.', { cause: error })
}

/** Whether the person, and not just this channel, is out of reach. */
export function isAway(fault: Fault): boolean {
  return AWAY.has(String(fault.facts.slack))
}

/** Whether a message is gone, or can no longer be edited. */
export function isUneditable(fault: Fault): boolean {
  return UNEDITABLE.has(String(fault.facts.slack))
}

/** Whether the workspace takes no files of that size. */
export function isTooLarge(fault: Fault): boolean {
  return fault.facts.slack === 'file_upload_size_restricted'
}

/** Whether a file cannot be shown, for now or for good. */
export function isFileTrouble(fault: Fault): boolean {
  return fault.facts.slack === 'invalid_slack_file'
}
