/** What bots and workers both stand on: database client, vault, queues, tasks. */
import { hkdfSync, randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { Config } from '../../config/env.js'
import { FREE_PLAN } from '../../config/plans.js'
import { createPolicy, type Policy } from '../../config/policy.js'
import { createBooth } from '../../core/app.js'
import { type Catalogue, createCatalogue } from '../../core/catalogue.js'
import { newId } from '../../core/id.js'
import { createInstallations } from '../../core/installation/store.js'
import { createDataKeys } from '../../core/person/data-keys.js'
import type { Booth } from '../../core/platform.js'
import type { Clock, Installations, Log, Vault } from '../../core/ports.js'
import { createPseudonym, type Pseudonym } from '../../core/privacy/pseudonym.js'
import { loadScreen } from '../../core/prompt/file.js'
import { createTaskStore, type TaskStore } from '../../core/tasks/store.js'
import { openDiskStore } from '../../core/vault/disk.js'
import { createKeyring } from '../../core/vault/keyring.js'
import { loadMasterKey } from '../../core/vault/master-key.js'
import type { ObjectStore } from '../../core/vault/store.js'
import { createVault } from '../../core/vault/vault.js'
import { checkMasterKey, type MasterKey } from '../../core/vault/wrapping.js'
import { createPrisma, type PrismaClient } from '../../prisma/client.js'
import { createQueues, type Queues } from '../../workers/queues.js'
import type { House } from './house.js'

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
  /** Names persons who are gone, for proofs. */
  pseudonym: Pseudonym
  installations: Installations
  /** Signs the web chat's cookies: the configured secret, or one that follows from the master key. */
  cookieSecret: string | Uint8Array
  /** A secret of its own purpose, base64url; the same in every process that has the master key. */
  secretFor(purpose: string): string
  close(): Promise<void>
}

/** Lays the foundation in a house. Faults: `config`, such as a master key that does not fit. */
export async function layFoundation(config: Config, house: House, log: Log): Promise<Foundation> {
  const clock: Clock = { now: Date.now }
  const db = createPrisma(house.connection)
  const queues = createQueues(house.queue, log)
  const close = async () => {
    await queues.close()
    await db.$disconnect()
  }
  try {
    const master = await loadMasterKey({ configured: config.masterKey, dataDir: house.dataDir, log })
    const masterKeys = { current: master, former: [] }
    const sample = await db.vaultOwner.findFirst({ where: { dataKey: { not: null } } })
    checkMasterKey(masterKeys, sample?.dataKey ? { owner: sample.id, wrapped: sample.dataKey } : null)
    const store = await openStore(config, house.dataDir, clock)
    const vault = createVault({
      store,
      keyring: createKeyring({ dataKeys: createDataKeys(db), masterKeys, clock }),
    })
    const catalogue = createCatalogue(db)
    const policy = createPolicy({ imageDays: config.imageDays })
    const pseudonym = createPseudonym(deriveSecret(master, 'consent subjects'))
    const screen = await loadScreen(config.screeningFile)
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
      dataRegion: config.dataRegion,
      catalogue,
      screen,
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
      pseudonym,
      installations: createInstallations({ db, masterKeys }),
      cookieSecret: config.cookieSecret ?? deriveSecret(master, 'web chat cookies'),
      secretFor: purpose => Buffer.from(deriveSecret(master, purpose)).toString('base64url'),
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

/** Whoever learns it learns nothing about the master key. */
function deriveSecret(master: MasterKey, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', master.secret.export(), '', `pixbooth ${purpose}`, 32))
}
