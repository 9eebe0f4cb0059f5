/** Composition of the Slack bot. */
import { App, AuthorizationError, type Authorize, type Logger, LogLevel, type Receiver } from '@slack/bolt'
import { WebAPIPlatformError, WebClient, type WebClientOptions } from '@slack/web-api'
import type { SlackConfig } from '../../config/env.js'
import { SLACK } from '../../config/limits.js'
import { FALLBACK_LANGUAGE } from '../../config/locales/index.js'
import { Fault } from '../../core/errors.js'
import type { Bot } from '../../core/platform.js'
import type { Log } from '../../core/ports.js'
import { createSay } from '../../core/say.js'
import type { BotDeps, Connectable } from '../bot.js'
import { openDownload } from '../download.js'
import { direct } from './address.js'
import { createAdmins } from './admins.js'
import { createApi } from './api.js'
import { createClips } from './clips.js'
import { createDirectChannel } from './direct.js'
import { createDoubts } from './doubts.js'
import { slackFault } from './faults.js'
import { createFiles } from './files.js'
import { createForms } from './forms.js'
import { createHttpReceiver } from './http-receiver.js'
import { registerOAuth } from './oauth.js'
import { createOutbound } from './outbound.js'
import { openSlackPhoto } from './photo.js'
import { registerSlack } from './register.js'
import { createSocketReceiver } from './socket-receiver.js'
import { createUploader } from './uploader.js'
import { createUploads } from './uploads.js'
import { createWorkspaces, type Workspaces } from './workspaces.js'

