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

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`))

const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'], 'must be true or false')
  .transform(word => ['true', '1', 'yes'].includes(word))

const address = (schemes: string[], example: string) =>
  z.string().refine(value => {
    const url = URL.canParse(value) ? new URL(value) : undefined
    return url !== undefined && url.host !== '' && schemes.includes(url.protocol)
  }, `must be an address like ${example}`)

/** 32 bytes, as `openssl rand -base64 32` or `openssl rand -hex 32` write them. */
const key = z
  .string()
  .transform(text => (/^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')))
  .refine(
    bytes => bytes.length === 32,
    'must be 32 bytes in base64 or hex: make one with "openssl rand -base64 32"',
  )

const secret = z
  .string()
  .min(32, 'must be at least 32 characters long: make one with "openssl rand -base64 32"')

/** Fastify's own words: true, false, or the proxies' addresses. */
const proxies = z.string().transform(text => {
  const known = flag.safeParse(text)
  return known.success ? known.data : text.split(',').map(part => part.trim())
})

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
} as const

/** Names of all variables, for the check of .env.example and the docs. */
export const VARIABLES = Object.keys(variables) as (keyof typeof variables)[]

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

export interface Config {
  /** Absolute. */
  dataDir: string
  http: { host: string; port: number; publicUrl?: string; trustProxy: boolean | string[] }
  database: { kind: 'embedded' } | { kind: 'url'; url: string }
  queue: { kind: 'postgres' } | { kind: 'redis'; url: string }
  vault: VaultConfig
  /** Wraps the persons' data keys. Without one, a key is made in the data folder. */
  masterKey?: Buffer
  /** Signs the web chat's cookies. Without one, a secret is made in the data folder. */
  cookieSecret?: string
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  visionProcesses: number
  studioThreads: number
  /** Opens the metrics; without one they are shown to the machine itself only. */
  operatorToken?: string
  minimumAge: number
}

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
    ...(v.COOKIE_SECRET && { cookieSecret: v.COOKIE_SECRET }),
    logLevel: v.LOG_LEVEL,
    visionProcesses: v.VISION_PROCESSES,
    studioThreads: v.STUDIO_THREADS,
    ...(v.OPERATOR_TOKEN && { operatorToken: v.OPERATOR_TOKEN }),
    minimumAge: v.MINIMUM_AGE,
  }
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
