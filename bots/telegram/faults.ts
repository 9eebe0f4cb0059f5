/** What Telegram's refusals mean. Pure. Nothing that it says is passed on but a few known words. */
import { GrammyError } from 'grammy'
import { Fault } from '../../core/errors.js'

/**
 * `same`: the message shows that already. `missing`: there is no such message to edit, or it is of another kind.
 * `large`: the picture is too large after all. `thread`: the topic is gone. `old`: it
 * can no longer be deleted. `moved`: the group has another id now. `refunded`: those Stars went back before. `charge`:
 * there is no such payment of that person. `late`: nobody waits for that answer any more.
 */
export type Refusal =
  | { kind: 'same' | 'missing' | 'large' | 'thread' | 'old' | 'refunded' | 'charge' | 'late' }
  | { kind: 'moved'; chat: string }
  | { kind: 'fault'; fault: Fault }

const SAME = /message is not modified/i
const MISSING =
  /message to (edit|delete) not found|message can.t be edited|message_id_invalid|no (text|caption|media) in the message|message identifier is not specified|message_not_modified_type/i
const LARGE =
  /too (big|large)|photo_save_file_invalid|image_process_failed|photo_invalid_dimensions|media_invalid|photo_ext_invalid/i
const CHARGE = /charge_(id_invalid|id_empty|not_found)|user_id_invalid|subscription_(not_found|id_invalid)/i
const DEAD =
  /chat not found|user not found|peer_id_invalid|deactivated|blocked|kicked|not a member|can.t initiate|chat_write_forbidden|chat_restricted|chat_send_\w+_forbidden|channel_private|(no|not enough) rights|administrator rights|topic_closed|upgraded to a supergroup/i

/** Judges an answer that says no. */
export function judge(error: GrammyError): Refusal {
  const { error_code: code, description, parameters } = error
  if (parameters.migrate_to_chat_id) return { kind: 'moved', chat: String(parameters.migrate_to_chat_id) }
  if (code === 429) return fault(busy(parameters.retry_after))
  if (code === 413) return { kind: 'large' }
  if (code === 400) {
    if (SAME.test(description)) return { kind: 'same' }
    if (MISSING.test(description)) return { kind: 'missing' }
    if (/thread not found|topic_deleted/i.test(description)) return { kind: 'thread' }
    if (/can.t be deleted/i.test(description)) return { kind: 'old' }
    if (LARGE.test(description)) return { kind: 'large' }
    if (/charge_already_refunded/i.test(description)) return { kind: 'refunded' }
    if (CHARGE.test(description)) return { kind: 'charge' }
    if (/query is too old|query id is invalid/i.test(description)) return { kind: 'late' }
  }
  if (code === 403 || (code === 400 && DEAD.test(description)))
    return fault(new Fault('undeliverable', 'Telegram says that this chat cannot be written to.'))
  // 401 and 404: the token was taken back; 409: somebody else fetches the updates. All of them may pass.
  if (code !== 400)
    return fault(
      new Fault('unavailable', `Telegram answers ${code} to ${error.method}.`, { facts: { status: code } }),
    )
  const words = /^[a-z_ :'-]{0,80}/i.exec(description)?.[0] ?? ''
  return fault(new Fault('bug', `Telegram refuses ${error.method}: ${words}`, { facts: { status: code } }))
}

/** Anything that a call may throw, as a fault without causes: those hold the address, and so the token. */
export function callFault(error: unknown, signal: AbortSignal): Fault {
  if (error instanceof Fault) return error
  if (signal.aborted) {
    const late = signal.reason instanceof Error && signal.reason.name === 'TimeoutError'
    return late
      ? new Fault('timeout', 'Telegram did not answer in time.')
      : new Fault('cancelled', 'The call to Telegram was given up.')
  }
  if (error instanceof GrammyError) {
    const refusal = judge(error)
    return refusal.kind === 'fault' ? refusal.fault : new Fault('bug', `Telegram refuses ${error.method}.`)
  }
  return new Fault('unavailable', 'Telegram cannot be reached.')
}

function busy(retryAfterSeconds = 1): Fault {
  return new Fault('busy', 'Telegram asks for patience.', { retry: { afterMs: retryAfterSeconds * 1_000 } })
}

function fault(it: Fault): Refusal {
  return { kind: 'fault', fault: it }
}
