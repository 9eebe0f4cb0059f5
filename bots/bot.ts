/** What every bot is built from. */
import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { Booth, Bot, Platform } from '../core/platform.js'
import type { Clock, Installations, Log } from '../core/ports.js'
import type { PrismaClient } from '../prisma/client.js'
import type { Intake } from './intake.js'
import type { ResolveLink } from './links.js'
import type { OpenPictures } from './pictures.js'

export interface BotDeps {
  booth: Booth
  /** For what a platform keeps of its own, beside what the booth is asked. */
  db: PrismaClient
  intake: Intake
  pictures: OpenPictures
  links: ResolveLink
  installations: Installations
  /** The one HTTP server, before it listens: routes are added while a bot is built. */
  server: FastifyInstance
  clock: Clock
  log: Log
  metrics: Registry
  /** Set: the platform sends webhooks there. Unset: the bot fetches its events itself. */
  publicUrl?: string | undefined
  publicResults: boolean
  /**
   * The secrets of a purpose, which follow from the master keys: the same in every process of the booth. The first one
   * signs; the others are earlier ones that are still believed.
   */
  secretsFor(purpose: string): readonly [string, ...string[]]
}

/**
 * A bot whose routes are on the server and whose client is built, but which is not connected yet. `connect` is called
 * once the server listens; a fault `config` is one sentence for the operator (a wrong token), and the others go on.
 */
export interface Connectable {
  bot: Bot
  connect(): Promise<void>
}

/** Names a bot for operators. */
export const TITLES: Record<Platform, string> = {
  web: 'The web chat',
  discord: 'Discord',
  telegram: 'Telegram',
  slack: 'Slack',
}
