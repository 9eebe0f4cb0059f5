import { randomBytes } from 'node:crypto'
import { S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VAULT } from '../../../config/limits.js'
import { openS3Store } from '../../../core/vault/s3.js'
import { s3ClientConfig } from '../../../core/vault/s3-client.js'
import type { ObjectStore } from '../../../core/vault/store.js'
import { type FakeS3, type S3Trouble, startFakeS3 } from '../../fakes/s3.js'
import { all, createClock, pieces } from './support.js'

const key = 'ann/image/one'
const SHORT_MS = 150

describe('the vault on S3', () => {
  let fake: FakeS3
  let client: S3Client
  let store: ObjectStore
  const clock = createClock(Date.now())
  const made = (operation: string) => fake.calls.filter(call => call.operation === operation)

  /** The first so many calls of that name meet trouble. */
  function trouble(operation: string, times: number, what: S3Trouble): void {
    let left = times
    fake.trouble.next = call => (call.operation === operation && left-- > 0 ? what : undefined)
  }

  beforeEach(async () => {
    fake = await startFakeS3()
    client = new S3Client(s3ClientConfig(fake.settings))
    store = await openS3Store({ client, bucket: fake.bucket, clock })
  })
  afterEach(async () => {
    client.destroy()
    await fake.close()
    expect(fake.unknown).toEqual([])
  })

  it('tries again when the store stumbles', async () => {
    for (const what of [{ status: 503, code: 'SlowDown' }, 'cut'] as const) {
      trouble('PutObject', VAULT.s3Attempts - 1, what)
      await store.put(key, Buffer.from('x'))
      expect((await store.get(key)).toString()).toBe('x')
    }
  })

  it('gives up after its tries, and says that it can be tried later', async () => {
    trouble('PutObject', Number.POSITIVE_INFINITY, { status: 500, code: 'InternalError' })
    await expect(store.put(key, Buffer.from('x'))).rejects.toMatchObject({
      code: 'unavailable',
      retry: 'soon',
    })
    expect(made('PutObject')).toHaveLength(VAULT.s3Attempts)
    expect(fake.objects.size).toBe(0)
  })

  it('tells an object that is missing from a store that fails', async () => {
    trouble('GetObject', Number.POSITIVE_INFINITY, { status: 403, code: 'AccessDenied' })
    await expect(store.get(key)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/key/),
    })
    fake.trouble.next = () => undefined
    await expect(store.get(key)).rejects.toMatchObject({ code: 'vault_missing' })
  })

  it('does not take half an object for a whole one', async () => {
    await store.put(key, randomBytes(500_000))
    trouble('GetObject', Number.POSITIVE_INFINITY, 'cut after half the body')
    await expect(store.get(key)).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('waits no longer than its limit for a try, and for a call as a whole', async () => {
    const config = s3ClientConfig(fake.settings)
    const impatient = new S3Client({
      ...config,
      requestHandler: { requestTimeout: SHORT_MS, throwOnRequestTimeout: true },
    })
    const waiting = await openS3Store({ client: impatient, bucket: fake.bucket, clock })
    const limited = await openS3Store({ client, bucket: fake.bucket, clock, callMs: SHORT_MS })
    trouble('GetObject', Number.POSITIVE_INFINITY, 'hang')
    await expect(waiting.get(key)).rejects.toMatchObject({ code: 'timeout' })
    expect(made('GetObject')).toHaveLength(VAULT.s3Attempts)
    await expect(limited.get(key)).rejects.toMatchObject({ code: 'timeout' })
    expect(made('GetObject')).toHaveLength(VAULT.s3Attempts + 1)
    impatient.destroy()
  })

  it('sends a small stream in one piece, a long one in parts', async () => {
    await store.put(key, pieces(Buffer.alloc(300_000), 64_000))
    expect(fake.calls.slice(1).map(call => call.operation)).toEqual(['PutObject'])
    await store.put(key, pieces(Buffer.alloc(VAULT.s3PartBytes * 2 + 1), 64_000))
    expect(made('UploadPart').map(call => call.bytes)).toEqual([VAULT.s3PartBytes, VAULT.s3PartBytes, 1])
    expect(fake.uploads.size).toBe(0)
  })

  it('takes a long upload back when a part of it fails', async () => {
    trouble('UploadPart', Number.POSITIVE_INFINITY, { status: 500, code: 'InternalError' })
    const long = pieces(Buffer.alloc(VAULT.s3PartBytes * 2), 64_000)
    await expect(store.put(key, long)).rejects.toMatchObject({ code: 'unavailable' })
    expect([fake.uploads.size, fake.objects.size]).toEqual([0, 0])
  })

  it('sweeps long uploads that a dead process began, when they are old', async () => {
    const now = clock.now()
    fake.uploads.set('old', { key, begunAt: now - VAULT.leftoverMs - 1000, parts: [] })
    fake.uploads.set('young', { key, begunAt: now - VAULT.leftoverMs + 1000, parts: [] })
    expect(await store.sweep()).toBe(1)
    expect([...fake.uploads.keys()]).toEqual(['young'])
  })

  it('removes a thousand at a time', async () => {
    const keys = Array.from({ length: VAULT.s3Batch + 1 }, (_, id) => `ann/image/${id}`)
    for (const each of keys) fake.objects.set(each, { bytes: Buffer.alloc(0), writtenAt: 0 })
    expect(await all(store.list('ann'))).toHaveLength(keys.length)
    expect(made('ListObjectsV2')).toHaveLength(2)
    await store.remove(keys)
    expect(made('DeleteObjects')).toHaveLength(2)
    expect(fake.objects.size).toBe(0)
  })

  it('does not believe that all is removed when the store names some that are not', async () => {
    await store.put(key, Buffer.from('x'))
    fake.locked.add(key)
    await expect(store.remove([key])).rejects.toMatchObject({
      code: 'unavailable',
      facts: { reason: 'AccessDenied', count: 1 },
    })
  })

  it('tells in one sentence at start what is wrong', async () => {
    const open = async (settings: Partial<FakeS3['settings']>, bucket = fake.bucket) => {
      const wrong = new S3Client(s3ClientConfig({ ...fake.settings, ...settings }))
      try {
        await openS3Store({ client: wrong, bucket, clock })
      } finally {
        wrong.destroy()
      }
    }
    const saying = (message: RegExp) => ({ code: 'config', message: expect.stringMatching(message) })
    await expect(open({}, 'other')).rejects.toMatchObject(saying(/no such bucket/))
    await expect(open({ accessKeyId: 'wrong' })).rejects.toMatchObject(saying(/access key/))
    await expect(open({ endpoint: 'http://127.0.0.1:1' })).rejects.toMatchObject(saying(/cannot be reached/))
  })
})
