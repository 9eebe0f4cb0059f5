/**
 * The only reader of the environment. Values come from the environment and from a `.env` file in the project's root;
 * the environment wins. Everything is parsed once, into variants that the rest of the code can trust.
 */
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import type { Config } from './config.js'
import {
  address,
  dollars,
  flag,
  key,
  keys,
  origins,
  proxies,
  secret,
  shards,
  signingSecrets,
  skus,
  whole,
} from './values.js'

export type * from './config.js'
export type { Shards } from './values.js'

type Env = Readonly<Record<string, string | undefined>>

/** The project's root: the folder of package.json, from the sources as from a build in dist/. */
export const ROOT = findRoot(dirname(fileURLToPath(import.meta.url)))

/** What is wrong with the configuration, one sentence each; never a secret's value. */
export class ConfigError extends Error {
  readonly problems: string[]

  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

const cores = Math.min(2, availableParallelism())

/** Every variable: how it is read and what stands in for it. .env.example explains each. */
const variables = {
  DATA_DIR: z.string().default('./data'),
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(0, 65_535).default(3000),
  PUBLIC_URL: address(['http:', 'https:'], 'https://booth.example').optional(),
  TRUST_PROXY: proxies.default(false),
  DATABASE_URL: address(
    ['postgres:', 'postgresql:'],
    'postgresql://user:password@host:5432/pixbooth',
  ).optional(),
  REDIS_URL: address(['redis:', 'rediss:'], 'redis://host:6379').optional(),
  S3_BUCKET: z.string().optional(),
  S3_ENDPOINT: address(['http:', 'https:'], 'https://s3.example').optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_FORCE_PATH_STYLE: flag.default(false),
  MASTER_KEY: key.optional(),
  MASTER_KEY_FORMER: keys.default([]),
  COOKIE_SECRET: secret.optional(),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'silent'],
      'must be one of fatal, error, warn, info, debug, silent',
    )
    .default('info'),
  VISION_PROCESSES: whole(1, 64).default(cores),
  STUDIO_THREADS: whole(1, 64).default(cores),
  OPERATOR_TOKEN: secret.optional(),
  MINIMUM_AGE: whole(13, 99).default(18),
  IMAGE_DAYS: whole(1, 3_650).default(180),
  DATA_REGION: z.string().max(100).default(''),
  PUBLIC_RESULTS: flag.default(false),
  SCREENING_FILE: z.string().optional(),
  // Tokens and ids are judged by their platform: a wrong one must not keep the others from starting.
  DISCORD_TOKEN: z.string().optional(),
  DISCORD_APPLICATION_ID: z.string().optional(),
  DISCORD_SHARDS: shards.default('auto'),
  DISCORD_API_URL: address(['http:', 'https:'], 'https://discord.com/api').default('https://discord.com/api'),
  DISCORD_FILE_ORIGINS: origins.default(['https://cdn.discordapp.com', 'https://media.discordapp.net']),
  DISCORD_SKUS: skus.default({}),
  TELEGRAM_TOKEN: z.string().optional(),
  TELEGRAM_WEBHOOK_SECRET: z.string().optional(),
  TELEGRAM_STARS: flag.default(true),
  TELEGRAM_API_URL: address(['http:', 'https:'], 'https://api.telegram.org').default(
    'https://api.telegram.org',
  ),
  SLACK_BOT_TOKEN: z.string().optional(),
  SLACK_APP_TOKEN: z.string().optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_CLIENT_ID: z.string().optional(),
  SLACK_CLIENT_SECRET: z.string().optional(),
  SLACK_API_URL: address(['http:', 'https:'], 'https://slack.com/api').default('https://slack.com/api'),
  SLACK_FILE_ORIGINS: origins.default(['https://files.slack.com']),
  REPLICATE_API_TOKEN: z.string().optional(),
  REPLICATE_API_URL: address(['http:', 'https:'], 'https://api.replicate.com/v1').default(
    'https://api.replicate.com/v1',
  ),
  REPLICATE_WEBHOOK_SECRET: z
    .string()
    .regex(
      /^whsec_[A-Za-z0-9+/=]{16,}$/,
      'must be the signing secret that Replicate shows: it begins with whsec_',
    )
    .optional(),
  REPLICATE_FILE_ORIGINS: origins.default([]),
  FAL_KEY: z.string().optional(),
  FAL_API_URL: address(['http:', 'https:'], 'https://queue.fal.run').optional(),
  FAL_FILE_ORIGINS: origins.default([]),
  REPLICATE_DAILY_USD: dollars.default(20_000_000),
  FAL_DAILY_USD: dollars.default(20_000_000),
  PERSON_DAILY_USD: dollars.default(1_000_000),
  ENGINES_DAILY_USD: dollars.default(30_000_000),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[sr]k_[A-Za-z0-9_]{8,}$/, 'must be a secret key of Stripe: it begins with sk_ or rk_')
    .optional(),
  STRIPE_WEBHOOK_SECRET: signingSecrets.default([]),
  STRIPE_API_URL: address(['http:', 'https:'], 'https://api.stripe.com').default('https://api.stripe.com'),
} as const

