/** A platform of one person and one chat, the terminal: the photo is a file, the messages go to stderr. */
import { open } from 'node:fs/promises'
import { Fault } from '../../core/errors.js'
import type { Booth, Bot, Message, MessageRef } from '../../core/platform.js'

export interface Terminal {
  bot: Bot
  /** Says something to the booth and answers what it said at once. */
  say(
    booth: Booth,
    act: { type: 'press'; action: string } | { type: 'command'; name: string; argument: string },
  ): Promise<Message[]>
  /** Waits for the next state of a message that answers the question. */
  until(ok: (message: Message) => boolean): Promise<Message>
  account: { platform: 'web'; tenant: string; userId: string; language: string }
}

/** `show` gets every message as it changes; the photo of a command is the file. */
export function createTerminal(file: string, show: (message: Message) => void): Terminal {
  const account = { platform: 'web', tenant: '', userId: 'terminal', language: 'en' } as const
  const seen: Message[] = []
  const waiting = new Set<() => void>()
  let events = 0

  function put(message: Message): MessageRef {
    seen.push(message)
    show(message)
    for (const wake of waiting) wake()
    return { slot: message.slot ?? '' }
  }

  const bot: Bot = {
    platform: 'web',
    async openPhoto() {
      const handle = await open(file).catch(error => {
        throw new Fault('unfetchable', 'The file cannot be read.', { cause: error })
      })
      return { kind: 'stream', stream: handle.createReadStream() }
    },
    send: async (_address, message) => put(message),
    answer: async (_incoming, message) => put(message),
    direct: () => ({}),
    async remove() {},
    async close() {},
  }

  return {
    bot,
    account,
    async say(booth, act) {
      const said: Message[] = []
      const photos =
        act.type === 'command' ? [{ platform: 'web' as const, address: { file: 'argument' } }] : []
      await booth.handle(
        {
          platform: 'web',
          eventId: `terminal-${events++}`,
          account: { tenant: account.tenant, userId: account.userId, language: account.language },
          place: { kind: 'private' },
          replyTo: { platform: 'web', rungs: [{ address: { chat: 'terminal' } }] },
          act,
          photos,
        },
        async message => {
          said.push(message)
          return put(message)
        },
      )
      return said
    },
    until: ok =>
      new Promise(resolve => {
        const look = () => {
          const found = seen.find(ok)
          if (!found) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
  }
}
