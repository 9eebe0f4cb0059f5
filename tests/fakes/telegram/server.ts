/** A Bot API server on a loopback port: reads and judges every call, fails on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import busboy from 'busboy'
import { createLimits } from './limits.js'
import { type Context, createMethods, WRITES } from './methods.js'
import { Refusal } from './refusal.js'
import { breaches, cardLinks } from './rules.js'
import { specCheck } from './spec.js'
import { createStars } from './stars.js'
import { createUpdates } from './updates.js'
import type { Upload } from './upload.js'
import { createWorld } from './world.js'

export interface Captured {
  method: string
  payload: Record<string, unknown>
  at: number
  /** 200, or the code of the refusal. */
  status: number
}

/** What the next writes of the bot meet. */
type Trouble = { how: 'limit'; seconds: number } | { how: 'error' } | { how: 'silence' }

export type TelegramServer = Awaited<ReturnType<typeof openTelegramServer>>

/** Opens it. `webhookAt` is where the public name of a webhook leads, `now` the clock that payments go by. */
export async function openTelegramServer(
  options: { token?: string; webhookAt?: () => string; now?: () => number } = {},
) {
  const token = options.token ?? '7000000001:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-aa'
  const world = createWorld()
  const updates = createUpdates(() => options.webhookAt?.())
  const stars = createStars({ world, updates }, options.now)
  const limits = createLimits()
  const captured: Captured[] = []
  const violations: string[] = []
  const troubles: Trouble[] = []
  /** What no call may have in it, beside links of card payments as they are known. */
  const forbidden: RegExp[] = []
  let uploadBytes = Number.POSITIVE_INFINITY
  const context: Context = {
    world,
    updates,
    stars,
    texts: { commands: {}, descriptions: {}, short: {} },
    actions: [],
    answers: [],
    uploadBytes: () => uploadBytes,
  }
  const methods = createMethods(context)

  async function run(method: string, payload: Record<string, unknown>, gone: AbortSignal): Promise<unknown> {
    const wrong = [
      ...new Set([
        ...(await breaches(method, payload)),
        ...(specCheck?.(method, payload) ?? []),
        ...cardLinks(method, payload, forbidden),
      ]),
    ]
    violations.push(...wrong)
    const perform = methods[method]
    if (!perform) throw new Refusal(404, 'Not Found')
    if (WRITES.has(method)) {
      const trouble = troubles.shift()
      if (trouble?.how === 'silence') await wait(600_000, undefined, { signal: gone }).catch(() => {})
      if (trouble?.how === 'error') throw new Refusal(500, 'Internal Server Error')
      if (trouble?.how === 'limit') throw tooMany(trouble.seconds)
      const after = limits.count(
        Number(payload.chat_id),
        Array.isArray(payload.media) ? payload.media.length : 1,
      )
      if (after > 0) throw tooMany(after)
    }
    if (wrong.length > 0) throw new Refusal(400, `Bad Request: ${wrong[0]}`)
    return perform(payload, gone)
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const [, kind, rest] = /^\/(bot|file\/bot)([^?]*)/.exec(request.url ?? '') ?? []
    const [given = '', ...path] = (rest ?? '').split('/').map(decodeURIComponent)
    if (kind === undefined || given !== token) {
      violations.push(`a call with a wrong token or address`)
      return json(response, 401, { ok: false, error_code: 401, description: 'Unauthorized' })
    }
    if (kind === 'file/bot') {
      const file = world.files.get(/([^/]+)\.jpg$/.exec(path.join('/'))?.[1] ?? '')
      if (!file) return json(response, 404, { ok: false, error_code: 404, description: 'Not Found' })
      response.writeHead(200, { 'content-type': 'application/octet-stream' })
      response.end(file.bytes)
      return
    }
    const [method = ''] = path
    const payload = await readPayload(request)
    const call: Captured = { method, payload, at: Date.now(), status: 200 }
    captured.push(call)
    try {
      const result = await run(method, payload, gone.signal)
      json(response, 200, { ok: true, result })
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'Internal Server Error')
      if (!(error instanceof Refusal)) violations.push(`the stand-in failed: ${error}`)
      call.status = refusal.code
      const { message: description, parameters } = refusal
      json(response, refusal.code, {
        ok: false,
        error_code: refusal.code,
        description,
        ...(parameters && { parameters }),
      })
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(error => {
      violations.push(`a request could not be read: ${error}`)
      response.destroy()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    world,
    updates,
    stars,
    captured,
    violations,
    texts: context.texts,
    actions: context.actions,
    answers: context.answers,
    liftLimits: limits.lift,
    trouble(count: number, trouble: Trouble) {
      for (let i = 0; i < count; i++) troubles.push(trouble)
    },
    limitUpload(bytes: number) {
      uploadBytes = bytes
    },
    /** From now on no call may have that in it: where a stand-in sells by card. */
    forbid: (pattern: RegExp) => void forbidden.push(pattern),
    cutConnections: () => server.closeAllConnections(),
    async close() {
      await updates.close()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function tooMany(seconds: number): Refusal {
  return new Refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds })
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

async function readPayload(request: IncomingMessage): Promise<Record<string, unknown>> {
  if (request.headers['content-type']?.startsWith('multipart/form-data')) return readForm(request)
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  return text === '' ? {} : JSON.parse(text)
}

/** Fields are JSON but for plain words; `attach://name` in them stands for the file of that name. */
async function readForm(request: IncomingMessage): Promise<Record<string, unknown>> {
  const fields: Record<string, unknown> = {}
  const files = new Map<string, Upload>()
  const form = busboy({ headers: request.headers })
  const reads: Promise<void>[] = []
  form.on('field', (name, value) => {
    fields[name] = parse(value)
  })
  form.on('file', (name, stream, { filename }) => {
    reads.push(
      (async () => {
        const chunks: Buffer[] = []
        for await (const chunk of stream) chunks.push(chunk)
        files.set(name, { upload: true, bytes: Buffer.concat(chunks), name: filename ?? '' })
      })(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    form.on('close', resolve)
    form.on('error', reject)
    request.on('error', reject)
    request.pipe(form)
  })
  await Promise.all(reads)
  return attach(fields, files) as Record<string, unknown>
}

function parse(value: string): unknown {
  if (!/^([[{]|-?\d+$|true$|false$)/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function attach(value: unknown, files: ReadonlyMap<string, Upload>): unknown {
  if (typeof value === 'string' && value.startsWith('attach://')) return files.get(value.slice(9)) ?? value
  if (Array.isArray(value)) return value.map(one => attach(one, files))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, attach(one, files)]))
}
