/** GET /export/<token> and GET /export.schema.json: exports handed out by the one HTTP server, whichever bots run. */
import { Readable } from 'node:stream'
import cookie from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'
import { webWords } from '../config/locales/web/index.js'
import { ARCHIVE_MIME } from '../core/delivery/export-view.js'
import type { Booth } from '../core/platform.js'
import { exportSchema } from '../core/privacy/export/schema.js'
import { COOKIE, type Sessions } from './web/session.js'

/** Random and longer than anybody can guess; anything else is not even looked up. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** Puts the routes on the server. */
export async function registerExports(
  server: FastifyInstance,
  deps: { booth: Pick<Booth, 'openExport'>; sessions: Sessions },
): Promise<void> {
  const { booth, sessions } = deps
  const schema = exportSchema()
  await server.register(async scope => {
    await scope.register(cookie)

    scope.get('/export.schema.json', async (_request, reply) =>
      reply.type('application/schema+json').header('cache-control', 'public, max-age=3600').send(schema),
    )

    scope.route<{ Params: { token: string } }>({
      // Whoever only looks whether there is something (the preview of a chat) gets no byte of it, and uses nothing up.
      method: ['GET', 'HEAD'],
      url: '/export/:token',
      async handler(request, reply) {
        const { token } = request.params
        reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex').header('vary', 'cookie')
        // A person reads it, in a browser's window: words and no JSON.
        const words = webWords(request.headers['accept-language'])
        const refuse = (status: number, sentence: string) =>
          reply.code(status).type('text/plain; charset=utf-8').send(sentence)
        if (!TOKEN.test(token)) return refuse(404, words.notFound)
        const session = sessions.read(request.cookies[COOKIE])
        const found = await booth.openExport(
          token,
          session && { platform: 'web', tenant: '', userId: session.userId },
        )
        if (found.is === 'over') return refuse(410, words.exportOver)
        if (found.is !== 'there') return refuse(404, words.notFound)
        reply
          .type(ARCHIVE_MIME)
          .header('content-length', found.bytes)
          .header('content-disposition', `attachment; filename="${found.name}"`)
        if (request.method === 'HEAD') return reply.send()
        return reply.send(Readable.from(found.open(), { objectMode: false }))
      },
    })
  })
}
