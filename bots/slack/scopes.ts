/** What the bot asks a workspace for, each with what it is for; docs/slack.md and the manifest say the same. */
export const SCOPES = {
  commands: 'the command /pixbooth and the shortcuts',
  'chat:write': 'answers, and editing them',
  'files:read': 'photos that people send to the app, and the file field of the form',
  'files:write': 'uploading the finished pictures, and deleting them',
  'im:history': 'what people write to the app in its direct channel',
  'im:write': 'opening that channel, for a picture that cannot be shown elsewhere',
  'users:read': 'whether who writes `/pixbooth team` is an admin of the workspace; asked at no other time',
} as const
