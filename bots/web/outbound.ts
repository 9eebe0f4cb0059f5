/** The only writer of the web chat: a message is a row, a change wakes the pages that show it. */
import { createHash } from 'node:crypto'
import { Fault } from '../../core/errors.js'
import type { Incoming, Message, MessageRef } from '../../core/platform.js'
import { type PrismaClient, sql } from '../../prisma/client.js'
import type { ResolveLink } from '../links.js'

export interface Outbound {
  /**
   * Writes what the booth says into a slot, anew or over what stood there; `toEnd` moves it to the end of the
   * conversation, for an answer to something that was just said there. False when the account was erased.
   */
  say(accountId: string, slot: string, message: Message, options?: { toEnd: boolean }): Promise<boolean>
  /** Writes what the person said, once: a repeat changes nothing. False when the account was erased. */
  echo(accountId: string, slot: string, own: { text: string; photos: number }): Promise<boolean>
  /** Empties a message; the pages take it away. It stays empty whatever is written to its slot later. */
  remove(accountId: string, slot: string): Promise<void>
  /**
   * As `Bot.answer`; null when the account was erased. What takes the place of the message whose button was pressed
   * stays where it is, every other answer comes last.
   */
  answer(incoming: Incoming, message: Message, index: number): Promise<MessageRef | null>
  /** As `Bot.send`: answers the slot as the message's name. */
  send(
    address: Readonly<Record<string, string>>,
    message: Message,
    ref: MessageRef | null,
  ): Promise<MessageRef>
}

/** `changed` is called after each write, with the account whose conversation has grown. */
export function createOutbound(deps: {
  prisma: PrismaClient
  changed: (accountId: string) => void
  links: ResolveLink
}): Outbound {
  const { prisma, changed, links } = deps

  /**
   * One statement: the conversation's row is locked by counting its changes up, so the order in which changes become
   * visible is the order of their numbers, whoever writes from wherever. The person's own words are never written over,
   * and what was deleted stays so.
   */
  async function write(
    accountId: string,
    slot: string,
    author: 'me' | 'booth',
    body: object,
    toEnd = false,
  ): Promise<boolean> {
    const rows = await prisma.hot<{ seq: number | null }>(sql`
      WITH chat AS (
        INSERT INTO web_chat (account_id, seq) SELECT id, 1 FROM account WHERE id = ${accountId}
        ON CONFLICT (account_id) DO UPDATE SET seq = web_chat.seq + 1
        RETURNING seq),
      written AS (
        INSERT INTO web_message (account_id, slot, seq, created_seq, author, body)
        SELECT ${accountId}, ${slot}, seq, seq, ${author}, ${JSON.stringify(body)}::jsonb FROM chat
        ON CONFLICT (account_id, slot) DO UPDATE SET seq = excluded.seq, body = excluded.body,
          created_seq = CASE WHEN ${toEnd} THEN excluded.created_seq ELSE web_message.created_seq END,
          at = CASE WHEN ${toEnd} THEN excluded.at ELSE web_message.at END
        WHERE web_message.author = 'booth' AND excluded.author = 'booth' AND web_message.body IS NOT NULL
          AND (${toEnd} OR web_message.body <> excluded.body))
      SELECT (SELECT seq FROM chat) AS seq`)
    if (rows[0]?.seq == null) return false
    changed(accountId)
    return true
  }

  const outbound: Outbound = {
    async say(accountId, slot, message, options) {
      const { slot: _, inPlace: __, ...body } = await links(message)
      return write(accountId, slot, 'booth', body, options?.toEnd)
    },
    echo: (accountId, slot, own) => write(accountId, slot, 'me', own),

    async remove(accountId, slot) {
      const rows = await prisma.$executeRaw`
        WITH chat AS (
          UPDATE web_chat SET seq = seq + 1 WHERE account_id = ${accountId} RETURNING account_id, seq)
        UPDATE web_message m SET body = NULL, seq = chat.seq FROM chat
        WHERE m.account_id = chat.account_id AND m.slot = ${slot} AND m.body IS NOT NULL`
      if (rows > 0) changed(accountId)
    },

    async answer({ eventId, act, replyTo }, message, index) {
      const from = act.type === 'press' ? act.from?.slot : undefined
      const inPlace = message.inPlace && from !== undefined
      // A message without a slot gets one from its event, so that handling it again writes over it.
      const slot = inPlace ? from : (message.slot ?? `a:${eventId}:${index}`)
      const account = replyTo.rungs[0]?.address.account ?? ''
      return (await outbound.say(account, slot, message, { toEnd: !inPlace })) ? { slot } : null
    },

    async send(address, message, ref) {
      const account = address.account
      if (!account) throw new Fault('undeliverable', 'The address names no account.')
      const slot = message.slot ?? ref?.slot ?? nameOf(message)
      if (!(await outbound.say(account, slot, message)))
        throw new Fault('undeliverable', 'The account was erased.')
      return { slot }
    },
  }
  return outbound
}

/** A slot for a message that has none: the same message sent twice is one message. */
function nameOf(message: Message): string {
  return `m:${createHash('sha256').update(JSON.stringify(message)).digest('base64url').slice(0, 22)}`
}
