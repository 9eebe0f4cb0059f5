/** Photos on their way from a request into the vault. Nothing is left behind by an upload that does not end well. */
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { PHOTO, WEB } from '../../config/limits.js'
import { toFault } from '../../core/errors.js'
import type { Vault } from '../../core/ports.js'
import { Refusal } from '../server.js'
import { type Say, say } from './wire.js'

/** How the parts of one request are bounded; the parser enforces it while it reads. */
const PART_LIMITS = {
  /** One byte more than allowed is let through, so that the vault sees that it is too much. */
  fileSize: PHOTO.maxBytes + 1,
  files: WEB.photosAtOnce,
  fields: 4,
  fieldSize: WEB.textChars * 4,
  parts: WEB.photosAtOnce + 4,
  headerPairs: 20,
}

/** The whole request at most, so that what is refused need not be read to its end. */
const MOST_BYTES = WEB.photosAtOnce * (PHOTO.maxBytes + 1024) + WEB.textChars * 4 + 64 * 1024

export interface Uploads {
  /** What was said, and where its photos lie now. */
  said: Say
  keys: string[]
}

/**
 * Reads a multipart request: the fields first, then the photos, each streamed straight into the vault under the key
 * that `admit` gives for its index. `admit` is asked once, when the first photo begins and nothing of it has been read;
 * it answers null when this event needs no photos any more. Refusals (`Refusal`) say what was wrong.
 */
export async function receiveUploads(
  request: FastifyRequest,
  deps: {
    vault: Vault
    owner: string
    admit: (said: Say) => Promise<((index: number) => string) | null>
  },
): Promise<Uploads> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES)
    throw new Refusal(413, words => words.bodyTooLarge)
  const fields: Record<string, unknown> = {}
  const keys: string[] = []
  let said: Say | null = null
  let keyFor: ((index: number) => string) | null = null
  try {
    for await (const part of request.parts({ limits: PART_LIMITS })) {
      if (part.type === 'field') {
        fields[part.fieldname] = part.value
      } else {
        if (!said) {
          said = say.parse({ text: '', ...fields })
          keyFor = await deps.admit(said)
        }
        if (keyFor) await store(part, keyFor(keys.length))
        else part.file.resume()
      }
    }
    return { said: said ?? say.parse({ text: '', ...fields }), keys }
  } catch (error) {
    // What is left of the request is read and thrown away: a browser hears an answer only when it may go on sending.
    request.raw.unpipe()
    request.raw.resume()
    await Promise.allSettled(keys.map(key => deps.vault.remove(key)))
    throw worded(error)
  }

  async function store(part: MultipartFile, key: string): Promise<void> {
    // Noted before the first byte, so that a write that broke off is cleaned up as well.
    keys.push(key)
    await deps.vault.putStream(deps.owner, key, watched(part.file), PHOTO.maxBytes)
  }
}

/** The stream, ended with an error when no byte comes for too long. */
async function* watched(file: MultipartFile['file']): AsyncGenerator<Uint8Array> {
  const stall = setTimeout(
    () => file.destroy(new Refusal(408, words => words.uploadBroken)),
    WEB.uploadStallMs,
  )
  try {
    for await (const chunk of file) {
      stall.refresh()
      yield chunk
    }
  } finally {
    clearTimeout(stall)
  }
}

/** What went wrong with an upload, in one sentence; what is our own fault stays as it is. */
function worded(error: unknown): unknown {
  const code = (error as { code?: string }).code
  if (code === 'unfetchable')
    return new Refusal(413, words => words.photoTooLarge(PHOTO.maxBytes / 1024 / 1024))
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT')
    return new Refusal(413, words => words.tooManyPhotos(WEB.photosAtOnce))
  if (error instanceof Refusal || code?.startsWith('FST_') || toFault(error).code !== 'bug') return error
  const message = (error as Error).message
  return /terminated early|premature|aborted|unexpected end|boundary not found|malformed/i.test(message)
    ? new Refusal(400, words => words.uploadBroken)
    : error
}