/** Names of all variables, for the check of .env.example and the docs. */
export const VARIABLES = Object.keys(variables) as (keyof typeof variables)[]

/** Parses the environment. Throws ConfigError with a sentence for every problem there is. */
export function loadConfig(env: Env = readEnvironment()): Config {
  // An empty value is an unset one: `PORT=` in a .env file means the default.
  const given = Object.fromEntries(VARIABLES.map(name => [name, env[name]?.trim() || undefined]))
  const parsed = z.object(variables).safeParse(given)
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(issue => `${String(issue.path[0])} ${issue.message}.`)
  const vault = readVault(given, problems)
  if (!parsed.success || problems.length > 0) throw new ConfigError([...new Set(problems)])
  const v = parsed.data
  return {
    dataDir: resolve(ROOT, v.DATA_DIR),
    http: {
      host: v.HOST,
      port: v.PORT,
      ...(v.PUBLIC_URL && { publicUrl: v.PUBLIC_URL.replace(/\/+$/, '') }),
      trustProxy: v.TRUST_PROXY,
    },
    database: v.DATABASE_URL ? { kind: 'url', url: v.DATABASE_URL } : { kind: 'embedded' },
    queue: v.REDIS_URL ? { kind: 'redis', url: v.REDIS_URL } : { kind: 'postgres' },
    vault: vault
      ? { ...vault, region: v.S3_REGION, forcePathStyle: v.S3_FORCE_PATH_STYLE }
      : { kind: 'disk' },
    ...(v.MASTER_KEY && { masterKey: v.MASTER_KEY }),
    formerMasterKeys: v.MASTER_KEY_FORMER,
    ...(v.COOKIE_SECRET && { cookieSecret: v.COOKIE_SECRET }),
    logLevel: v.LOG_LEVEL,
    visionProcesses: v.VISION_PROCESSES,
    studioThreads: v.STUDIO_THREADS,
    ...(v.OPERATOR_TOKEN && { operatorToken: v.OPERATOR_TOKEN }),
    minimumAge: v.MINIMUM_AGE,
    imageDays: v.IMAGE_DAYS,
    ...(v.DATA_REGION && { dataRegion: v.DATA_REGION }),
    publicResults: v.PUBLIC_RESULTS,
    ...(v.SCREENING_FILE && { screeningFile: resolve(ROOT, v.SCREENING_FILE) }),
    engines: {
      ...(v.REPLICATE_API_TOKEN && {
        replicate: {
          token: v.REPLICATE_API_TOKEN,
          apiUrl: bare(v.REPLICATE_API_URL),
          ...(v.REPLICATE_WEBHOOK_SECRET && { webhookSecret: v.REPLICATE_WEBHOOK_SECRET }),
          fileOrigins: v.REPLICATE_FILE_ORIGINS,
        },
      }),
      ...(v.FAL_KEY && {
        fal: {
          key: v.FAL_KEY,
          ...(v.FAL_API_URL && { apiUrl: bare(v.FAL_API_URL) }),
          fileOrigins: v.FAL_FILE_ORIGINS,
        },
      }),
    },
    caps: {
      all: v.ENGINES_DAILY_USD,
      person: v.PERSON_DAILY_USD,
      engines: { replicate: v.REPLICATE_DAILY_USD, fal: v.FAL_DAILY_USD },
    },
    ...(v.STRIPE_SECRET_KEY && {
      stripe: {
        key: v.STRIPE_SECRET_KEY,
        webhookSecrets: v.STRIPE_WEBHOOK_SECRET,
        apiUrl: bare(v.STRIPE_API_URL),
      },
    }),
    platforms: {
      ...(v.DISCORD_TOKEN && {
        discord: {
          token: v.DISCORD_TOKEN,
          ...(v.DISCORD_APPLICATION_ID && { applicationId: v.DISCORD_APPLICATION_ID }),
          shards: v.DISCORD_SHARDS,
          // The library names the version itself.
          apiUrl: bare(v.DISCORD_API_URL).replace(/\/v\d+$/, ''),
          fileOrigins: v.DISCORD_FILE_ORIGINS,
          skus: v.DISCORD_SKUS,
        },
      }),
      ...(v.TELEGRAM_TOKEN && {
        telegram: {
          token: v.TELEGRAM_TOKEN,
          ...(v.TELEGRAM_WEBHOOK_SECRET && { webhookSecret: v.TELEGRAM_WEBHOOK_SECRET }),
          apiUrl: bare(v.TELEGRAM_API_URL),
          stars: v.TELEGRAM_STARS,
        },
      }),
      ...((v.SLACK_BOT_TOKEN || v.SLACK_APP_TOKEN || v.SLACK_CLIENT_ID) && {
        slack: {
          ...(v.SLACK_BOT_TOKEN && { botToken: v.SLACK_BOT_TOKEN }),
          ...(v.SLACK_APP_TOKEN && { appToken: v.SLACK_APP_TOKEN }),
          ...(v.SLACK_SIGNING_SECRET && { signingSecret: v.SLACK_SIGNING_SECRET }),
          ...(v.SLACK_CLIENT_ID &&
            v.SLACK_CLIENT_SECRET && {
              oauth: { clientId: v.SLACK_CLIENT_ID, clientSecret: v.SLACK_CLIENT_SECRET },
            }),
          apiUrl: bare(v.SLACK_API_URL),
          fileOrigins: v.SLACK_FILE_ORIGINS,
        },
      }),
    },
  }
}

