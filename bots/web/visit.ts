/** Who is behind a request: the cookie's person, or a new one who gets a cookie now. */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { WEB } from '../../config/limits.js'
import type { Booth } from '../../core/platform.js'
import type { Guard } from './guard.js'
import { readLanguage } from './inbound.js'
import type { Speaker } from './say.js'
import { COOKIE, newUserId, type Sessions } from './session.js'

export interface Visits {
  /** The cookie's user id; a browser without a good cookie becomes somebody new, as far as its address may. */
  identify(request: FastifyRequest, reply: FastifyReply): Promise<string>
  /** The same, with account and person. */
  enter(request: FastifyRequest, reply: FastifyReply): Promise<Speaker>
  /** The user id of a good cookie, or null: for what makes no sense for somebody new. */
  known(request: FastifyRequest): string | null
  /** Makes the browser somebody new, with the answer under way. */
  renew(request: FastifyRequest, reply: FastifyReply): void
}

export function createVisits(deps: {
  booth: Booth
  sessions: Sessions
  guard: Guard
  publicUrl?: string | undefined
}): Visits {
  const { booth, sessions, guard } = deps
  const publicHttps = deps.publicUrl?.startsWith('https:') ?? false

  function set(request: FastifyRequest, reply: FastifyReply, userId: string): void {
    reply.setCookie(COOKIE, sessions.seal(userId), {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: publicHttps || request.protocol === 'https',
      maxAge: WEB.cookieSeconds,
    })
  }

  const visits: Visits = {
    async identify(request, reply) {
      const session = sessions.read(request.cookies[COOKIE])
      if (!session) await guard.newcomer(request)
      const userId = session?.userId ?? newUserId()
      // Also for known ones where the page begins, so that the cookie never ends while it is in use.
      if (!session || session.old || request.routeOptions.url === '/') set(request, reply, userId)
      return userId
    },
    async enter(request, reply) {
      const userId = await visits.identify(request, reply)
      const language = readLanguage(request.headers['accept-language'])
      const visitor = await booth.admit({
        platform: 'web',
        tenant: '',
        userId,
        ...(language && { language }),
      })
      return { userId, language, visitor }
    },
    known: request => sessions.read(request.cookies[COOKIE])?.userId ?? null,
    renew: (request, reply) => set(request, reply, newUserId()),
  }
  return visits
}

/** The conversation's name towards the page: enough to see that it is another one, and nothing else. */
export function chatName(accountId: string): string {
  return createHash('sha256').update(`chat ${accountId}`).digest('base64url').slice(0, 16)
}
