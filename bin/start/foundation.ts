/** What bots and workers both stand on: database client, vault, queues, tasks. */
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { StripeRail } from '../../bots/payments/main.js'
import type { Config } from '../../config/env.js'
import { FREE_PLAN } from '../../config/plans.js'
import { createPolicy, type Place, type Policy } from '../../config/policy.js'
import { createBooth } from '../../core/app.js'
import { type Catalogue, createCatalogue } from '../../core/catalogue.js'
import { newId } from '../../core/id.js'
import { createInstallations } from '../../core/installation/store.js'
import { countWrappers } from '../../core/keys/rewrap.js'
import { createDataKeys } from '../../core/person/data-keys.js'
import type { Booth } from '../../core/platform.js'
import type { Clock, Installations, Log, Vault } from '../../core/ports.js'
import { createPseudonym, type Pseudonym } from '../../core/privacy/pseudonym.js'
import { loadScreen } from '../../core/prompt/file.js'
import { createTaskStore, type TaskStore } from '../../core/tasks/store.js'
import { openDiskStore } from '../../core/vault/disk.js'
import { createKeyring } from '../../core/vault/keyring.js'
import { checkMasterKeys, loadMasterKeys } from '../../core/vault/master-keys.js'
import type { ObjectStore } from '../../core/vault/store.js'
import { createVault } from '../../core/vault/vault.js'
import { createPrisma, type PrismaClient } from '../../prisma/client.js'
import { createQueues, type Queues } from '../../workers/queues.js'
import type { House } from './house.js'
import { nameConnections } from './known-keys.js'
import { placeOf } from './place.js'
import { type Secrets, secretsFor, textSecretsFor } from './secrets.js'

export interface Foundation {
  db: PrismaClient
  vault: Vault
  queues: Queues
  tasks: TaskStore
  booth: Booth
  clock: Clock
  log: Log
  catalogue: Catalogue
  minimumAge: number
  /** What is promised about data. */
  policy: Policy
  place: Place
  /** Names persons who are gone, for proofs. */
  pseudonym: Pseudonym
  installations: Installations
  /** For the web chat's cookies: the configured secret, or those that follow from the master keys. */
  cookieSecrets: Secrets<string | Uint8Array>
  /** The secrets of a purpose, base64url; the same in every process that has the master keys. */
  secretsFor(purpose: string): Secrets<string>
  /** Payments by card, where they are set up. */
  stripe?: StripeRail | undefined
  close(): Promise<void>
}

/** Lays the foundation in a house. Faults: `config`, such as a master key that does not fit. */
export async function layFoundation(config: Config, house: House, log: Log): Promise<Foundation> {
  const clock: Clock = { now: Date.now }
  const masterKeys = await loadMasterKeys({
    configured: config.masterKey,
    former: config.formerMasterKeys,
    dataDir: house.dataDir,
    log,
  })
  const db = createPrisma({ ...house.connection, application_name: nameConnections(masterKeys) })
  const queues = createQueues(house.queue, log)
  const close = async () => {
    await queues.close()
    await db.$disconnect()
  }
  try {
    const damaged = checkMasterKeys(masterKeys, await countWrappers(db))
    if (damaged > 0) log.error('data keys were damaged, what they seal cannot be opened', { count: damaged })
    const store = await openStore(config, house.dataDir, clock)
    const vault = createVault({
      store,
      keyring: createKeyring({ dataKeys: createDataKeys(db), masterKeys, clock }),
    })
    const catalogue = createCatalogue(db)
    const policy = createPolicy({ imageDays: config.imageDays })
    const place = placeOf(config)
    const pseudonym = createPseudonym(secretsFor(masterKeys, 'consent subjects')[0])
    const screen = await loadScreen(config.screeningFile)
    const stripe = await openStripe(config, { db, clock, log })
    const booth = createBooth({
      db,
      vault,
      pseudonym,
      jobs: queues.jobs,
      clock,
      log,
      plan: FREE_PLAN,
      minimumAge: config.minimumAge,
      policy,
      place,
      catalogue,
      screen,
      till: {
        stars: config.platforms.telegram?.stars ?? true,
        ...(stripe && { payments: stripe.payments }),
        skus: config.platforms.discord?.skus ?? {},
      },
      newSeed: () => randomInt(2 ** 31),
    })
    return {
      db,
      vault,
      queues,
      tasks: createTaskStore(db, newId()),
      booth,
      clock,
      log,
      catalogue,
      minimumAge: config.minimumAge,
      policy,
      place,
      pseudonym,
      installations: createInstallations({ db, masterKeys }),
      cookieSecrets: config.cookieSecret ? [config.cookieSecret] : secretsFor(masterKeys, 'web chat cookies'),
      secretsFor: purpose => textSecretsFor(masterKeys, purpose),
      stripe,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Pictures on disk, or in a bucket; the S3 client takes a while to load and is left out where nobody needs it. */
async function openStore(config: Config, dataDir: string, clock: Clock): Promise<ObjectStore> {
  if (config.vault.kind === 'disk') return openDiskStore({ root: join(dataDir, 'vault'), clock })
  const [{ S3Client }, { s3ClientConfig }, { openS3Store }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('../../core/vault/s3-client.js'),
    import('../../core/vault/s3.js'),
  ])
  const client = new S3Client(s3ClientConfig(config.vault))
  return openS3Store({ client, bucket: config.vault.bucket, clock })
}

/** Stripe's client takes a while to load and is left out where nobody needs it. */
async function openStripe(
  config: Config,
  deps: { db: PrismaClient; clock: Clock; log: Log },
): Promise<StripeRail | undefined> {
  if (!config.stripe) return undefined
  const { createStripeRail } = await import('../../bots/payments/main.js')
  return createStripeRail({ ...deps, config: config.stripe, publicUrl: config.http.publicUrl })
}
