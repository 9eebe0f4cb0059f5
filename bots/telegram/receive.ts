/** An update on its way into the booth, however it came. */
import { setTimeout as wait } from 'node:timers/promises'
import { TELEGRAM } from '../../config/limits.js'
import { FALLBACK_LANGUAGE } from '../../config/locales/index.js'
import { Fault } from '../../core/errors.js'
import { notice } from '../../core/notice.js'
import type { Booth, Incoming } from '../../core/platform.js'
import type { Say } from '../../core/say.js'
import type { Answerer, Intake } from '../intake.js'
import { createGather } from './gather.js'
import { readInbound, type Self } from './inbound.js'
import type { Outbound } from './outbound.js'
import type { Desk } from './stars/desk.js'
import type { TelegramUpdate } from './update.js'

/**
 * Settles once an update can no longer be lost: Telegram may be told so. Throws when it could not be kept; it must be
 * brought again.
 */
export type Receive = (update: TelegramUpdate) => Promise<void>

/** Builds it. `self` is null until Telegram has said who we are. */
export function createReceive(deps: {
  intake: Intake
  bot: Answerer
  booth: Pick<Booth, 'unreachable'>
  outbound: Pick<Outbound, 'acknowledge'>
  desk: Pick<Desk, 'check' | 'paid' | 'returned'>
  say: (language: string) => Say
  self: () => Self | null
}): Receive {
  const { intake, bot, outbound } = deps
  /** The end of each person's last event. */
  const ends = new Map<string, Promise<unknown>>()
  const room = createRoom(TELEGRAM.atOnce)

  /** Nothing is awaited before the turn is taken: whoever comes first is handled first. */
  async function keep(incoming: Incoming): Promise<void> {
    const { userId } = incoming.account
    const before = ends.get(userId)
    const turn = before && Promise.race([before, wait(TELEGRAM.turnMs, undefined, { ref: false })])
    const taken = room.enter().then(() => intake.take(bot, incoming, turn))
    const end = taken
      .then(
        async ({ done }) => void (await done),
        () => {},
      )
      .finally(() => {
        room.leave()
        if (ends.get(userId) === end) ends.delete(userId)
      })
    ends.set(userId, end)
    await taken
  }
  const gather = createGather(keep)

  return async update => {
    const self = deps.self()
    if (!self) throw new Fault('unavailable', 'The bot is not connected yet.')
    const inbound = readInbound(update, self)
    switch (inbound.kind) {
      case 'event':
        if (inbound.press !== undefined) outbound.acknowledge(inbound.press)
        return keep(inbound.incoming)
      case 'part':
        return gather(inbound.part)
      case 'stranger': {
        const say = deps.say(inbound.language ?? FALLBACK_LANGUAGE)
        outbound.acknowledge(inbound.press, say.notice(notice('not_your_button')))
        return
      }
      case 'blocked':
        return deps.booth.unreachable({ platform: 'telegram', tenant: '', userId: inbound.userId })
      // Money waits for nobody's turn: Telegram gives ten seconds for the first, and the others are booked before it is told.
      case 'checkout':
        return deps.desk.check(inbound.checkout)
      case 'paid':
        return deps.desk.paid(inbound.payment)
      case 'returned':
        return deps.desk.returned(inbound.back)
      case 'nothing':
        if (inbound.press !== undefined) outbound.acknowledge(inbound.press)
    }
  }
}

/** Lets so many in at once; others wait in line. */
function createRoom(most: number) {
  const line: (() => void)[] = []
  let inside = 0
  return {
    async enter(): Promise<void> {
      if (inside >= most) await new Promise<void>(resolve => line.push(resolve))
      else inside++
    },
    /** The place goes to the next in line. */
    leave(): void {
      const next = line.shift()
      if (next) next()
      else inside--
    },
  }
}
