/** The parts of Discord's payloads that the bot reads; everything else in them is passed over. Pure. */
import { z } from 'zod'

const snowflake = z.string().regex(/^\d{1,20}$/)

export const attachment = z.object({
  id: snowflake,
  url: z.url().max(2_000),
  content_type: z.string().nullish(),
})
export type Attachment = z.infer<typeof attachment>

const user = z.object({ id: snowflake, bot: z.boolean().optional() })

const resolved = z
  .object({
    attachments: z.record(z.string(), attachment).optional(),
    messages: z
      .record(z.string(), z.object({ author: user, attachments: z.array(attachment).default([]) }))
      .optional(),
  })
  .optional()

const option = z.object({
  name: z.string(),
  type: z.number(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  focused: z.boolean().optional(),
})

const shared = {
  id: snowflake,
  application_id: snowflake,
  token: z.string().min(1).max(500),
  guild_id: snowflake.nullish(),
  channel_id: snowflake.nullish(),
  channel: z.object({ type: z.number().optional() }).nullish(),
  /** 0: a server, 1: alone with the bot, 2: another private channel. */
  context: z.number().nullish(),
  /** `permissions`: what the member may do there, as the sum of bits that is too large for a number. */
  member: z
    .object({
      user,
      permissions: z
        .string()
        .regex(/^\d{1,30}$/)
        .optional()
        .catch(undefined),
    })
    .nullish(),
  user: user.nullish(),
  locale: z.string().max(20).nullish(),
  authorizing_integration_owners: z.record(z.string(), z.string()).nullish(),
  attachment_size_limit: z.number().positive().nullish(),
}

/** A command, from the chat line (1) or from the menu of a message (3). */
export const command = z.object({
  ...shared,
  type: z.literal(2),
  data: z.object({
    name: z.string(),
    type: z.number().default(1),
    options: z.array(option).default([]),
    target_id: snowflake.optional(),
    resolved,
  }),
})

/** A pressed button. */
export const press = z.object({
  ...shared,
  type: z.literal(3),
  data: z.object({ custom_id: z.string().max(100) }),
  message: z.object({
    id: snowflake,
    channel_id: snowflake.nullish(),
    flags: z.number().default(0),
    interaction_metadata: z.object({ user }).nullish(),
  }),
})

/** An argument that is being typed. */
export const completion = z.object({
  ...shared,
  type: z.literal(4),
  data: z.object({ name: z.string(), options: z.array(option).default([]) }),
})

const field = z.object({
  custom_id: z.string().optional(),
  values: z.array(z.string()).optional(),
  value: z.string().nullish(),
})

/** A form that was sent. */
export const form = z.object({
  ...shared,
  type: z.literal(5),
  data: z.object({
    custom_id: z.string(),
    components: z.array(z.object({ component: field.optional() })).default([]),
    resolved,
  }),
})

export const interaction = z.discriminatedUnion('type', [command, press, completion, form])
export type Interaction = z.infer<typeof interaction>
export type Command = z.infer<typeof command>
export type Press = z.infer<typeof press>
export type Completion = z.infer<typeof completion>
export type Form = z.infer<typeof form>

/** Something written in the direct channel. Types 0 and 19 are words of a person: plain, or a reply. */
export const message = z.object({
  id: snowflake,
  channel_id: snowflake,
  guild_id: snowflake.nullish(),
  type: z.number().default(0),
  author: user,
  content: z.string().default(''),
  attachments: z.array(attachment).default([]),
})
export type DirectMessage = z.infer<typeof message>
