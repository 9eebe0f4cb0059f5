/** Engines that hand over what a test wants, eyes that count, and everything that is written down, as text. */
import sharp from 'sharp'
import type { Purpose } from '../../../config/policy.js'
import { noteConsent } from '../../../core/person/consent.js'
import type { Engine, EngineRequest, Output, Vision } from '../../../core/ports.js'
import type { PrismaClient } from '../../../prisma/client.js'

/** A picture as an engine hands it over. */
export async function outputOf(picture: Buffer): Promise<Output> {
  const { width, height } = await sharp(picture).metadata()
  return { bytes: await sharp(picture).jpeg().toBuffer(), mime: 'image/jpeg', width, height }
}

/** A plain wall. */
export const wall = () =>
  sharp({ create: { width: 640, height: 800, channels: 3, background: '#9a8' } })
    .jpeg()
    .toBuffer()

/** The real eyes, with a count of the pictures that were described. */
export function counting(vision: Vision) {
  const seen = { embedded: 0 }
  const eyes: Vision = {
    inspect: (...args) => vision.inspect(...args),
    trace: (...args) => vision.trace(...args),
    embed: (...args) => {
      seen.embedded++
      return vision.embed(...args)
    },
  }
  return { eyes, seen }
}

/** An engine elsewhere that has made, at its n-th start, the n-th of these pictures; the last one again and again. */
export function farEngine(makes: Output[][]) {
  const starts: EngineRequest[] = []
  const made = new Map<string, Output[]>()
  const engine: Engine = {
    id: 'replicate',
    paid: true,
    async start(request) {
      const engineId = `far-${request.id}`
      made.set(engineId, makes[Math.min(starts.length, makes.length - 1)] ?? [])
      starts.push(request)
      return { engineId }
    },
    find: async () => ({ engineIds: [], complete: true }),
    look: async ({ engineId }) => ({
      state: 'succeeded',
      outputs: (made.get(engineId) ?? []).map((_, index) => `${engineId}/${index}`),
    }),
    cancel: async () => {},
    async fetch(output) {
      const [engineId = '', index = ''] = output.split('/')
      const found = made.get(engineId)?.[Number(index)]
      if (!found) throw new Error('The engine has no such output.')
      return found
    },
  }
  return { engine, starts }
}

/** Writes down an answer of a person's. */
export function agree(db: PrismaClient, personId: string, purpose: Purpose, granted = true): Promise<void> {
  const said = {
    wording: purpose,
    language: 'en',
    platform: 'telegram' as const,
    version: '2026-11-28',
    now: Date.now(),
  }
  return noteConsent(db, { personId, purpose, granted, ...said })
}

/** Every row of every table, as text. */
export async function allRows(db: PrismaClient): Promise<string> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT table_schema || '."' || table_name || '"' AS name FROM information_schema.tables
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`
  const texts: string[] = []
  for (const { name } of tables)
    for (const { row } of await db.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM ${name} t`))
      texts.push(row)
  return texts.join('\n')
}
