/** What the environment becomes: variants that the rest of the code can trust. Read by config/env.ts. */
import type { ProductId } from './plans.js'
import type { Shards } from './values.js'

export type VaultConfig =
  | { kind: 'disk' }
  | {
      kind: 's3'
      endpoint?: string
      region: string
      bucket: string
      accessKeyId: string
      secretAccessKey: string
      forcePathStyle: boolean
    }

/** The SKUs of Discord that stand for products. */
export type Skus = Readonly<Partial<Record<ProductId, string>>>

export interface DiscordConfig {
  token: string
  applicationId?: string
  shards: Shards
  apiUrl: string
  /** Where attachments may be fetched from. */
  fileOrigins: string[]
  /** What Discord sells by itself, by the numbers that its portal gave it; empty: nothing. */
  skus: Skus
}

export interface TelegramConfig {
  token: string
  /** Credits are sold for Stars; without it, they are. */
  stars?: boolean
  /** Without one it follows from the master key. */
  webhookSecret?: string
  apiUrl: string
}

export interface SlackConfig {
  /** Of the one workspace that was installed by hand; others come by OAuth. */
  botToken?: string
  /** Opens socket mode. */
  appToken?: string
  /** Proves who sends HTTP events. */
  signingSecret?: string
  oauth?: { clientId: string; clientSecret: string }
  apiUrl: string
  fileOrigins: string[]
}

export interface ReplicateConfig {
  token: string
  /** Ends with the version, as `/v1`. */
  apiUrl: string
  /** With it, and an address of our own, Replicate says by itself how work ended. */
  webhookSecret?: string
  /** Where outputs may be fetched from besides Replicate's own hosts. */
  fileOrigins: string[]
}

export interface FalConfig {
  key: string
  /** One address in the place of all of fal's hosts; without it each has its own. */
  apiUrl?: string
  fileOrigins: string[]
}

export interface StripeConfig {
  /** `sk_…`, or a restricted one, `rk_…`. */
  key: string
  /** `whsec_…`, of every endpoint that calls; without one, Stripe is only asked. */
  webhookSecrets: string[]
  apiUrl: string
}

export interface Config {
  /** Absolute. */
  dataDir: string
  http: { host: string; port: number; publicUrl?: string; trustProxy: boolean | string[] }
  database: { kind: 'embedded' } | { kind: 'url'; url: string }
  queue: { kind: 'postgres' } | { kind: 'redis'; url: string }
  vault: VaultConfig
  /** Wraps the persons' data keys. Without one, a key is made in the data folder. */
  masterKey?: Buffer
  /** Open what they once wrapped, until `bin/pixbooth keys rotate` has wrapped it anew. */
  formerMasterKeys: Buffer[]
  /** Signs the web chat's cookies. Without one, a secret is made in the data folder. */
  cookieSecret?: string
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  visionProcesses: number
  studioThreads: number
  /** Opens the metrics; without one they are shown to the machine itself only. */
  operatorToken?: string
  minimumAge: number
  /** Days for which generated images are kept. */
  imageDays: number
  /** Where this booth and its stores stand, in the operator's words, such as `Frankfurt, Germany`. */
  dataRegion?: string
  /** Results asked for where others read along are shown to all of them, instead of to the person alone. */
  publicResults: boolean
  /** Operators' own words and patterns that are not drawn, as JSON. Absolute. */
  screeningFile?: string
  /** The engines that are set up, besides the local studio. */
  engines: { replicate?: ReplicateConfig; fal?: FalConfig }
  /** The most that they may cost on a day, in millionths of a US dollar. */
  caps: { all: number; person: number; engines: { replicate: number; fal: number } }
  /** The platforms that are set up, besides the web chat. */
  platforms: { discord?: DiscordConfig; telegram?: TelegramConfig; slack?: SlackConfig }
  /** Payments by card. */
  stripe?: StripeConfig
}
