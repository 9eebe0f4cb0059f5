import { fileTypeFromBuffer } from 'file-type'

export type Format = 'jpeg' | 'png' | 'webp' | 'avif' | 'heic'

/** What the bytes say they are: `format` is null for everything the booth does not read. */
export interface Sniffed {
  format: Format | null
  /** Moving by its very type (GIF, APNG, image sequences); still types may yet turn out to have several frames. */
  moving: boolean
}

const KNOWN: Record<string, Sniffed> = {
  'image/jpeg': { format: 'jpeg', moving: false },
  'image/png': { format: 'png', moving: false },
  'image/apng': { format: 'png', moving: true },
  'image/webp': { format: 'webp', moving: false },
  'image/avif': { format: 'avif', moving: false },
  'image/heic': { format: 'heic', moving: false },
  'image/heif': { format: 'heic', moving: false },
  'image/heic-sequence': { format: 'heic', moving: true },
  'image/heif-sequence': { format: 'heic', moving: true },
  'image/gif': { format: null, moving: true },
}

/** Tells the type from the bytes alone; names and headers are not believed. Never throws. */
export async function sniff(bytes: Uint8Array): Promise<Sniffed> {
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined)
  return (type && KNOWN[type.mime]) ?? { format: null, moving: false }
}
