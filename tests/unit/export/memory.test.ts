import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { EXPORT } from '../../../config/limits.js'
import type { Vault } from '../../../core/ports.js'
import { archive } from '../../../core/privacy/export/archive.js'
import type { Gathered } from '../../../core/privacy/export/gather.js'
import { readPieces, storePieces } from '../../../core/privacy/export/pieces.js'
import { unzip } from '../../support/unzip.js'

const PICTURE = randomBytes(200_000)

/** A vault that makes pictures when they are read, and counts what it is handed. */
function bottomless() {
  const seen = { read: 0, written: 0, most: 0, ahead: 0 }
  const vault = {
    async get() {
      seen.read += PICTURE.length
      seen.ahead = Math.max(seen.ahead, seen.read - seen.written)
      return Buffer.from(PICTURE)
    },
    async put(_owner: string, _key: string, bytes: Uint8Array) {
      seen.written += bytes.length
      seen.most = Math.max(seen.most, bytes.length)
      await new Promise(resolve => setTimeout(resolve, 1))
    },
  } as unknown as Vault
  return { seen, vault }
}

function gathered(count: number): Gathered {
  const data = { exportedAt: new Date().toISOString(), images: [], selfies: [] }
  const files = Array.from({ length: count }, (_, at) => ({
    key: `k${at}`,
    name: `images/${at}.jpg`,
    at: new Date(),
  }))
  return { data, files } as unknown as Gathered
}

const options = { readme: 'read me', signal: new AbortController().signal }

it('400 MB of pictures need no more memory than some pieces', async () => {
  const { vault, seen } = bottomless()
  const before = process.memoryUsage().rss
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 5)
  try {
    const made = await storePieces(vault, 'ann', archive(vault, gathered(2_000), options))
    expect(made.bytes).toBeGreaterThan(400_000_000)
    expect(made.pieces).toBe(Math.ceil(made.bytes / EXPORT.pieceBytes))
  } finally {
    clearInterval(watch)
  }
  // Told by what was read and not yet written, which no garbage collector has a say in; and by the whole process.
  expect(seen.most).toBe(EXPORT.pieceBytes)
  expect(seen.ahead).toBeLessThan(EXPORT.pieceBytes + 5 * PICTURE.length)
  expect(most - before).toBeLessThan(150_000_000)
}, 90_000)

it('pieces put together again are the archive', async () => {
  const kept = new Map<string, Buffer>()
  const vault = {
    get: async (key: string) => kept.get(key) ?? Buffer.from(PICTURE),
    put: async (_owner: string, key: string, bytes: Uint8Array) => void kept.set(key, Buffer.from(bytes)),
  } as unknown as Vault
  const made = await storePieces(vault, 'ann', archive(vault, gathered(50), options))
  const pieces: Buffer[] = []
  for await (const piece of readPieces(vault, made)) pieces.push(piece)
  const whole = Buffer.concat(pieces)
  expect([whole.length, pieces.length]).toEqual([made.bytes, 2])
  const files = await unzip(whole)
  expect(files.size).toBe(53)
  expect(files.get('images/49.jpg')?.equals(PICTURE)).toBe(true)
})

it('what is stopped, or cannot be stored, leaves no pieces and no picture waiting', async () => {
  const kept = new Set<string>()
  const vault = {
    get: async () => Buffer.from(PICTURE),
    async put(_owner: string, key: string) {
      kept.add(key)
      if (kept.size === 3) throw new Error('the disk is full')
    },
    remove: async (key: string) => void kept.delete(key),
  } as unknown as Vault
  await expect(storePieces(vault, 'ann', archive(vault, gathered(500), options))).rejects.toThrow('full')
  expect(kept.size).toBe(0)
  const stop = new AbortController()
  const stopped = storePieces(
    vault,
    'ann',
    archive(vault, gathered(5_000), { ...options, signal: stop.signal }),
  )
  setTimeout(() => stop.abort(new Error('enough')), 5)
  await expect(stopped).rejects.toThrow('enough')
  expect(kept.size).toBe(0)
})
