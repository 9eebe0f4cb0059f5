/**
 * Data keys at rest, wrapped by a master key: header (magic, version, id of the master key), nonce, the sealed key, tag.
 * The owner is bound to it, so that one owner's key cannot be put in another's place.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { Fault } from '../errors.js'

/** `id` tells master keys apart and gives nothing away about them: the start of an HMAC under the key itself. */
export interface MasterKey {
  id: Buffer
  secret: KeyObject
}

/** The current one wraps; former ones unwrap what they once wrapped. */
export interface MasterKeys {
  readonly current: MasterKey
  readonly former: readonly MasterKey[]
  /** Reads them anew, where they can change while the process runs. Fault: `unavailable`. */
  refresh?(): Promise<void>
}

export const KEY_BYTES = 32
const MAGIC = Buffer.from('PXBK')
const VERSION = 1
const ID_BYTES = 8
const HEADER_BYTES = MAGIC.length + 1 + ID_BYTES
const NONCE_BYTES = 12
const TAG_BYTES = 16
const WRAPPED_BYTES = HEADER_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES

/** A master key of 32 bytes; another length is a fault `config`. */
export function masterKey(bytes: Uint8Array): MasterKey {
  if (bytes.length !== KEY_BYTES) throw new Fault('config', `The master key must be ${KEY_BYTES} bytes long.`)
  const secret = createSecretKey(bytes)
  const id = createHmac('sha256', secret).update('pixbooth master key id').digest().subarray(0, ID_BYTES)
  return { id, secret }
}

/** Wraps a data key for its owner with the current master key. */
export function wrap(keys: MasterKeys, owner: string, dataKey: KeyObject): Buffer {
  const header = Buffer.concat([MAGIC, Buffer.of(VERSION), keys.current.id])
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keys.current.secret, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.concat([header, Buffer.from(owner)]))
  const sealed = Buffer.concat([cipher.update(dataKey.export()), cipher.final()])
  return Buffer.concat([header, nonce, sealed, cipher.getAuthTag()])
}

/** The data key of its owner; a fault `vault_corrupted` when no known master key opens it. */
export function unwrap(keys: MasterKeys, owner: string, wrapped: Uint8Array): KeyObject {
  const bytes = Buffer.from(wrapped)
  const header = bytes.subarray(0, HEADER_BYTES)
  const id = header.subarray(MAGIC.length + 1)
  if (bytes.length !== WRAPPED_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC))
    throw unusable('header')
  if (header[MAGIC.length] !== VERSION) throw unusable('version')
  const master = [keys.current, ...keys.former].find(known => known.id.equals(id))
  if (!master) throw unusable('master key')
  const nonce = bytes.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', master.secret, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.concat([header, Buffer.from(owner)]))
  decipher.setAuthTag(bytes.subarray(WRAPPED_BYTES - TAG_BYTES))
  try {
    const sealed = bytes.subarray(HEADER_BYTES + NONCE_BYTES, WRAPPED_BYTES - TAG_BYTES)
    return createSecretKey(Buffer.concat([decipher.update(sealed), decipher.final()]))
  } catch (cause) {
    throw unusable('content', cause)
  }
}

/** The id of the master key that wraps a data key, in hex; anything at all when the bytes are damaged. */
export function wrapperOf(wrapped: Uint8Array): string {
  return Buffer.from(wrapped.subarray(MAGIC.length + 1, HEADER_BYTES)).toString('hex')
}

/** Wraps with the master key that is current now: another process may have put a new one in its place. */
export async function wrapNow(keys: MasterKeys, owner: string, dataKey: KeyObject): Promise<Buffer> {
  await keys.refresh?.()
  return wrap(keys, owner, dataKey)
}

/** Unwraps; a master key that is not known yet is looked for first. Faults as `unwrap`. */
export async function unwrapNow(keys: MasterKeys, owner: string, wrapped: Uint8Array): Promise<KeyObject> {
  if (!knownIds(keys).includes(wrapperOf(wrapped))) await keys.refresh?.()
  return unwrap(keys, owner, wrapped)
}

/** The ids of all known master keys in hex, the current one first. */
export function knownIds(keys: MasterKeys): string[] {
  return [...new Set([keys.current, ...keys.former].map(({ id }) => id.toString('hex')))]
}

function unusable(where: string, cause?: unknown): Fault {
  return new Fault(
    'vault_corrupted',
    'A data key does not unwrap: it was damaged, or its master key is not known.',
    {
      facts: { where },
      cause,
    },
  )
}
