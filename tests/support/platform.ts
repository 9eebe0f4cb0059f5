/** A platform of somebody else's, played in memory: it keeps the messages that a bot sent, by their names. */
import { Fault } from '../../core/errors.js'
import type { Booth, Bot, Incoming, Message, MessageRef, PhotoBytes, Platform } from '../../core/platform.js'

export interface TestPlatform {
  bot: Bot
  /** What stands in a chat now, oldest first. */
  messages(chat: string): Message[]
  /** How often anything was sent or edited. */
  sendings(chat: string): number
  /** Photos that can be fetched, by name; a missing one cannot be fetched. */
  photos: Map<string, Buffer>
  /** Sends fail with this while it is set. */
  broken: { fault: Fault | null }
  /** Sends to these chats alone fail. */
  dead: Map<string, Fault>
  /** Says something in a chat, as the platform would report it. */
  say(booth: Booth, chat: string, what: Partial<Incoming> & Pick<Incoming, 'act'>): Promise<Message[]>
}

/** Builds the platform; it goes by the name of a real one, since core knows no others. */
export function createTestPlatform(platform: Platform = 'telegram'): TestPlatform {
  const chats = new Map<string, Map<string, Message>>()
  const sent = new Map<string, number>()
  const photos = new Map<string, Buffer>()
  const broken: { fault: Fault | null } = { fault: null }
  const dead = new Map<string, Fault>()
  let events = 0
  let names = 0

  async function put(chat: string, message: Message, ref: MessageRef | null): Promise<MessageRef> {
    const fault = broken.fault ?? dead.get(chat)
    if (fault) throw fault
    const messages = chats.get(chat) ?? new Map<string, Message>()
    chats.set(chat, messages)
    const name = ref?.name ?? `m${++names}`
    messages.set(name, message)
    sent.set(chat, (sent.get(chat) ?? 0) + 1)
    return { name }
  }

  const bot: Bot = {
    platform,
    async openPhoto(source): Promise<PhotoBytes> {
      const bytes = photos.get(source.address.photo ?? '')
      if (!bytes) throw new Fault('unfetchable', 'The photo is gone.')
      return {
        kind: 'stream',
        stream: (async function* () {
          yield bytes
        })(),
      }
    },
    send: (address, message, ref) => put(address.chat ?? '', message, ref),
    answer: ({ act, replyTo }, message) => {
      const from = act.type === 'press' && message.inPlace ? act.from : undefined
      return put(replyTo.rungs[0]?.address.chat ?? '', message, from ?? null)
    },
    direct: ({ userId }) => ({ chat: userId }),
    async remove(ref) {
      const [chat, there] = [...chats].find(([, messages]) => messages.has(ref.name ?? '')) ?? []
      const fault = broken.fault ?? dead.get(chat ?? '')
      if (fault) throw fault
      there?.delete(ref.name ?? '')
    },
    async close() {},
  }

  return {
    bot,
    photos,
    broken,
    dead,
    messages: chat => [...(chats.get(chat)?.values() ?? [])],
    sendings: chat => sent.get(chat) ?? 0,
    async say(booth, chat, what) {
      const answers: Message[] = []
      const slots = new Map<string, MessageRef>()
      await booth.handle(
        {
          platform,
          eventId: `e${++events}`,
          account: { tenant: '', userId: chat },
          place: { kind: 'private' },
          replyTo: { platform, rungs: [{ address: { chat } }] },
          photos: [],
          ...what,
        },
        async message => {
          answers.push(message)
          const ref = await put(chat, message, slots.get(message.slot ?? '') ?? null)
          if (message.slot) slots.set(message.slot, ref)
          return ref
        },
      )
      return answers
    },
  }
}
