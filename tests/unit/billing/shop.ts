/** A booth that sells, on any platform, and whoever takes the cards played at the port. */
import type { ProductId } from '../../../config/plans.js'
import type { Till } from '../../../core/billing/till.js'
import { Fault } from '../../../core/errors.js'
import type { Button, Incoming, Message, Platform } from '../../../core/platform.js'
import type { CheckoutWish, Payments } from '../../../core/ports.js'
import { openTestBooth } from '../../support/booth.js'
import { instantEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'

export const SKUS: Partial<Record<ProductId, string>> = {
  pack_100: 'sku-100',
  pack_300: 'sku-300',
  plus: 'sku-plus',
  team_500: 'sku-team',
}

/** Somebody else's pages for cards: they open, are out of order, or never answer. */
export function createCards() {
  const wishes: CheckoutWish[] = []
  const cards = {
    wishes,
    mood: 'open' as 'open' | 'broken',
    payments: {
      async checkout(wish) {
        if (cards.mood === 'broken') throw new Fault('unavailable', 'The pages are away.')
        wishes.push(wish)
        return { sessionId: `cs_${wish.paymentId}`, url: `https://checkout.stripe.com/c/${wish.paymentId}` }
      },
      async portal(customerId) {
        if (cards.mood === 'broken') throw new Fault('unavailable', 'The pages are away.')
        return `https://billing.stripe.com/p/${customerId}`
      },
      async forget() {},
    } satisfies Payments as Payments,
  }
  return cards
}

export type Cards = ReturnType<typeof createCards>

/** Opens it; nothing is made there, since nobody works. */
export async function openShop({ till, idle = true }: { till?: Till; idle?: boolean } = {}) {
  const house = await openTestBooth({
    engines: { local: await instantEngine() },
    vision: createEyes(),
    idle,
    ...(till && { till }),
  })
  let events = 0
  const say = async (
    platform: Platform,
    chat: string,
    act: Incoming['act'],
    more: Partial<Incoming> = {},
  ): Promise<Message[]> => {
    const answers: Message[] = []
    await house.booth.handle(
      {
        platform,
        eventId: `shop-${++events}`,
        account: { tenant: '', userId: chat },
        place: { kind: 'private' },
        replyTo: { platform, rungs: [{ address: { chat } }] },
        photos: [],
        act,
        ...more,
      },
      async message => {
        answers.push(message)
        return { name: `m${events}-${answers.length}` }
      },
    )
    return answers
  }
  return {
    ...house,
    say,
    command: (platform: Platform, chat: string, line: string, more: Partial<Incoming> = {}) => {
      const [name = '', ...words] = line.split(' ')
      return say(platform, chat, { type: 'command', name, argument: words.join(' ') }, more)
    },
    press: (platform: Platform, chat: string, action: string, more: Partial<Incoming> = {}) =>
      say(platform, chat, { type: 'press', action }, more),
    person: (platform: Platform, chat: string, tenant = '') =>
      house.booth.admit({ platform, tenant, userId: chat }),
  }
}
export type ShopHouse = Awaited<ReturnType<typeof openShop>>

/** Buttons to pay with. */
export const pays = (messages: readonly Message[]): Button[] =>
  messages.flatMap(({ buttons }) => buttons.flat()).filter(({ pay }) => pay !== undefined)

/** All words of an answer. */
export const words = (messages: readonly Message[]) => messages.map(({ text }) => text).join('\n')
