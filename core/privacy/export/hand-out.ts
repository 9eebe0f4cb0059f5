/** Exports on their way to their person: as a whole for a file in a chat, or piece by piece for a download. */
import type { PrismaClient } from '../../../prisma/client.js'
import { ARCHIVE_MIME } from '../../delivery/export-view.js'
import type { AccountName, OpenedExport } from '../../platform.js'
import type { Vault } from '../../ports.js'
import { readPieces } from './pieces.js'
import { findExport, followLink } from './store.js'

interface Tools {
  db: PrismaClient
  vault: Vault
}

/** All of it in memory: bots look at its size before they ask. Null when it is not theirs, or gone. */
export async function readArchive(
  { db, vault }: Tools,
  personId: string,
  exportId: string,
  now: number,
): Promise<{ bytes: Buffer; mime: string } | null> {
  const found = await findExport(db, personId, exportId, now)
  if (!found) return null
  const pieces: Buffer[] = []
  for await (const piece of readPieces(vault, found)) pieces.push(piece)
  return { bytes: Buffer.concat(pieces), mime: ARCHIVE_MIME }
}

/** What an address hands out; see `Booth.openExport`. */
export async function openExport(
  { db, vault }: Tools,
  token: string,
  account: AccountName | null,
  now: number,
): Promise<OpenedExport> {
  const visitor =
    account &&
    (await db.account.findUnique({
      where: {
        platform_tenant_userId: {
          platform: account.platform,
          tenant: account.tenant,
          userId: account.userId,
        },
      },
    }))
  const found = await followLink(db, token, visitor?.personId ?? null, now)
  if (found.is !== 'there') return found
  const { exportId, bytes } = found
  return {
    is: 'there',
    name: `pixbooth-${exportId.slice(-6)}.zip`,
    bytes,
    open: () => readPieces(vault, found),
  }
}
