/** From a request of the page to an `Incoming`. Pure. */
import { createHash } from 'node:crypto'
import { WEB } from '../../config/limits.js'
import type { Act, Incoming } from '../../core/platform.js'
import type { Say } from './wire.js'

/** Who sends, as the session and core know them. */
export interface Sender {
  userId: string
  accountId: string
  language?: string
}

/** `/name the rest`; a word after @ (as other platforms write it) is not ours to judge. */
const COMMAND = /^\/([a-z0-9_]{1,32})(?:@\S*)?(?:\s+([\s\S]*))?$/i

/** What the text means: a command when it begins with one. */
export function readText(text: string): Act {
  const trimmed = text.trim()
  const found = COMMAND.exec(trimmed)
  if (!found?.[1]) return { type: 'text', text: trimmed }
  const argument = (found[2] ?? '').trim().slice(0, WEB.argumentChars)
  return { type: 'command', name: found[1].toLowerCase(), argument }
}

/**
 * The event id as core knows it. It hangs on the account, so that nobody can use up another person's ids, and is
 * hashed, so that it has one length.
 */
export function eventName(accountId: string, eventId: string): string {
  return createHash('sha256').update(`${accountId}:${eventId}`).digest('base64url')
}

/** The event in our terms. `photos` are vault keys, in the order in which they came. */
export function toIncoming(sender: Sender, said: Say, photos: readonly string[]): Incoming {
  return {
    platform: 'web',
    eventId: eventName(sender.accountId, said.eventId),
    account: { tenant: '', userId: sender.userId, ...(sender.language && { language: sender.language }) },
    place: { kind: 'private' },
    replyTo: { platform: 'web', rungs: [{ address: { account: sender.accountId } }] },
    act: 'press' in said ? toPress(said) : readText(said.text),
    photos: photos.map(key => ({ platform: 'web' as const, address: { key } })),
  }
}

function toPress({ press, from }: Extract<Say, { press: string }>): Act {
  return { type: 'press', action: press, ...(from && { from: { slot: from } }) }
}

/** The person's own message, as the page shows it; null when it leaves none. */
export function ownMessage(said: Say, photos: number): { text: string; photos: number } | null {
  if ('press' in said) return said.label ? { text: said.label, photos: 0 } : null
  return said.quiet ? null : { text: said.text.trim(), photos }
}

/** The first language that a browser asks for, when it looks like one. */
export function readLanguage(header: string | undefined): string | undefined {
  const first = header?.split(',')[0]?.split(';')[0]?.trim()
  return first && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/.test(first) && first.length <= 20
    ? first
    : undefined
}
