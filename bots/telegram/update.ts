/** The parts of a Bot API update that we read. Lenient: what Telegram adds later must not make an update unreadable. */
import { z } from 'zod'

const id = z.number().int()

const user = z.object({
  id: id.positive(),
  is_bot: z.boolean().optional(),
  language_code: z.string().optional(),
})

const chat = z.object({ id, type: z.enum(['private', 'group', 'supergroup', 'channel']) })

const size = z.object({ file_id: z.string().min(1).max(400), width: z.number(), height: z.number() })

const file = z.object({
  file_id: z.string().min(1).max(400),
  mime_type: z.string().optional(),
  file_name: z.string().optional(),
})

/** There or not: all that is asked of content that cannot be used. */
const something = z.unknown().optional()

/** Of a payment, made or taken back; `subscription_expiration_date` comes with each month of a subscription. */
const payment = z.object({
  currency: z.string().max(16),
  total_amount: id.nonnegative(),
  invoice_payload: z.string().max(128),
  telegram_payment_charge_id: z.string().min(1).max(400),
  subscription_expiration_date: id.positive().optional(),
})
export type TelegramPayment = z.infer<typeof payment>

const content = {
  message_id: id,
  chat,
  from: user.optional(),
  sender_chat: something,
  photo: z.array(size).optional(),
  document: file.optional(),
  animation: something,
}

const message = z.object({
  ...content,
  /** Seconds. */
  date: id.nonnegative().optional(),
  message_thread_id: id.optional(),
  is_topic_message: z.boolean().optional(),
  media_group_id: z.string().max(64).optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  reply_to_message: z.object(content).optional().catch(undefined),
  audio: something,
  voice: something,
  video: something,
  video_note: something,
  sticker: something,
  story: something,
  contact: something,
  dice: something,
  game: something,
  poll: something,
  location: something,
  venue: something,
  paid_media: something,
  checklist: something,
  successful_payment: payment.optional().catch(undefined),
  refunded_payment: payment.optional().catch(undefined),
})
export type TelegramMessage = z.infer<typeof message>

const callbackQuery = z.object({
  id: z.string().min(1).max(100),
  from: user,
  data: z.string().max(256).optional(),
  /** Without a date it is one that the bot can no longer see. */
  message: z
    .object({
      ...content,
      message_thread_id: id.optional(),
      is_topic_message: z.boolean().optional(),
      sticker: something,
      reply_to_message: z.object(content).optional().catch(undefined),
    })
    .optional(),
})
export type CallbackQuery = z.infer<typeof callbackQuery>

const myChatMember = z.object({
  chat,
  from: user,
  new_chat_member: z.object({ status: z.string() }),
})

const preCheckoutQuery = z.object({
  id: z.string().min(1).max(100),
  from: user,
  currency: z.string().max(16),
  total_amount: id.nonnegative(),
  invoice_payload: z.string().max(128),
})
export type PreCheckoutQuery = z.infer<typeof preCheckoutQuery>

/** What of an update concerns us; a part that we cannot read is not there. */
const update = z.object({
  update_id: id.nonnegative(),
  message: message.optional().catch(undefined),
  callback_query: callbackQuery.optional().catch(undefined),
  my_chat_member: myChatMember.optional().catch(undefined),
  pre_checkout_query: preCheckoutQuery.optional().catch(undefined),
})
export type TelegramUpdate = z.infer<typeof update>

/** The kinds that we ask Telegram for: edited messages, channels, inline queries and the like never come. */
export const ALLOWED_UPDATES = ['message', 'callback_query', 'my_chat_member', 'pre_checkout_query'] as const

/** An update, or null when it is none. */
export function readUpdate(raw: unknown): TelegramUpdate | null {
  return update.safeParse(raw).data ?? null
}