/** Without slashes at the end, so that paths can be added. */
function bare(address: string): string {
  return address.replace(/\/+$/, '')
}

/** What the tests ask of their surroundings. */
export function loadTestConfig(env: Env = process.env): { ci: boolean; redisUrl?: string; path: string } {
  return {
    ci: !['', '0', 'false'].includes(env.CI ?? ''),
    ...(env.REDIS_URL && { redisUrl: env.REDIS_URL }),
    path: env.PATH ?? '',
  }
}

/** S3 is chosen by its bucket; the keys then belong to it, and without it they are a mistake. */
function readVault(given: Env, problems: string[]) {
  const { S3_BUCKET: bucket, S3_ENDPOINT: endpoint } = given
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = given
  if (bucket && accessKeyId && secretAccessKey)
    return { kind: 's3' as const, bucket, accessKeyId, secretAccessKey, ...(endpoint && { endpoint }) }
  const needed = { S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey }
  if (Object.values({ ...needed, endpoint }).some(Boolean))
    for (const [name, value] of Object.entries(needed))
      if (!value)
        problems.push(`${name} is missing: set it, or unset all S3_ variables to keep pictures on disk.`)
  return undefined
}

function readEnvironment(): Env {
  const file = join(ROOT, '.env')
  if (!existsSync(file)) return process.env
  return { ...parseEnv(readFileSync(file, 'utf8')), ...process.env }
}

function findRoot(from: string): string {
  for (let at = from; ; at = dirname(at))
    if (existsSync(join(at, 'package.json')) || dirname(at) === at) return at
}
