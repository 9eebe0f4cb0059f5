/** Objects in an S3 bucket, under their keys. A PUT there is whole or not at all, and durable when answered. */
import { createHash } from 'node:crypto'
import { addAbortSignal, type Readable } from 'node:stream'
import {
  DeleteObjectsCommand,
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
import { s3Fault, timed } from './s3-client.js'
import { putInParts, sweepUploads } from './s3-parts.js'
import { type ObjectStore, oversized, requireKey, requireOwner } from './store.js'

/** The store over a client made with `s3ClientConfig`. A bucket that cannot be reached is a fault `config`. */
export async function openS3Store(deps: {
  client: S3Client
  bucket: string
  clock: Clock
}): Promise<ObjectStore> {
  try {
    await deps.client.send(new HeadBucketCommand({ Bucket: deps.bucket }), timed())
  } catch (error) {
    // An answer to HEAD has no body, so the client cannot tell what was not found: it is the bucket.
    const name = error instanceof Error && error.name === 'NotFound' ? 'NoSuchBucket' : undefined
    throw s3Fault(name ? Object.assign(new Error(), { name }) : error, 'config')
  }
  return s3Store(deps)
}

function s3Store(deps: { client: S3Client; bucket: string; clock: Clock }): ObjectStore {
  const { client, bucket, clock } = deps
  const at = (key: string) => ({ Bucket: bucket, Key: requireKey(key) && key })

  return {
    async put(key, body) {
      const target = at(key)
      if (!(body instanceof Uint8Array)) return putInParts(client, target, body)
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
        await removeBatch(client, bucket, keys.slice(from, from + VAULT.s3Batch)).catch(toFault)
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

    sweep: () => sweepUploads(client, bucket, clock.now() - VAULT.leftoverMs).catch(toFault),
  }
}

async function removeBatch(client: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
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
  const { Errors: failed = [] } = await client.send(command, timed())
  const first = failed.find(({ Code }) => Code !== 'NoSuchKey')
  if (first)
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
