/** Objects in an S3 bucket, under their keys. A PUT there is whole or not at all, and durable when answered. */
import { createHash } from 'node:crypto'
import { addAbortSignal, type Readable } from 'node:stream'
import {
  DeleteObjectsCommand,
  type DeleteObjectsCommandOutput,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { VAULT } from '../../config/limits.js'
import { Fault } from '../errors.js'
import type { Clock } from '../ports.js'
import { sealedBytes } from './envelope.js'
import { readObjectKey } from './keys.js'
import { s3Fault, type Timed } from './s3-client.js'
import { putInParts, sweepUploads } from './s3-parts.js'
import { type ObjectStore, oversized, requireKey, requireOwner } from './store.js'

/** The store over a client made with `s3ClientConfig`. A bucket that cannot be reached is a fault `config`. */
export async function openS3Store(deps: {
  client: S3Client
  bucket: string
  clock: Clock
  callMs?: number
}): Promise<ObjectStore> {
  const { client, bucket, clock, callMs = VAULT.s3CallMs } = deps
  const timed = () => ({ abortSignal: AbortSignal.timeout(callMs) })
  await client.send(new HeadBucketCommand({ Bucket: bucket }), timed()).catch(error => {
    throw s3Fault(error, 'config')
  })
  return s3Store(client, bucket, clock, timed)
}

function s3Store(client: S3Client, bucket: string, clock: Clock, timed: Timed): ObjectStore {
  const at = (key: string) => ({ Bucket: bucket, Key: requireKey(key) && key })

  return {
    async put(key, body) {
      const target = at(key)
      if (!(body instanceof Uint8Array)) return putInParts(client, target, body, timed)
      await client.send(new PutObjectCommand({ ...target, Body: body }), timed()).catch(toFault)
    },

    async get(key) {
      const { abortSignal } = timed()
      try {
        const answer = await client.send(new GetObjectCommand(at(key)), { abortSignal })
        return await readWhole(addAbortSignal(abortSignal, answer.Body as Readable))
      } catch (error) {
        throw s3Fault(error)
      }
    },

    async remove(keys) {
      for (let from = 0; from < keys.length; from += VAULT.s3Batch)
        await client
          .send(removal(bucket, keys.slice(from, from + VAULT.s3Batch)), timed())
          .then(requireAll, toFault)
    },

    async *list(owner) {
      const query = owner === undefined ? {} : { Prefix: `${requireOwner(owner)}/` }
      let page: string | undefined
      do {
        const command = new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: page, ...query })
        const answer = await client.send(command, timed()).catch(toFault)
        for (const { Key: key = '', LastModified } of answer.Contents ?? [])
          if (readObjectKey(key)) yield { key, writtenAt: LastModified?.getTime() ?? clock.now() }
        page = answer.IsTruncated ? answer.NextContinuationToken : undefined
      } while (page !== undefined)
    },

    sweep: () => sweepUploads(client, bucket, clock.now() - VAULT.leftoverMs, timed).catch(toFault),
  }
}

function removal(bucket: string, keys: readonly string[]): DeleteObjectsCommand {
  const command = new DeleteObjectsCommand({
    Bucket: bucket,
    Delete: { Quiet: true, Objects: keys.map(key => ({ Key: requireKey(key) && key })) },
  })
  // The client sends a CRC32; MinIO before 2025 and others insist on the MD5 that S3's own documentation asks for.
  command.middlewareStack.add(
    next => async args => {
      const request = args.request as { body?: string | Uint8Array; headers: Record<string, string> }
      request.headers['content-md5'] = createHash('md5')
        .update(request.body ?? '')
        .digest('base64')
      return next(args)
    },
    { step: 'build', name: 'deleteObjectsMd5' },
  )
  return command
}

/** The answer to a batch is 200 even when some objects are still there. */
function requireAll({ Errors: failed = [] }: DeleteObjectsCommandOutput): void {
  const first = failed.find(({ Code }) => Code !== 'NoSuchKey')
  if (!first) return
  throw new Fault('unavailable', 'The picture store did not remove all objects.', {
    facts: { reason: first.Code, count: failed.length },
  })
}

async function readWhole(body: Readable): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of body as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > sealedBytes(VAULT.maxObjectBytes)) throw oversized()
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function toFault(error: unknown): never {
  throw s3Fault(error)
}
