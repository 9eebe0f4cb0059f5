/** An archive in the vault: pieces that are sealed one by one, so that no size of it needs more memory than one of them. */
import { EXPORT } from '../../../config/limits.js'
import { newId } from '../../id.js'
import type { Vault } from '../../ports.js'
import { objectKey } from '../../vault/keys.js'

/** Where an archive lies. */
export interface Pieces {
  /** The name of the first one; the others have their number behind it. */
  objectKey: string
  pieces: number
  bytes: number
}

/** The names of all pieces, in their order. Pure. */
export function pieceKeys({ objectKey, pieces }: Pick<Pieces, 'objectKey' | 'pieces'>): string[] {
  return Array.from({ length: pieces }, (_, at) => (at === 0 ? objectKey : `${objectKey}-${at}`))
}

/** Stores a stream under a new name. What it has stored is removed again when the stream fails. */
export async function storePieces(
  vault: Vault,
  owner: string,
  stream: AsyncIterable<Uint8Array>,
): Promise<Pieces> {
  const stored: Pieces = { objectKey: objectKey(owner, 'export', newId()), pieces: 0, bytes: 0 }
  const put = async (piece: Uint8Array) => {
    // Counted first, so that a write that broke off is removed as well.
    const key = pieceKeys({ ...stored, pieces: ++stored.pieces }).at(-1) as string
    await vault.put(owner, key, piece)
    stored.bytes += piece.length
  }
  try {
    let held: Uint8Array[] = []
    let size = 0
    for await (let rest of stream) {
      while (size + rest.length >= EXPORT.pieceBytes) {
        held.push(rest.subarray(0, EXPORT.pieceBytes - size))
        rest = rest.subarray(EXPORT.pieceBytes - size)
        await put(Buffer.concat(held))
        held = []
        size = 0
      }
      if (rest.length > 0) held.push(rest)
      size += rest.length
    }
    if (size > 0 || stored.pieces === 0) await put(Buffer.concat(held))
    return stored
  } catch (error) {
    await removePieces(vault, stored).catch(() => {})
    throw error
  }
}

/** Removes them; those that are gone are no error. */
export async function removePieces(
  vault: Vault,
  stored: Pick<Pieces, 'objectKey' | 'pieces'>,
): Promise<void> {
  for (const key of pieceKeys(stored)) await vault.remove(key)
}

/** The archive from its beginning, a piece at a time. Faults as `Vault.get`. */
export async function* readPieces(
  vault: Vault,
  stored: Pick<Pieces, 'objectKey' | 'pieces'>,
): AsyncGenerator<Buffer> {
  for (const key of pieceKeys(stored)) yield await vault.get(key)
}
