/** Things of the world as Discord's payloads carry them, whole. */
import {
  type Channel,
  type Component,
  type File,
  type Interaction,
  linkOf,
  type Posted,
  type User,
  type World,
} from './world.js'

type Payload = Record<string, unknown>

/** Send messages, embed links, attach files, read history, use application commands, and a few more. */
const PERMISSIONS = '2248473465835073'
const TEXT_CHANNEL = 0
const DIRECT_CHANNEL = 1
const FRIENDS_CHANNEL = 3

export function userJson(user: User | World['app'], bot = false): Payload {
  return {
    id: user.id,
    username: user.name.toLowerCase(),
    discriminator: bot ? '1234' : '0',
    global_name: bot ? null : user.name,
    avatar: null,
    avatar_decoration_data: null,
    banner: null,
    accent_color: null,
    clan: null,
    primary_guild: null,
    collectibles: null,
    public_flags: 0,
    ...(bot && { bot: true }),
  }
}

export function memberJson(user: User): Payload {
  return {
    user: userJson(user),
    roles: [],
    permissions: String(BigInt(PERMISSIONS) | (user.manages ? 0x20n : 0n)),
    nick: null,
    avatar: null,
    banner: null,
    joined_at: '2024-01-01T00:00:00.000000+00:00',
    premium_since: null,
    communication_disabled_until: null,
    unusual_dm_activity_until: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: 0,
  }
}

export function fileJson(file: File, origin: string): Payload {
  const url = linkOf(file, origin)
  return {
    id: file.id,
    filename: file.name,
    size: file.bytes.length,
    url,
    proxy_url: url,
    content_type: file.mime,
    content_scan_version: 0,
    ...(file.mime.startsWith('image/') && {
      width: 900,
      height: 900,
      placeholder_version: 1,
      placeholder: 'AA==',
    }),
    ...(file.ephemeral && { ephemeral: true }),
    ...(file.alt && { description: file.alt }),
  }
}

export function channelJson(channel: Channel, world: World): Payload {
  if (channel.direct)
    return {
      id: channel.id,
      type: DIRECT_CHANNEL,
      last_message_id: null,
      flags: 0,
      recipients: [userJson(channel.direct)],
    }
  if (channel.friends)
    return { id: channel.id, type: FRIENDS_CHANNEL, name: null, icon: null, flags: 0, recipients: [] }
  return {
    id: channel.id,
    type: TEXT_CHANNEL,
    guild_id: world.guild.id,
    name: 'general',
    topic: null,
    position: 0,
    parent_id: null,
    nsfw: false,
    rate_limit_per_user: 0,
    last_message_id: null,
    permission_overwrites: [],
    permissions: PERMISSIONS,
    flags: 0,
  }
}

/** The server as GUILD_CREATE brings it. */
export function guildJson(world: World): Payload {
  return {
    id: world.guild.id,
    name: world.guild.name,
    owner_id: '80351110224678912',
    region: 'deprecated',
    icon: null,
    splash: null,
    description: null,
    features: [],
    preferred_locale: 'en-US',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    nsfw: false,
    premium_tier: 0,
    premium_subscription_count: 0,
    premium_progress_bar_enabled: false,
    max_members: 500_000,
    vanity_url_code: null,
    application_id: null,
    roles: [
      {
        id: world.guild.id,
        name: '@everyone',
        permissions: PERMISSIONS,
        position: 0,
        color: 0,
        colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
        hoist: false,
        managed: false,
        mentionable: false,
        icon: null,
        unicode_emoji: null,
        flags: 0,
      },
    ],
    emojis: [],
    stickers: [],
    joined_at: '2024-01-01T00:00:00.000000+00:00',
    large: false,
    unavailable: false,
    member_count: 3,
    members: [],
    channels: [{ ...channelJson(world.shared, world), guild_id: undefined }],
    threads: [],
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  }
}

const INTERACTION_METADATA = (interaction: Interaction, world: World) => ({
  id: interaction.id,
  type: interaction.type,
  user: userJson(interaction.user),
  authorizing_integration_owners: ownersOf(interaction.user, interaction.channel, world),
  ...(interaction.original && { original_response_message_id: interaction.original.id }),
  ...(interaction.source && { interacted_message_id: interaction.source.id }),
})

export function messageJson(message: Posted, world: World, origin: string): Payload {
  const mine = message.by === undefined
  return {
    id: message.id,
    channel_id: message.channel.id,
    type: message.interaction?.type === 2 && mine ? 20 : 0,
    author: message.by ? userJson(message.by) : userJson(world.app, true),
    content: message.text,
    timestamp: new Date(message.at).toISOString(),
    edited_timestamp: message.edits > 0 ? new Date().toISOString() : null,
    tts: false,
    mention_everyone: false,
    mentions: message.mentions.map(user => userJson(user)),
    mention_roles: [],
    attachments: message.files.map(file => fileJson(file, origin)),
    embeds: [],
    components: message.components.map(component => shown(component, message, origin)),
    pinned: false,
    flags: message.flags + (message.only ? 64 : 0) + (message.loading ? 128 : 0),
    ...(mine && { application_id: world.app.id }),
    ...(mine && message.interaction && { webhook_id: world.app.id }),
    ...(mine &&
      message.interaction && { interaction_metadata: INTERACTION_METADATA(message.interaction, world) }),
    ...(message.nonce !== undefined && { nonce: message.nonce }),
  }
}

/** A component as it comes back: pictures have their links. */
function shown(component: Component, message: Posted, origin: string): Component {
  if (component.type !== 12) return component
  return {
    ...component,
    items: (component.items as { media: { url: string } }[]).map(item => {
      const file = message.files.find(({ name }) => item.media.url === `attachment://${name}`)
      return file ? { ...item, media: { ...item.media, ...fileJson(file, origin) } } : item
    }),
  }
}

/** Who has brought the app there: the server (0), the person (1), or both. */
function ownersOf(user: User, channel: Channel, world: World): Record<string, string> {
  if (channel.direct) return { 0: '0', 1: user.id }
  return isMember(channel, world) ? { 0: world.guild.id } : { 1: user.id }
}

/** Whether the app itself is there, and not merely brought along. */
export function isMember(channel: Channel, world: World): boolean {
  return channel.direct !== undefined || (world.member && !channel.friends)
}

/** INTERACTION_CREATE, with everything that the real ones have. */
export function interactionJson(
  interaction: Interaction,
  data: Payload,
  world: World,
  origin: string,
): Payload {
  const { channel, user, source } = interaction
  return {
    version: 1,
    type: interaction.type,
    id: interaction.id,
    token: interaction.token,
    application_id: world.app.id,
    channel_id: channel.id,
    channel: channelJson(channel, world),
    context: channel.direct ? 1 : channel.friends ? 2 : 0,
    locale: user.locale,
    app_permissions: PERMISSIONS,
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: ownersOf(user, channel, world),
    attachment_size_limit: world.announcedLimit,
    ...(channel.direct || channel.friends
      ? { user: userJson(user) }
      : {
          guild_id: world.guild.id,
          guild: { id: world.guild.id, locale: 'en-US', features: [] },
          guild_locale: 'en-US',
          member: memberJson(user),
        }),
    ...(source && { message: messageJson(source, world, origin) }),
    data,
  }
}
