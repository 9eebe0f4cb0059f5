/** The web chat's routes on the one HTTP server. */
import { Readable } from 'node:stream'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PHOTO, WEB } from '../../config/limits.js'
import { speakable } from '../../config/locales/languages.js'
import type { Booth } from '../../core/platform.js'
import type { Vault } from '../../core/ports.js'
import { objectKey } from '../../core/vault/keys.js'
import { cleanText } from '../clean.js'
import { ending } from '../clips.js'
import { Refusal } from '../server.js'
import type { Bundle } from './bundle.js'
import { pageDocument } from './document.js'
import { createGuard, type RateLimits } from './guard.js'
import type { History } from './history.js'
import { eventName, readLanguage } from './inbound.js'
import type { Live } from './live.js'
import { readRange } from './ranges.js'
import { renderMessages } from './render.js'
import { createTurns, type SayIt, type Speaker } from './say.js'
import type { Sessions } from './session.js'
import * as sse from './sse.js'
import { receiveUploads } from './uploads.js'
import { chatName, createVisits } from './visit.js'
import * as wire from './wire.js'

export interface Rooms {
  booth: Booth
  history: History
  live: Live
  say: SayIt
  sessions: Sessions
  vault: Vault
  bundle: Bundle
  publicUrl?: string | undefined
  limits?: RateLimits | undefined
}

/** Puts page, assets and API on the server, in a scope of their own. */
export async function registerWeb(server: FastifyInstance, rooms: Rooms): Promise<void> {
  server.addHook('preClose', async () => rooms.live.close())
  await server.register(async scope => {
    await scope.register(cookie)
    await scope.register(multipart, { throwFileSizeLimit: false })
    await routes(scope, rooms)
  })
}

async function routes(scope: FastifyInstance, rooms: Rooms): Promise<void> {
  const { booth, history, live, say, vault, bundle } = rooms
  const guard = await createGuard(scope, rooms)
  const visits = createVisits({ ...rooms, guard })
  const turns = createTurns()

  scope.get('/', async (request, reply) => {
    await guard.read.address(request)
    await visits.identify(request, reply)
    const html = pageDocument(bundle, readLanguage(request.headers['accept-language']))
    return reply.type('text/html; charset=utf-8').header('cache-control', 'private, no-cache').send(html)
  })

  scope.get('/assets/:name', async (request, reply) => {
    const asset = bundle.assets.get(request.url.split('?')[0] ?? '')
    if (!asset) throw new Refusal(404, words => words.notFound)
    reply
      .type(asset.type)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('vary', 'accept-encoding')
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(asset.bytes)
    return reply.header('content-encoding', 'gzip').send(asset.zipped)
  })

  /** Reading as somebody: bounded by address, then by person. */
  async function reader(request: FastifyRequest, reply: FastifyReply): Promise<Speaker> {
    await guard.read.address(request)
    const speaker = await visits.enter(request, reply)
    await guard.read.person(request, speaker.userId)
    return speaker
  }

  scope.get('/api/chat', async (request, reply) => {
    const { before } = wire.chatQuery.parse(request.query)
    const { visitor } = await reader(request, reply)
    await history.open(visitor.accountId)
    const page = await history.page(visitor.accountId, before, WEB.historyPage)
    const answer: wire.ChatPage = {
      chat: chatName(visitor.accountId),
      newest: page.newest,
      messages: renderMessages(page.rows),
      more: page.more,
      commands: booth.commands(visitor.language),
      mayProcess: visitor.mayProcess,
      language: speakable(visitor.language),
      limits: { photoBytes: PHOTO.maxBytes, photos: WEB.photosAtOnce, text: WEB.textChars },
    }
    return reply.header('cache-control', 'no-store').send(answer)
  })

  scope.get('/api/events', async (request, reply) => {
    const query = wire.eventsQuery.parse(request.query)
    const { visitor } = await reader(request, reply)
    const resumed = Number(request.headers['last-event-id'])
    const after = Number.isSafeInteger(resumed) ? Math.max(query.after, resumed) : query.after
    await history.open(visitor.accountId)
    const mine = query.chat === undefined || query.chat === chatName(visitor.accountId)
    const stream = mine ? live.open(visitor.accountId, after) : goodbye()
    if (!stream) throw new Refusal(429, words => words.tooManyPages, undefined, 10)
    return reply
      .type('text/event-stream')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(stream)
  })

  scope.post('/api/say', async (request, reply) => {
    guard.sameOrigin(request)
    await guard.say.address(request)
    const speaker = await visits.enter(request, reply)
    await guard.say.person(request, speaker.userId)
    const said = request.isMultipart()
      ? await sayWithPhotos(request, speaker)
      : await say(speaker, cleaned(wire.say.parse(request.body)), [])
    const chat = chatName(speaker.visitor.accountId)
    if (said.erased) visits.renew(request, reply)
    const answer: wire.SaidReply = said.erased
      ? { chat, mayProcess: false, farewell: said.farewell }
      : { chat, mayProcess: said.mayProcess, language: speakable(said.language) }
    return reply.header('cache-control', 'no-store').send(answer)
  })

  /** Photos go into the vault only when core may process them, and only when the event is not handled already. */
  async function sayWithPhotos(request: FastifyRequest, speaker: Speaker) {
    const { accountId, personId, mayProcess } = speaker.visitor
    let release = () => {}
    try {
      const { said, keys } = await receiveUploads(request, {
        vault,
        owner: personId,
        admit: async first => {
          if (!mayProcess) throw new Refusal(409, words => words.needsConsent, 'consent')
          const name = eventName(accountId, first.eventId)
          release = await turns(name)
          if ((await history.outcome(accountId, name)).done) return null
          return index => objectKey(personId, 'upload', `${name}-${index}`)
        },
      })
      return await say(speaker, cleaned(said), keys)
    } finally {
      release()
    }
  }

  scope.get('/images/:id', async (request, reply) => {
    const { id } = wire.imageParams.parse(request.params)
    const { download } = wire.imageQuery.parse(request.query)
    if (!visits.known(request)) throw new Refusal(404, words => words.notFound)
    const { visitor } = await reader(request, reply)
    const image = await booth.readImage(visitor.personId, id)
    if (!image) throw new Refusal(404, words => words.pictureGone)
    if (download !== undefined)
      reply.header(
        'content-disposition',
        `attachment; filename="pixbooth-${id.slice(-6)}.${ending(image.mime)}"`,
      )
    // A picture never changes but can be deleted, so the browser may keep it but asks each time whether it is still there.
    const tag = `"${id}"`
    reply.header('cache-control', 'private, no-cache').header('etag', tag).header('vary', 'cookie')
    if (request.headers['if-none-match'] === tag) return reply.code(304).send()
    reply.type(image.mime).header('accept-ranges', 'bytes')
    // Only while it is the one that a browser has the other parts of.
    const same = [undefined, tag].includes(request.headers['if-range'] as string | undefined)
    const size = image.bytes.length
    const range = same ? readRange(request.headers.range, size) : 'whole'
    if (range === 'whole') return reply.send(image.bytes)
    if (range === 'outside') return reply.code(416).header('content-range', `bytes */${size}`).send()
    reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${size}`)
    return reply.send(image.bytes.subarray(range.first, range.last + 1))
  })
}

/** For a page that still shows a conversation of somebody else, or one that was erased. */
function goodbye(): Readable {
  return Readable.from([sse.erased])
}

function cleaned(said: wire.Say): wire.Say {
  if ('text' in said) return { ...said, text: cleanText(said.text) }
  return said.label === undefined ? said : { ...said, label: cleanText(said.label) }
}
