/** The archive of an export: pictures first, then what is known about them, so that the data names just what is there. */
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { ZipFile } from 'yazl'
import { toFault } from '../../errors.js'
import type { Vault } from '../../ports.js'
import type { ExportFile, Gathered } from './gather.js'
import { type ExportData, exportSchema } from './schema.js'

/** Plain files, for whatever unpacks them. Pictures are stored as they are: packing makes none of them smaller. */
const MODE = 0o100644

export interface ArchiveOptions {
  /** Says in the person's language what is what. */
  readme: string
  signal: AbortSignal
  /** Told once, about pictures that could not be read. */
  onMissing?: (count: number) => void
}

/** The bytes of the zip, made as they are read: one picture is in memory at a time. */
export async function* archive(
  vault: Pick<Vault, 'get'>,
  gathered: Gathered,
  options: ArchiveOptions,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  // A pass-through, as both of its sides want to be known.
  const out = zip.outputStream as NodeJS.ReadWriteStream & {
    writableNeedDrain: boolean
    destroy(error?: Error): void
    [Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array>
  }
  const unread = new AbortController()
  const signal = AbortSignal.any([options.signal, unread.signal])
  const stop = () => out.destroy(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  const fail = (error: unknown) => out.destroy(error as Error)
  zip.on('error', fail)
  const add = async (name: string, bytes: Buffer, more: { mtime: Date; compress: boolean }) => {
    signal.throwIfAborted()
    zip.addBuffer(bytes, name, { ...more, mode: MODE })
    if (!more.compress) letGo(zip)
    await setImmediate()
    if (out.writableNeedDrain) await once(out, 'drain', { signal })
  }
  fill(vault, gathered, options, add).then(() => zip.end(), fail)
  try {
    yield* out
  } finally {
    unread.abort()
  }
}

/**
 * The list of files that yazl keeps for the end of the zip keeps the bytes of each as well, though they are written by now:
 * without this all pictures would be in memory at last (tests/unit/export/memory.test.ts).
 */
function letGo(zip: ZipFile): void {
  const { entries } = zip as unknown as { entries: { doFileDataPump: () => void }[] }
  const last = entries.at(-1)
  if (last) last.doFileDataPump = () => {}
}

type Add = (name: string, bytes: Buffer, more: { mtime: Date; compress: boolean }) => Promise<void>

async function fill(
  vault: Pick<Vault, 'get'>,
  { data, files }: Gathered,
  { readme, onMissing }: ArchiveOptions,
  add: Add,
): Promise<void> {
  const gone = new Set<string>()
  for (const file of files) {
    const bytes = await read(vault, file)
    if (bytes) await add(file.name, bytes, { mtime: file.at, compress: false })
    else gone.add(file.name)
  }
  if (gone.size > 0) onMissing?.(gone.size)
  const more = { mtime: new Date(data.exportedAt), compress: true }
  await add('data.json', json(without(data, gone)), more)
  await add('schema.json', json(exportSchema()), more)
  await add('README.txt', Buffer.from(readme), more)
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
}

/** Its bytes; null when it was deleted meanwhile, or cannot be read any more. */
async function read(vault: Pick<Vault, 'get'>, { key }: ExportFile): Promise<Buffer | null> {
  try {
    return await vault.get(key)
  } catch (error) {
    const { code } = toFault(error)
    if (code === 'vault_missing' || code === 'vault_corrupted') return null
    throw error
  }
}

/** The data without the names of files that are not there. */
function without(data: ExportData, gone: ReadonlySet<string>): ExportData {
  const there = (name: string | null) => (name !== null && gone.has(name) ? null : name)
  return {
    ...data,
    images: data.images.map(image => ({ ...image, file: there(image.file) })),
    selfies: data.selfies.map(selfie => ({
      ...selfie,
      original: there(selfie.original),
      whole: there(selfie.whole),
      reference: there(selfie.reference),
    })),
  }
}
