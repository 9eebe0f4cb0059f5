/** What happens when a person says something: their own message is written, core handles it, answers are written. */
import { WEB } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import type { Booth, Message, MessageRef, Visitor } from '../../core/platform.js'
import { Refusal } from '../server.js'
import type { History } from './history.js'
import { ownMessage, toIncoming } from './inbound.js'
import type { Outbound } from './outbound.js'
import { renderMessages } from './render.js'
import type { PageMessage, Say } from './wire.js'

export interface Speaker {
  userId: string
  language: string | undefined
  visitor: Visitor
}

/** `erased` says that the account is gone now; `farewell` is what the booth said after that. */
export type Said =
  | { erased: false; mayProcess: boolean; language: string }
  | { erased: true; farewell: PageMessage[] }

/** Handles what a person says to its end. The same event again changes nothing, also while the first is under way. */
export type SayIt = (speaker: Speaker, said: Say, keys: readonly string[]) => Promise<Said>

export function createSay(deps: {
  booth: Booth
  outbound: Outbound
  history: History
  /** Called for the pages of a conversation that was erased. */
  changed: (accountId: string) => void
}): SayIt {
  const { booth, outbound, history, changed } = deps

  return async (speaker, said, keys) => {
    const { accountId } = speaker.visitor
    const own = ownMessage(said, keys.length)
    if (own) await outbound.echo(accountId, `me:${said.eventId}`, own)

    const sender = {
      userId: speaker.userId,
      accountId,
      ...(speaker.language && { language: speaker.language }),
    }
    const incoming = toIncoming(sender, said, keys)
    const lost: Message[] = []
    const answer = async (message: Message, index: number): Promise<MessageRef> => {
      const ref = await outbound.answer(incoming, message, index)
      if (!ref) lost.push(message)
      return ref ?? {}
    }
    await inTime(booth.handle(incoming, answer))

    const left = await history.outcome(accountId, incoming.eventId)
    // Core passes over an event that somebody else holds, maybe somebody who has died: the page must come again.
    if (!left.done) throw new Refusal(503, words => words.ourFault, undefined, WEB.comeAgainSeconds)
    // Asking core first would make the account anew.
    if (!left.exists) {
      changed(accountId)
      return { erased: true, farewell: toFarewell(lost) }
    }
    // Consent is given and taken back with buttons alone, and so is a language chosen.
    const visitor =
      'press' in said ? await booth.admit({ platform: 'web', tenant: '', ...sender }) : speaker.visitor
    return { erased: false, mayProcess: visitor.mayProcess, language: visitor.language }
  }
}

/**
 * Turns: one at a time for a name. Answers how to give the turn back; uploads of one event wait for each other so, lest
 * a repeat writes over what core has begun to read.
 */
export function createTurns(): (name: string) => Promise<() => void> {
  const last = new Map<string, Promise<void>>()
  return async name => {
    const before = last.get(name)
    let done = () => {}
    const mine = new Promise<void>(resolve => {
      done = resolve
    })
    last.set(name, mine)
    await before
    return () => {
      if (last.get(name) === mine) last.delete(name)
      done()
    }
  }
}

function toFarewell(messages: Message[]): PageMessage[] {
  const at = new Date()
  return renderMessages(
    messages.map((body, index) => ({
      slot: `farewell:${index}`,
      seq: index,
      createdSeq: index,
      author: 'booth',
      body,
      at,
    })),
  )
}

async function inTime(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Fault('timeout', 'Handling an event took too long.')), WEB.handleMs)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
