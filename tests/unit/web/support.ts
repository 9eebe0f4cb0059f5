import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { close, createServer, listen } from '../../../bots/server.js'
import type { RateLimits } from '../../../bots/web/guard.js'
import type { LiveLimits } from '../../../bots/web/live.js'
import { createWebBot } from '../../../bots/web/main.js'
import { WEB } from '../../../config/limits.js'
import { FREE_PLAN } from '../../../config/plans.js'
import { createPolicy } from '../../../config/policy.js'
import { createBooth } from '../../../core/app.js'
import { createCatalogue } from '../../../core/catalogue.js'
import { createDataKeys } from '../../../core/person/data-keys.js'
import type { Booth } from '../../../core/platform.js'
import type { Clock, Log, Vault } from '../../../core/ports.js'
import { createPseudonym } from '../../../core/privacy/pseudonym.js'
import { openDiskStore } from '../../../core/vault/disk.js'
import { createKeyring } from '../../../core/vault/keyring.js'
import { createVault } from '../../../core/vault/vault.js'
import { masterKey } from '../../../core/vault/wrapping.js'
import { createPrisma } from '../../../prisma/client.js'
import type { Connection } from '../../../prisma/postgres/launch.js'

const SECRET = 'a secret that signs the cookies of tests'
export const clock: Clock = { now: () => Date.now() }

/** A log that keeps its lines. */
export function memoryLog(): Log & { lines: string[] } {
  const lines: string[] = []
  const note = (message: string, facts?: Record<string, unknown>) => {
    lines.push(`${message} ${JSON.stringify(facts ?? {})}`)
  }
  return { lines, info: note, warn: note, error: note }
}

export interface OpenOptions {
  limits?: Partial<RateLimits & LiveLimits>
  publicUrl?: string
  operatorToken?: string
  /** Wraps the real core, to stop it at a point of its work. */
  wrap?: (booth: Booth) => Booth
}

function countUploads(vault: Vault, count: { begun: number; ended: number }): Vault {
  return {
    ...vault,
    async putStream(...args) {
      count.begun++
      return vault.putStream(...args).finally(() => count.ended++)
    },
  }
}

/** The web chat with the real core on a loopback port. Its queue stays where it is: in the outbox. */
export async function openWeb(connection: Connection, options: OpenOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'pixbooth-web-'))
  const db = createPrisma({ ...connection, max: 8 })
  const log = memoryLog()
  const key = masterKey(randomBytes(32))
  const store = await openDiskStore({ root: folder, clock })
  const keyring = createKeyring({
    dataKeys: createDataKeys(db),
    masterKeys: { current: key, former: [] },
    clock,
  })
  const uploads = { begun: 0, ended: 0 }
  const vault = countUploads(createVault({ store, keyring }), uploads)
  const real = createBooth({
    db,
    vault,
    pseudonym: createPseudonym('a secret of tests'),
    jobs: { enqueue: async () => {}, count: async () => 0 },
    clock,
    log,
    plan: FREE_PLAN,
    minimumAge: 18,
    policy: createPolicy(),
    place: {},
    catalogue: createCatalogue(db),
    newSeed: () => 1,
  })
  const booth = options.wrap?.(real) ?? real
  const server = await createServer({
    log,
    metrics: new Registry(),
    operatorToken: options.operatorToken,
    ready: async () => ({ database: true }),
  })
  const bot = await createWebBot({
    booth,
    server,
    prisma: db,
    connection,
    vault,
    log,
    cookieSecrets: [SECRET],
    publicUrl: options.publicUrl,
    limits: { ...WEB, pollMs: 200, ...options.limits },
  })
  const base = await listen(server, { host: '127.0.0.1', port: 0 })
  return {
    base,
    bot,
    booth,
    db,
    log,
    server,
    /** How many photos began and ceased to be stored. */
    uploads,
    vault,
    async objects() {
      const keys: string[] = []
      for await (const { key } of vault.list()) keys.push(key)
      return keys.sort()
    },
    async close() {
      await close(server)
      await bot.close()
      await db.$disconnect()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type Web = Awaited<ReturnType<typeof openWeb>>
