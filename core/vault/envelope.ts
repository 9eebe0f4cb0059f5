/**
 * The form of an object at rest: header (magic, version, salt), then chunks of AES-256-GCM, each `chunkBytes` of
 * plaintext (the last one less) followed by its tag.
 *
 * Each object has a key of its own, derived from its owner's data key and its random salt by HKDF-SHA256, so nonces
 * need no randomness: 7 zero bytes, the chunk's number, and 1 for the last chunk (the STREAM construction of Hoang,
 * Reyhanitabar, Rogaway and Vizár). Header and object key are bound to every chunk. So a flipped bit, a missing,
 * doubled or moved chunk, a cut end, and an object under another's name all fail to open.
 */
import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { VAULT } from '../../config/limits.js'
import { Fault } from '../errors.js'

const MAGIC = Buffer.from('PXBV')
const VERSION = 1
const SALT_BYTES = 32
const HEADER_BYTES = MAGIC.length + 1 + SALT_BYTES
const TAG_BYTES = 16
const PURPOSE = 'pixbooth vault object 1'
/** A megabyte takes about a millisecond; then others get their turn. */
const CHUNKS_A_TURN = 16

/** Bytes at rest of that many bytes of plaintext. */
export function sealedBytes(plain: number): number {
  return HEADER_BYTES + plain + TAG_BYTES * Math.max(1, Math.ceil(plain / VAULT.chunkBytes))
}

/** Seals all at once. `key` is the object's name, not a secret. */
export function seal(dataKey: KeyObject, key: string, plain: Uint8Array): Buffer {
  const header = newHeader()
  const chunks = chunkSealer(dataKey, key, header)
  const parts = [header]
  let at = 0
  for (; at + VAULT.chunkBytes < plain.length; at += VAULT.chunkBytes)
    parts.push(...chunks(plain.subarray(at, at + VAULT.chunkBytes), false))
  parts.push(...chunks(plain.subarray(at), true))
  return Buffer.concat(parts, sealedBytes(plain.length))
}

/** Seals a stream chunk by chunk, in whatever pieces it comes; holds one chunk in memory. */
export async function* sealStream(
  dataKey: KeyObject,
  key: string,
  plain: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const header = newHeader()
  const chunks = chunkSealer(dataKey, key, header)
  yield header
  const held = Buffer.allocUnsafe(VAULT.chunkBytes)
  let filled = 0
  for await (const piece of plain) {
    for (let at = 0; at < piece.length; ) {
      // A full chunk is sealed only when a byte follows it: the last one is sealed differently.
      if (filled === held.length) {
        yield Buffer.concat(chunks(held, false))
        filled = 0
      }
      const taken = Math.min(held.length - filled, piece.length - at)
      held.set(piece.subarray(at, at + taken), filled)
      filled += taken
      at += taken
    }
  }
  yield Buffer.concat(chunks(held.subarray(0, filled), true))
}

/** Opens a whole object. Nothing is handed out unless all of it is genuine; else a fault `vault_corrupted`. */
export async function open(dataKey: KeyObject, key: string, sealed: Uint8Array): Promise<Buffer> {
  const header = Buffer.from(sealed.subarray(0, HEADER_BYTES))
  if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC))
    throw corrupted('header')
  if (header[MAGIC.length] !== VERSION) throw corrupted('version')
  const secret = objectSecret(dataKey, header)
  const bound = boundTo(header, key)
  const parts: Buffer[] = []
  const step = VAULT.chunkBytes + TAG_BYTES
  for (let at = HEADER_BYTES, index = 0, last = false; !last; at += step, index++) {
    if (index > 0 && index % CHUNKS_A_TURN === 0) await setImmediate()
    const chunk = sealed.subarray(at, at + step)
    last = at + step >= sealed.length
    if (chunk.length < TAG_BYTES) throw corrupted('length')
    const decipher = createDecipheriv('aes-256-gcm', secret, nonce(index, last), { authTagLength: TAG_BYTES })
    decipher.setAAD(bound)
    decipher.setAuthTag(chunk.subarray(chunk.length - TAG_BYTES))
    parts.push(decipher.update(chunk.subarray(0, chunk.length - TAG_BYTES)))
    try {
      decipher.final()
    } catch (cause) {
      throw corrupted('content', cause)
    }
  }
  return Buffer.concat(parts)
}

function newHeader(): Buffer {
  return Buffer.concat([MAGIC, Buffer.of(VERSION), randomBytes(SALT_BYTES)])
}

/** A function that seals one chunk after another, as ciphertext and tag. */
function chunkSealer(dataKey: KeyObject, key: string, header: Buffer) {
  const secret = objectSecret(dataKey, header)
  const bound = boundTo(header, key)
  let index = 0
  return (plain: Uint8Array, last: boolean): [Buffer, Buffer] => {
    const cipher = createCipheriv('aes-256-gcm', secret, nonce(index++, last), { authTagLength: TAG_BYTES })
    cipher.setAAD(bound)
    const sealed = cipher.update(plain)
    cipher.final()
    return [sealed, cipher.getAuthTag()]
  }
}

function objectSecret(dataKey: KeyObject, header: Buffer): KeyObject {
  const salt = header.subarray(HEADER_BYTES - SALT_BYTES)
  return createSecretKey(Buffer.from(hkdfSync('sha256', dataKey, salt, PURPOSE, 32)))
}

function boundTo(header: Buffer, key: string): Buffer {
  return Buffer.concat([header, Buffer.from(key)])
}

function nonce(index: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt32BE(index, 7)
  bytes[11] = last ? 1 : 0
  return bytes
}

function corrupted(where: string, cause?: unknown): Fault {
  return new Fault('vault_corrupted', 'A stored object does not open: it was damaged, or its key is gone.', {
    facts: { where },
    cause,
  })
}
