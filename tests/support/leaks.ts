/** Looks in log lines for what must not be there: who somebody is, what they wrote or sent, and how one gets in. */
import type { PrismaClient } from '../../prisma/client.js'

/** Shorter words turn up by chance. */
const LEAST_CHARS = 5

/** Parts of an address that name no person and open no door: what kind it is, until when, and our own account ids. */
const HARMLESS = new Set(['at', 'app', 'until', 'original', 'shared', 'limited', 'fileBytes', 'account'])

/** What the database knows of persons: names at platforms, addresses, words. Our own ids are none of it. */
export async function knownSecrets(db: PrismaClient): Promise<string[]> {
  const found: unknown[] = []
  for (const { userId, tenant } of await db.account.findMany()) found.push(userId, tenant)
  for (const { replyTo, messageRef } of await db.delivery.findMany()) found.push(replyTo, messageRef)
  for (const { source, verdict } of await db.selfie.findMany()) found.push(source, verdict)
  for (const { payload } of await db.inboxEvent.findMany()) found.push(payload)
  for (const { prompt } of await db.generation.findMany()) found.push(prompt)
  for (const { name, description } of await db.character.findMany()) found.push(name, description)
  for (const { text } of await db.report.findMany()) found.push(text)
  for (const { author, body } of await db.webMessage.findMany()) if (author === 'me') found.push(body)
  for (const { engineId, files } of await db.engineOrder.findMany()) found.push(engineId, files)
  return [...new Set(found.flatMap(words))]
}

/** Words that are texts of the booth's own or of its structure, and so in any log. */
const ORDINARY = /^(?:web|discord|telegram|slack|private|command|press|text|image\/\w+|[\w-]+:[\w:-]+)$/

function words(value: unknown): string[] {
  if (typeof value === 'string')
    return value.length >= LEAST_CHARS && !value.startsWith('/') && !ORDINARY.test(value) ? [value] : []
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => (HARMLESS.has(key) ? [] : words(inner)))
}

/** Which of the secrets are in the log, in any of the ways in which text or bytes come to be written. */
export function leaksIn(log: string, secrets: Iterable<string | Buffer>): string[] {
  return [...new Set(secrets)]
    .filter(secret => secret.length >= LEAST_CHARS)
    .flatMap(secret => {
      const way = waysOf(secret).find(([, written]) => written !== '' && log.includes(written))
      return way ? [`${way[0]}: ${String(secret).slice(0, 60)}`] : []
    })
}

function waysOf(secret: string | Buffer): [string, string][] {
  const bytes = Buffer.from(secret)
  // The beginning will do: a line may have been cut.
  const head = bytes.subarray(0, 48)
  const base64 = head.subarray(0, head.length - (head.length % 3)).toString('base64')
  return [
    ...(typeof secret === 'string'
      ? ([
          ['as it is', secret],
          ['in JSON', JSON.stringify(secret).slice(1, -1)],
          ['in an address', encodeURIComponent(secret)],
        ] as [string, string][])
      : []),
    ['in base64', base64],
    ['in base64url', Buffer.from(base64, 'base64').toString('base64url')],
    ['in hex', head.toString('hex')],
    ['as numbers', [...head].join(',')],
    ['as a Buffer shows itself', (head.toString('hex').match(/../g) ?? []).join(' ')],
  ]
}

/** Everything that is written to the console or the output streams from now on; `stop` answers it. */
export function listen(): { stop(): string } {
  const said: string[] = []
  const streams = [process.stdout, process.stderr]
  const before = streams.map(({ write }) => write)
  for (const stream of streams)
    stream.write = ((piece: string | Uint8Array) => {
      said.push(typeof piece === 'string' ? piece : Buffer.from(piece).toString())
      return true
    }) as typeof stream.write
  // Under vitest the console has streams of its own.
  const { console: tongue } = globalThis
  const methods = ['log', 'info', 'warn', 'error', 'debug'] as const
  const spoken = methods.map(method => tongue[method])
  for (const method of methods)
    tongue[method] = (...words: unknown[]) => void said.push(words.map(String).join(' '))
  return {
    stop() {
      for (const [index, stream] of streams.entries()) stream.write = before[index] as typeof stream.write
      for (const [index, method] of methods.entries()) tongue[method] = spoken[index] as typeof tongue.log
      return said.join('\n')
    },
  }
}
