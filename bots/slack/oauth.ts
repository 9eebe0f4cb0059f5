/** Installing the app in more workspaces: the way to Slack's own page, and the way back. */
import { randomBytes } from 'node:crypto'
import cookie from '@fastify/cookie'
import type { WebClient } from '@slack/web-api'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { SLACK } from '../../config/limits.js'
import { type SlackWords, slackWords } from '../../config/locales/slack/index.js'
import type { Clock, Log } from '../../core/ports.js'
import { createBounded } from '../bounded.js'
import { isState, signState } from './oauth-state.js'
import { SCOPES } from './scopes.js'
import type { Workspaces } from './workspaces.js'

export interface OAuthDeps {
  server: FastifyInstance
  clientId: string
  clientSecret: string
  apiUrl: string
  publicUrl: string
  /** The first one signs, all are believed. */
  stateSecrets: readonly [string, ...string[]]
  workspaces: Workspaces
  /** A client without a token. */
  client: WebClient
  clock: Clock
  log: Log
}

const COOKIE = 'pixbooth_slack_install'
const query = z.object({
  code: z.string().min(1).max(1_000).optional(),
  state: z.string().max(500).default(''),
  error: z.string().max(200).optional(),
})

/** `/slack/install` and `/slack/oauth_redirect`. */
export async function registerOAuth(deps: OAuthDeps): Promise<void> {
  const { publicUrl, clock, stateSecrets, workspaces, log } = deps
  const redirectUri = `${publicUrl}/slack/oauth_redirect`
  const jar = {
    path: '/slack',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
  } as const
  const used = createBounded<true>(SLACK.clients, SLACK.installMs, () => clock.now())

  /** Exchanges the code; answers the name of the workspace, if it has one. */
  async function install(code: string): Promise<string> {
    const granted = await deps.client.oauth.v2.access({
      client_id: deps.clientId,
      client_secret: deps.clientSecret,
      code,
      redirect_uri: redirectUri,
    })
    const home = granted.is_enterprise_install ? granted.enterprise : (granted.team ?? granted.enterprise)
    if (!granted.access_token || !home?.id) throw new Error('Slack granted no token.')
    await workspaces.save(home.id, {
      token: granted.access_token,
      ...(granted.bot_user_id && { botUserId: granted.bot_user_id }),
      at: clock.now(),
    })
    return home.name ?? ''
  }

  await deps.server.register(async scope => {
    await scope.register(cookie)

    scope.get('/slack/install', async (_request, reply) => {
      const nonce = randomBytes(24).toString('base64url')
      const url = new URL('/oauth/v2/authorize', deps.apiUrl)
      url.search = new URLSearchParams({
        client_id: deps.clientId,
        scope: Object.keys(SCOPES).join(','),
        redirect_uri: redirectUri,
        state: signState(nonce, clock.now() + SLACK.installMs, stateSecrets[0]),
      }).toString()
      return reply
        .setCookie(COOKIE, nonce, { ...jar, maxAge: SLACK.installMs / 1_000 })
        .header('cache-control', 'no-store')
        .redirect(url.href, 302)
    })

    scope.get('/slack/oauth_redirect', async (request, reply) => {
      const read = query.safeParse(request.query)
      const nonce = request.cookies[COOKIE]
      const state = read.success ? read.data.state : ''
      const language = request.headers['accept-language']?.split(/[,;]/)[0]
      const texts = slackWords(language)
      reply.clearCookie(COOKIE, jar)
      if (
        !read.success ||
        !stateSecrets.some(one => isState(state, nonce, one, clock.now())) ||
        used.get(state)
      )
        return page(reply, 400, texts, texts.stale)
      used.set(state, true)
      const { code, error } = read.data
      if (error !== undefined || !code) return page(reply, 200, texts, texts.denied)
      try {
        const name = await install(code)
        return page(reply, 200, texts, texts.installed(name || texts.yourWorkspace), true)
      } catch {
        log.warn('an installation in Slack failed')
        return page(reply, 502, texts, texts.refused)
      }
    })
  })
}

/** A plain page; the server's own policy keeps scripts and styles away. */
function page(
  reply: FastifyReply,
  status: number,
  texts: SlackWords,
  text: string,
  installed = false,
): FastifyReply {
  const title = installed ? texts.installedTitle : texts.failedTitle
  const again = installed ? '' : `<p><a href="/slack/install">${html(texts.again)}</a></p>`
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>${html(title)}</title><h1>${html(title)}</h1><p>${html(text)}</p>${again}</html>`,
    )
}

function html(text: string): string {
  return text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`)
}
