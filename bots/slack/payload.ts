/** The parts of Slack's payloads that the bot reads; everything else in them is passed over. Pure. */
import { z } from 'zod'

const id = z.string().min(1).max(64)

/** A file as messages and forms carry it; a mere id when it is to be looked up. */
export const file = z.object({
  id,
  user: z.string().optional(),
  mimetype: z.string().nullish(),
  url_private: z.string().optional(),
  url_private_download: z.string().optional(),
})
export type SlackFile = z.infer<typeof file>

const team = z.object({ id }).nullish()
const enterprise = z.object({ id }).nullish()
const user = z.object({ id, team_id: id.nullish() })
const orgWide = z
  .union([z.boolean(), z.enum(['true', 'false']).transform(word => word === 'true')])
  .optional()

/** A slash command: a flat form. */
export const command = z.object({
  command: z.string(),
  text: z.string().default(''),
  team_id: z.string(),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: orgWide,
  user_id: id,
  channel_id: id,
  response_url: z.url(),
  trigger_id: z.string().min(1),
})
export type Command = z.infer<typeof command>

const interaction = {
  team,
  enterprise,
  is_enterprise_install: orgWide,
  user,
  trigger_id: z.string().min(1),
}

/** A pressed button. */
export const press = z.object({
  ...interaction,
  type: z.literal('block_actions'),
  container: z
    .object({
      type: z.string().optional(),
      message_ts: z.string().optional(),
      is_ephemeral: z.boolean().optional(),
      thread_ts: z.string().optional(),
    })
    .default({}),
  view: z.object({ type: z.string() }).nullish(),
  channel: z.object({ id }).nullish(),
  response_url: z.url().optional(),
  actions: z
    .array(
      z.object({ action_id: z.string(), block_id: z.string().default(''), value: z.string().optional() }),
    )
    .min(1),
})
export type Press = z.infer<typeof press>

/** The message menu. */
export const messageShortcut = z.object({
  ...interaction,
  type: z.literal('message_action'),
  callback_id: z.string(),
  response_url: z.url(),
  channel: z.object({ id }),
  message: z.object({
    user: z.string().optional(),
    ts: z.string().optional(),
    thread_ts: z.string().optional(),
    files: z.array(file).optional(),
  }),
})
export type MessageShortcut = z.infer<typeof messageShortcut>

/** The menu of shortcuts that belong to no message. */
export const globalShortcut = z.object({
  ...interaction,
  type: z.literal('shortcut'),
  callback_id: z.string(),
})

/** A form that was sent. */
export const submission = z.object({
  ...interaction,
  trigger_id: z.string().optional(),
  type: z.literal('view_submission'),
  view: z.object({
    id,
    callback_id: z.string(),
    private_metadata: z.string().default(''),
    state: z.object({
      values: z.record(
        z.string(),
        z.record(
          z.string(),
          z.object({
            files: z.array(file).nullish(),
            selected_option: z.object({ value: z.string() }).nullish(),
            value: z.string().nullish(),
          }),
        ),
      ),
    }),
  }),
})
export type Submission = z.infer<typeof submission>

const envelope = {
  team_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  event_id: z.string().optional(),
  event_time: z.number().optional(),
  authorizations: z
    .array(
      z.object({
        team_id: z.string().nullish(),
        enterprise_id: z.string().nullish(),
        is_enterprise_install: z.boolean().optional(),
        /** Of the app itself, as which it is installed. */
        user_id: z.string().nullish(),
      }),
    )
    .optional(),
}

/** Something written, or a photo sent, in the direct channel with the app. */
export const message = z.object({
  ...envelope,
  event: z.object({
    type: z.literal('message'),
    subtype: z.string().optional(),
    channel: id,
    channel_type: z.string().optional(),
    user: z.string().optional(),
    bot_id: z.string().nullish(),
    text: z.string().nullish(),
    ts: z.string().min(1).max(64),
    thread_ts: z.string().optional(),
    files: z.array(file).nullish(),
  }),
})
export type MessageEvent = z.infer<typeof message>

/** A file was shared; which message it stands in is to be looked up. */
export const fileShared = z.object({
  ...envelope,
  event: z.object({
    type: z.literal('file_shared'),
    file_id: id,
    channel_id: id.optional(),
    user_id: id.optional(),
  }),
})
export type FileShared = z.infer<typeof fileShared>

export const homeOpened = z.object({
  ...envelope,
  event: z.object({ type: z.literal('app_home_opened'), user: id, tab: z.string().optional() }),
})

/** The app was taken off a workspace. */
export const farewell = z.object({
  ...envelope,
  event: z.object({
    type: z.enum(['app_uninstalled', 'tokens_revoked']),
    tokens: z.object({ bot: z.array(z.string()).nullish() }).optional(),
  }),
})
export type Farewell = z.infer<typeof farewell>

/**
 * The tenant of a payload: the workspace, or the organisation where the app is installed for all of it, since then one
 * installation is given and taken back for all its workspaces.
 */
export function tenantOf(payload: {
  team?: { id: string } | null | undefined
  enterprise?: { id: string } | null | undefined
  team_id?: string | null | undefined
  enterprise_id?: string | null | undefined
  is_enterprise_install?: boolean | undefined
  user?: { team_id?: string | null | undefined } | undefined
  authorizations?:
    | { is_enterprise_install?: boolean | undefined; enterprise_id?: string | null | undefined }[]
    | undefined
}): string {
  const [first] = payload.authorizations ?? []
  const organisation = payload.enterprise?.id ?? payload.enterprise_id ?? first?.enterprise_id ?? ''
  if ((payload.is_enterprise_install || first?.is_enterprise_install) && organisation) return organisation
  return payload.team?.id ?? (payload.team_id || payload.user?.team_id || organisation)
}
