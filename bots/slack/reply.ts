/** Posting to a response_url: the one place to answer in a channel that the app is no member of. */
import { SLACK } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import { timeLimit } from '../../core/time-limit.js'
import { patience, refused } from './faults.js'
import type { Rendered } from './render.js'

export interface ReplyOptions {
  /** The message whose button was pressed is replaced. */
  replace?: boolean
  /** Everybody in the channel sees it. */
  public?: boolean
  thread?: string | undefined
  signal: AbortSignal
}

/**
 * Sends a message there. Faults: `undeliverable` when the address is used up, too old, or takes no such message;
 * `busy`, `unavailable`, `timeout`.
 */
export async function postReply(url: string, rendered: Rendered, options: ReplyOptions): Promise<void> {
  const { replace = false, thread, signal } = options
  const { status, text, after } = await post(
    url,
    {
      ...rendered,
      response_type: options.public ? 'in_channel' : 'ephemeral',
      replace_original: replace,
      ...(thread && !replace && { thread_ts: thread }),
    },
    signal,
  )
  if (status === 429) throw patience(after)
  if (status >= 500) throw new Fault('unavailable', `A reply to Slack was answered with ${status}.`)
  const error = /"error"\s*:\s*"([a-z_]+)"/.exec(text)?.[1]
  if (status < 300 && error === undefined) return
  const fault = refused(error ?? text.trim().slice(0, 64))
  // Whatever else it dislikes, the next rung of the ladder is better than this one once more.
  throw fault.code === 'bug'
    ? new Fault('undeliverable', `A reply was refused: ${fault.facts.slack}.`, { facts: fault.facts })
    : fault
}

async function post(url: string, body: object, signal: AbortSignal) {
  const limit = timeLimit(SLACK.callMs, signal)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: limit,
    })
    const text = (await response.text()).slice(0, 2_000)
    return { status: response.status, text, after: Number(response.headers.get('retry-after')) }
  } catch (error) {
    if (limit.aborted) throw new Fault('timeout', 'A reply to Slack took too long.')
    throw new Fault('unavailable', 'A reply to Slack broke off.', { cause: error })
  }
}
