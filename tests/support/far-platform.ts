/**
 * A platform of somebody else's on a loopback server, so that it outlives the process that speaks to it. As the contract
 * of bots demands, sending the same message twice leaves one: a message without a name is known by its slot.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Fault } from '../../core/errors.js'
import type { Bot, Message, MessageRef } from '../../core/platform.js'

interface Sent {
  chat: string
  message: Message
  ref: MessageRef | null
}

export interface FarPlatform {
  url: string
  /** What stands in a chat now, oldest first. */
  messages(chat: string): Message[]
  /** Messages that were sent anew though they were there already: a crash fell between the sending and its note. */
  repeats(): number
  close(): Promise<void>
}

/** Opens the platform in this process. */
export async function openFarPlatform(): Promise<FarPlatform> {
  const chats = new Map<string, Map<string, Message>>()
  let repeats = 0
  let names = 0
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    if (request.method === 'DELETE') {
      const { name } = JSON.parse(Buffer.concat(pieces).toString()) as { name: string }
      for (const messages of chats.values()) messages.delete(name)
      return response.end('{}')
    }
    const { chat, message, ref } = JSON.parse(Buffer.concat(pieces).toString()) as Sent
    const messages = chats.get(chat) ?? new Map<string, Message>()
    chats.set(chat, messages)
    const twin = [...messages].find(([, other]) => message.slot && other.slot === message.slot)?.[0]
    if (!ref && twin) repeats++
    const name = ref?.name ?? twin ?? `m${++names}`
    messages.set(name, message)
    response.end(JSON.stringify({ name }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    messages: chat => [...(chats.get(chat)?.values() ?? [])],
    repeats: () => repeats,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** The bot that speaks to it. */
export function createFarBot(url: string): Bot {
  const bot: Bot = {
    platform: 'telegram',
    answer: ({ replyTo }, message, _index, options) =>
      bot.send(replyTo.rungs[0]?.address ?? {}, message, null, options),
    async openPhoto() {
      throw new Fault('unfetchable', 'This platform has no photos.')
    },
    async send(address, message, ref, { signal }) {
      const sent: Sent = { chat: address.chat ?? '', message, ref }
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify(sent), signal })
      return (await answer.json()) as MessageRef
    },
    direct: ({ userId }) => ({ chat: userId }),
    async remove(ref, { signal }) {
      await fetch(url, { method: 'DELETE', body: JSON.stringify(ref), signal })
    },
    async close() {},
  }
  return bot
}