/** Builds the bot; it is connected by `connect`. Faults: `config`. */
export async function createSlackBot(deps: BotDeps, config: SlackConfig): Promise<Connectable> {
  const { booth, intake, server, clock, log, publicUrl } = deps
  const logger = quiet(log)
  const clientOptions: WebClientOptions = {
    slackApiUrl: `${config.apiUrl}/`,
    logger,
    timeout: SLACK.callMs,
    // What fails is tried again by the booth's own rules, and 429 waits in the queue instead of in memory.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  }
  const newClient = (token?: string) => new WebClient(token, clientOptions)
  const workspaces = createWorkspaces({ installations: deps.installations, clock })
  const api = createApi({ workspaces, newClient })
  const uploader = createUploader(api)
  const files = createFiles({ api, uploader, pictures: deps.pictures, clock })
  const names = new Set(booth.commands(FALLBACK_LANGUAGE).map(({ name }) => name))
  const isCommand = (name: string) => names.has(name)
  const say = createSay()
  const directChannel = createDirectChannel(api)
  const languageOf = async (tenant: string, userId: string) =>
    (await booth.admit({ platform: 'slack', tenant, userId })).language
  const outbound = createOutbound({
    api,
    files,
    clips: createClips({ ...deps, uploader, files, say, directChannel }),
    directChannel,
    doubts: createDoubts(api),
    booth,
    say,
    isCommand,
    publicResults: deps.publicResults,
    clock,
  })
  const receiver = await chooseReceiver(deps, config, logger, clientOptions)
  const app = new App({
    receiver,
    authorize: createAuthorize(workspaces),
    clientOptions,
    logger,
    logLevel: LogLevel.ERROR,
    convoStore: false,
  })
  app.error(async error => {
    // The app is not installed there (any more): nothing will change that.
    if (error instanceof AuthorizationError && error.original instanceof NotInstalled) return
    throw error
  })
  if (config.oauth && publicUrl)
    await registerOAuth({
      server,
      ...config.oauth,
      apiUrl: config.apiUrl,
      publicUrl,
      stateSecrets: deps.secretsFor('slack-install'),
      workspaces,
      client: newClient(),
      clock,
      log,
    })

  const bot: Bot = {
    platform: 'slack',
    openPhoto: (source, { signal }) =>
      openSlackPhoto(source, { api, origins: config.fileOrigins, download: openDownload, signal }),
    send: async (address, message, ref, { signal }) =>
      outbound.send(address, await deps.links(message), ref, signal),
    answer: async (incoming, message, index, { signal }) =>
      outbound.answer(incoming, await deps.links(message), index, signal),
    direct: ({ tenant, userId: user }) => direct({ tenant, user }).address,
    remove: (ref, { signal }) => outbound.remove(ref, signal),
    close: async () => void (await receiver.stop()),
  }
  registerSlack({
    app,
    bot,
    intake,
    booth,
    workspaces,
    uploads: createUploads(api),
    isCommand,
    withAdmin: createAdmins({ api, log }),
    languageOf,
    openForm: createForms({ outbound, booth, languageOf, say, clock }),
    publishHome: (tenant, user) => outbound.publishHome(tenant, user, AbortSignal.timeout(SLACK.homeMs)),
    clock,
    log,
  })
  return {
    bot,
    async connect() {
      if (config.botToken) await introduce(newClient(config.botToken), config.botToken, workspaces)
      try {
        await receiver.start()
      } catch (error) {
        if (error instanceof WebAPIPlatformError)
          throw new Fault(
            'config',
            `Slack does not accept SLACK_APP_TOKEN (${error.data.error}): copy the app-level token that begins with xapp- from Basic Information.`,
          )
        throw slackFault(error)
      }
    },
  }
}

/** HTTP where Slack can reach us, the socket elsewhere. */
async function chooseReceiver(
  { server, clock, log, publicUrl }: BotDeps,
  { signingSecret, appToken }: SlackConfig,
  logger: Logger,
  clientOptions: WebClientOptions,
): Promise<Receiver> {
  if (publicUrl && signingSecret) return createHttpReceiver({ server, signingSecret, clock, log })
  if (appToken)
    return createSocketReceiver({
      appToken,
      logger,
      log,
      // A connection waits as long as Slack says.
      clientOptions: { ...clientOptions, rejectRateLimitedCalls: false },
    })
  throw new Fault(
    'config',
    publicUrl
      ? 'SLACK_SIGNING_SECRET is missing: copy the signing secret from Basic Information of the app.'
      : 'SLACK_APP_TOKEN is missing: make an app-level token with connections:write, or set PUBLIC_URL and SLACK_SIGNING_SECRET.',
  )
}

/** Who we are where the token is configured. */
async function introduce(client: WebClient, token: string, workspaces: Workspaces): Promise<void> {
  try {
    const {
      team_id: team,
      user_id: botUserId,
      is_enterprise_install: orgWide,
      enterprise_id: org,
    } = await client.auth.test()
    const tenant = orgWide ? org : team
    if (tenant) workspaces.own(tenant, { token, ...(botUserId && { botUserId }), at: 0 })
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw slackFault(error)
    throw new Fault(
      'config',
      `Slack does not accept SLACK_BOT_TOKEN (${error.data.error}): copy the bot token that begins with xoxb- from OAuth & Permissions.`,
    )
  }
}

class NotInstalled extends Error {}

function createAuthorize(workspaces: Workspaces): Authorize<boolean> {
  return async ({ teamId, enterpriseId, isEnterpriseInstall }) => {
    const tenant = (isEnterpriseInstall ? enterpriseId : teamId) ?? enterpriseId ?? ''
    const workspace = await workspaces.find(tenant)
    if (!workspace) throw new NotInstalled('The app is not installed there.')
    return { botToken: workspace.token, ...(workspace.botUserId && { botUserId: workspace.botUserId }) }
  }
}

/** The SDK's own words may quote what people wrote: only that there was trouble is kept. */
function quiet(log: Log): Logger {
  return {
    debug() {},
    info() {},
    warn() {},
    error: () => log.warn('the Slack SDK met with trouble'),
    setLevel() {},
    getLevel: () => LogLevel.ERROR,
    setName() {},
  }
}
