/**
 * Plays S3 on the loopback for the real client: one bucket, path style. It knows the calls that the vault makes;
 * any other is answered with 501 and kept in `unknown`, so that a test can insist on none.
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface S3Call {
  operation: string
  key: string
  /** Bytes of the body. */
  bytes: number
}

/** What happens to a call instead of its answer: a status with an S3 error code, a cut connection, no answer at all. */
export type S3Trouble = { status: number; code: string } | 'cut' | 'cut after half the body' | 'hang'

interface Part {
  number: number
  bytes: Buffer
}

/** Starts the fake. `pageSize` is how many keys a listing answers at most. */
export async function startFakeS3(options: { pageSize?: number } = {}) {
  const bucket = 'pictures'
  const accessKeyId = 'fake-key'
  const objects = new Map<string, { bytes: Buffer; writtenAt: number }>()
  const uploads = new Map<string, { key: string; begunAt: number; parts: Part[] }>()
  const locked = new Set<string>()
  const calls: S3Call[] = []
  const unknown: string[] = []
  const trouble: { next: (call: S3Call) => S3Trouble | undefined } = { next: () => undefined }
  let uploadCount = 0

  function answer(operation: string, key: string, query: URLSearchParams, body: Buffer): Answer {
    const uploadId = query.get('uploadId') ?? ''
    const upload = uploads.get(uploadId)
    switch (operation) {
      case 'HeadBucket':
        return { status: 200 }
      case 'PutObject':
        objects.set(key, { bytes: body, writtenAt: Date.now() })
        return { status: 200, headers: { etag: etag(body) } }
      case 'GetObject': {
        const found = objects.get(key)
        return found ? { status: 200, body: found.bytes } : refusal(404, 'NoSuchKey')
      }
      case 'ListObjectsV2':
        return listing(query)
      case 'DeleteObjects':
        return removal([...body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(match => match[1] ?? ''))
      case 'CreateMultipartUpload': {
        const id = `upload-${++uploadCount}`
        uploads.set(id, { key, begunAt: Date.now(), parts: [] })
        const names = `<Bucket>${bucket}</Bucket><Key>${key}</Key>`
        return xml(
          `<InitiateMultipartUploadResult>${names}<UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
        )
      }
      case 'UploadPart':
        if (!upload) return refusal(404, 'NoSuchUpload')
        upload.parts.push({ number: Number(query.get('partNumber')), bytes: body })
        return { status: 200, headers: { etag: etag(body) } }
      case 'CompleteMultipartUpload': {
        if (!upload) return refusal(404, 'NoSuchUpload')
        const listed = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(m =>
          Number(m[1]),
        )
        const parts = listed.map(number => upload.parts.findLast(part => part.number === number))
        // Real stores refuse parts below 5 MiB, except the last.
        if (parts.slice(0, -1).some(part => !part || part.bytes.length < 5 * 1024 * 1024))
          return refusal(400, 'EntityTooSmall')
        const bytes = Buffer.concat(parts.map(part => part?.bytes ?? Buffer.alloc(0)))
        objects.set(upload.key, { bytes, writtenAt: Date.now() })
        uploads.delete(uploadId)
        return xml(`<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`)
      }
      case 'AbortMultipartUpload':
        return uploads.delete(uploadId) ? { status: 204 } : refusal(404, 'NoSuchUpload')
      case 'ListMultipartUploads': {
        const rows = [...uploads].map(
          ([id, each]) =>
            `<Upload><Key>${each.key}</Key><UploadId>${id}</UploadId><Initiated>${new Date(each.begunAt).toISOString()}</Initiated></Upload>`,
        )
        return xml(
          `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${rows.join('')}</ListMultipartUploadsResult>`,
        )
      }
      default:
        return refusal(501, 'NotImplemented')
    }
  }

  function removal(keys: string[]): Answer {
    for (const key of keys) if (!locked.has(key)) objects.delete(key)
    const failed = keys.filter(key => locked.has(key))
    const rows = failed.map(key => `<Error><Key>${key}</Key><Code>AccessDenied</Code></Error>`)
    return xml(`<DeleteResult>${rows.join('')}</DeleteResult>`)
  }

  function listing(query: URLSearchParams): Answer {
    const after = query.get('continuation-token') ?? ''
    const found = [...objects.keys()]
      .filter(key => key.startsWith(query.get('prefix') ?? '') && key > after)
      .sort()
    const page = found.slice(0, options.pageSize ?? 1000)
    const rows = page.map(key => {
      const { bytes, writtenAt } = objects.get(key)!
      return `<Contents><Key>${key}</Key><LastModified>${new Date(writtenAt).toISOString()}</LastModified><Size>${bytes.length}</Size></Contents>`
    })
    const more = page.length < found.length
    const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''
    return xml(
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${rows.join('')}</ListBucketResult>`,
    )
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake')
    const [, askedBucket = '', ...path] = url.pathname.split('/')
    const key = path.join('/')
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const body = Buffer.concat(pieces)
    const operation = nameOf(request.method ?? '', key, url.searchParams)
    const call = { operation, key, bytes: body.length }
    calls.push(call)
    if (operation === 'unknown') unknown.push(`${request.method} ${request.url}`)

    const wrong = trouble.next(call)
    if (wrong === 'hang') return
    if (wrong === 'cut') return void request.socket.destroy()
    let result = wrong && typeof wrong === 'object' ? refusal(wrong.status, wrong.code) : undefined
    result ??= refuse(request, askedBucket, operation, body) ?? answer(operation, key, url.searchParams, body)
    const content = result.body ?? Buffer.alloc(0)
    response.writeHead(result.status, { ...result.headers, 'content-length': content.length })
    if (wrong === 'cut after half the body') {
      response.write(content.subarray(0, content.length / 2), () => request.socket.destroy())
      return
    }
    response.end(request.method === 'HEAD' ? undefined : content)
  }

  /** What a real store checks first: who asks, for which bucket, and whether the body came as it was sent. */
  function refuse(
    request: IncomingMessage,
    asked: string,
    operation: string,
    body: Buffer,
  ): Answer | undefined {
    if (!request.headers.authorization?.includes(`Credential=${accessKeyId}/`))
      return refusal(403, 'AccessDenied')
    if (asked !== bucket) return refusal(404, 'NoSuchBucket')
    const sha = request.headers['x-amz-content-sha256']
    if (sha !== 'UNSIGNED-PAYLOAD' && sha !== createHash('sha256').update(body).digest('hex'))
      return refusal(400, 'XAmzContentSHA256Mismatch')
    if (operation !== 'DeleteObjects') return undefined
    // Older stores know no other checksum for it.
    const md5 = createHash('md5').update(body).digest('base64')
    return request.headers['content-md5'] === md5 ? undefined : refusal(400, 'MissingContentMD5')
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    settings: {
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      accessKeyId,
      secretAccessKey: 'fake-secret',
      forcePathStyle: true,
    },
    bucket,
    objects,
    uploads,
    /** Keys that the store will not remove. */
    locked,
    calls,
    unknown,
    /** Set `next` to decide what goes wrong. */
    trouble,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

export type FakeS3 = Awaited<ReturnType<typeof startFakeS3>>

interface Answer {
  status: number
  headers?: Record<string, string>
  body?: Buffer
}

function nameOf(method: string, key: string, query: URLSearchParams): string {
  if (key === '') {
    if (method === 'HEAD') return 'HeadBucket'
    if (method === 'GET' && query.get('list-type') === '2') return 'ListObjectsV2'
    if (method === 'GET' && query.has('uploads')) return 'ListMultipartUploads'
    if (method === 'POST' && query.has('delete')) return 'DeleteObjects'
    return 'unknown'
  }
  if (method === 'GET') return 'GetObject'
  if (method === 'PUT') return query.has('partNumber') ? 'UploadPart' : 'PutObject'
  if (method === 'POST' && query.has('uploads')) return 'CreateMultipartUpload'
  if (method === 'POST' && query.has('uploadId')) return 'CompleteMultipartUpload'
  if (method === 'DELETE' && query.has('uploadId')) return 'AbortMultipartUpload'
  return 'unknown'
}

function xml(text: string): Answer {
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`)
  return { status: 200, headers: { 'content-type': 'application/xml' }, body }
}

function refusal(status: number, code: string): Answer {
  return { ...xml(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`), status }
}

function etag(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`
}
