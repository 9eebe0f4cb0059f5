import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import type { PrismaClient } from '../../prisma/client.js'
import { Fault } from '../errors.js'
import type { Installations } from '../ports.js'
import { KEY_BYTES, type MasterKeys, unwrapNow, wrapNow } from '../vault/wrapping.js'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Installations in the database: AES-256-GCM under a key of each installation's own, which the master key wraps.
 * Platform and tenant are bound to it. Fault of `load`: `vault_corrupted`.
 */
export function createInstallations(deps: { db: PrismaClient; masterKeys: MasterKeys }): Installations {
  const { db, masterKeys } = deps
  return {
    async save(platform, tenant, data) {
      const owner = ownerOf(platform, tenant)
      const key = createSecretKey(randomBytes(KEY_BYTES))
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(
        Buffer.from(owner),
      )
      const body = Buffer.concat([cipher.update(JSON.stringify(data)), cipher.final()])
      const row = {
        dataKey: Uint8Array.from(await wrapNow(masterKeys, owner, key)),
        sealed: Uint8Array.from(Buffer.concat([nonce, cipher.getAuthTag(), body])),
      }
      await db.installation.upsert({
        where: { platform_tenant: { platform, tenant } },
        create: { platform, tenant, ...row },
        update: { ...row, at: new Date() },
      })
    },

    async load(platform, tenant) {
      const row = await db.installation.findUnique({ where: { platform_tenant: { platform, tenant } } })
      if (!row) return null
      const owner = ownerOf(platform, tenant)
      const key = await unwrapNow(masterKeys, owner, row.dataKey)
      const sealed = Buffer.from(row.sealed)
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        })
          .setAAD(Buffer.from(owner))
          .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
        const body = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES))
        return JSON.parse(Buffer.concat([body, decipher.final()]).toString())
      } catch (error) {
        throw new Fault('vault_corrupted', 'An installation cannot be decrypted.', { cause: error })
      }
    },

    async remove(platform, tenant) {
      await db.installation.deleteMany({ where: { platform, tenant } })
    },
  }
}

/** What an installation's data key is bound to. */
export function ownerOf(platform: string, tenant: string): string {
  return `${platform}:${tenant}`
}
