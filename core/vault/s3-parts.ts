/** Streams into S3: it wants to know the size of a body first, so a stream is cut into parts that fit in memory. */
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { VAULT } from '../../config/limits.js'
import { s3Fault, type Timed } from './s3-client.js'

interface Target {
  Bucket: string
  Key: string
}

/** Writes a stream: with one PUT when it fits into a part, else as a multipart upload that any error takes back. */
export async function putInParts(
  client: S3Client,
  target: Target,
  body: AsyncIterable<Uint8Array>,
  timed: Timed,
): Promise<void> {
  let upload: (Target & { UploadId: string | undefined }) | undefined
  const done: CompletedPart[] = []
  try {
    for await (const { bytes, last } of partsOf(body)) {
      if (last && !upload) {
        await call(client.send(new PutObjectCommand({ ...target, Body: bytes }), timed()))
        return
      }
      upload ??= await begin(client, target, timed)
      const part = { ...upload, PartNumber: done.length + 1, Body: bytes }
      const { ETag } = await call(client.send(new UploadPartCommand(part), timed()))
      done.push({ ETag, PartNumber: part.PartNumber })
    }
    const whole = { ...target, UploadId: upload?.UploadId, MultipartUpload: { Parts: done } }
    await call(client.send(new CompleteMultipartUploadCommand(whole), timed()))
  } catch (error) {
    // The first error says more than one of the clearing up; sweepUploads comes by.
    if (upload) await client.send(new AbortMultipartUploadCommand(upload), timed()).catch(() => {})
    throw error
  }
}

/** Takes back uploads that were begun before that time and never ended. Answers how many. */
export async function sweepUploads(
  client: S3Client,
  bucket: string,
  before: number,
  timed: Timed,
): Promise<number> {
  let swept = 0
  let page: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | undefined = {}
  while (page) {
    const answer: ListMultipartUploadsCommandOutput = await client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, ...page }),
      timed(),
    )
    for (const { Key, UploadId, Initiated } of answer.Uploads ?? []) {
      if ((Initiated?.getTime() ?? 0) > before) continue
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }), timed())
      swept++
    }
    page = answer.IsTruncated
      ? { KeyMarker: answer.NextKeyMarker, UploadIdMarker: answer.NextUploadIdMarker }
      : undefined
  }
  return swept
}

async function begin(client: S3Client, target: Target, timed: Timed) {
  const { UploadId } = await call(client.send(new CreateMultipartUploadCommand(target), timed()))
  return { ...target, UploadId }
}

/** Cuts a stream into parts of equal size, the last one less. A part is only good until the next one is asked for. */
async function* partsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<{ bytes: Buffer; last: boolean }> {
  let held: Buffer = Buffer.alloc(0)
  let filled = 0
  for await (const piece of body) {
    for (let at = 0; at < piece.length; ) {
      if (filled === VAULT.s3PartBytes) {
        yield { bytes: held, last: false }
        filled = 0
      }
      const taken = Math.min(VAULT.s3PartBytes - filled, piece.length - at)
      held = roomFor(held, filled, filled + taken)
      held.set(piece.subarray(at, at + taken), filled)
      filled += taken
      at += taken
    }
  }
  yield { bytes: held.subarray(0, filled), last: true }
}

/** Grows by doubling: most photos are far smaller than a part. */
function roomFor(held: Buffer, filled: number, needed: number): Buffer {
  if (needed <= held.length) return held
  const size = Math.min(VAULT.s3PartBytes, Math.max(needed, held.length * 2, VAULT.chunkBytes * 4))
  const wider = Buffer.allocUnsafeSlow(size)
  held.copy(wider, 0, 0, filled)
  return wider
}

/** Errors of the client become faults; those of the stream stay what they are. */
function call<T>(answer: Promise<T>): Promise<T> {
  return answer.catch(error => {
    throw s3Fault(error)
  })
}
