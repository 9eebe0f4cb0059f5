import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PHOTO, VAULT } from '../../../config/limits.js'
import { objectKey } from '../../../core/vault/keys.js'
import { all, type Bench, memoryDataKeys, pieces, STORES, vaultOver } from './support.js'

const key = objectKey('ann', 'image', 'one')

describe.each(STORES)('the vault on $name', ({ open }) => {
  let bench: Bench
  beforeEach(async () => {
    bench = await open()
  })
  afterEach(() => bench.close())

  it('gives back any picture, whatever the pieces it came in', async () => {
    const { vault } = vaultOver(bench.store)
    const sizes = fc.oneof(
      fc.nat(300),
      fc.constantFrom(-1, 0, 1).map(by => VAULT.chunkBytes * 2 + by),
      fc.constantFrom(0, 1).map(by => VAULT.wholeBytes + by),
    )
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 3 * VAULT.chunkBytes }), async (size, piece) => {
        const bytes = randomBytes(size)
        await vault.put('ann', key, bytes)
        expect((await vault.get(key)).equals(bytes)).toBe(true)
        const step = Math.max(piece, Math.ceil(size / 500))
        expect(await vault.putStream('ann', key, pieces(bytes, step), size)).toBe(size)
        expect((await vault.get(key)).equals(bytes)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('takes the largest photo', async () => {
    const { vault } = vaultOver(bench.store)
    const bytes = randomBytes(PHOTO.maxBytes)
    await vault.putStream('ann', key, pieces(bytes, 100_000), PHOTO.maxBytes)
    expect((await vault.get(key)).equals(bytes)).toBe(true)
    await vault.put('ann', key, bytes)
    expect((await vault.get(key)).equals(bytes)).toBe(true)
    await expect(vault.put('ann', key, Buffer.alloc(PHOTO.maxBytes + 1))).rejects.toMatchObject({
      code: 'bug',
    })
  })

  it('leaves nothing behind of a stream over the limit', async () => {
    const { vault } = vaultOver(bench.store)
    let asked = 0
    async function* endless() {
      for (;;) {
        asked++
        yield Buffer.alloc(1 << 20)
      }
    }
    const limit = 12 << 20
    await expect(vault.putStream('ann', key, endless(), limit)).rejects.toMatchObject({ code: 'unfetchable' })
    expect(asked).toBe(13)
    expect((await bench.raw()).map(bytes => bytes.length)).toEqual([])
    await expect(vault.get(key)).rejects.toMatchObject({ code: 'vault_missing' })
  })

  it('never holds more of a long stream than it needs', async () => {
    const { vault } = vaultOver(bench.store)
    // Half of the stream is asked for only after the first half has left: the store sees it while it comes.
    let written = 0
    async function* slow() {
      yield randomBytes(VAULT.s3PartBytes + VAULT.chunkBytes * 2)
      const lying = await bench.raw()
      written = lying.reduce((sum, bytes) => sum + bytes.length, 0)
      yield randomBytes(10)
    }
    await vault.putStream('ann', key, slow(), VAULT.maxObjectBytes)
    expect(written).toBeGreaterThanOrEqual(VAULT.s3PartBytes)
  })

  it('leaves no readable byte in the store', async () => {
    const { vault, rows } = vaultOver(bench.store)
    const marker = Buffer.from('a face that nobody else may see')
    await vault.put('ann', key, Buffer.concat(Array(40).fill(marker)))
    await vault.putStream('ann', objectKey('ann', 'original', 'two'), pieces(marker, 7), 1000)
    const lying = await bench.raw()
    expect(lying).toHaveLength(2)
    for (const bytes of [...lying, ...rows.values()]) {
      expect(Buffer.from(bytes).includes(marker)).toBe(false)
      expect(Buffer.from(bytes).includes(marker.subarray(0, 8))).toBe(false)
    }
    // The same picture twice does not look the same.
    await vault.put('ann', key, marker)
    await vault.put('ann', objectKey('ann', 'image', 'again'), marker)
    const [one, other] = await Promise.all(['one', 'again'].map(id => bench.store.get(`ann/image/${id}`)))
    expect(one!.equals(other!)).toBe(false)
  })

  it('notices an object that was swapped with another', async () => {
    const { vault } = vaultOver(bench.store)
    const keys = [key, objectKey('ann', 'image', 'two'), objectKey('bob', 'image', 'one')] as const
    for (const each of keys) await vault.put(each.slice(0, 3), each, Buffer.from(each))
    for (const other of keys.slice(1)) {
      await bench.store.put(key, await bench.store.get(other))
      await expect(vault.get(key)).rejects.toMatchObject({ code: 'vault_corrupted' })
    }
  })

  it('opens nothing with another master key', async () => {
    const keys = memoryDataKeys()
    await vaultOver(bench.store, keys).vault.put('ann', key, Buffer.from('x'))
    const other = vaultOver(bench.store, keys)
    await expect(other.vault.get(key)).rejects.toMatchObject({ code: 'vault_corrupted' })
    await expect(other.vault.put('ann', key, Buffer.from('y'))).rejects.toMatchObject({
      code: 'vault_corrupted',
    })
  })

  it('makes one key when two processes write for a person for the first time', async () => {
    const keys = memoryDataKeys()
    const master = randomBytes(32)
    const [one, two] = [vaultOver(bench.store, keys, master), vaultOver(bench.store, keys, master)]
    const names = Array.from({ length: 8 }, (_, id) => objectKey('ann', 'image', `${id}`))
    await Promise.all(names.map((name, n) => [one, two][n % 2]!.vault.put('ann', name, Buffer.from(name))))
    const third = vaultOver(bench.store, keys, master)
    for (const name of names) expect((await third.vault.get(name)).toString()).toBe(name)
  })

  it('forgets a person: objects gone, key gone, and a backup unreadable', async () => {
    const { vault, rows } = vaultOver(bench.store)
    for (const id of ['1', '2', '3', '4'])
      await vault.put('ann', objectKey('ann', 'image', id), Buffer.from(id))
    await vault.put('bob', objectKey('bob', 'image', '1'), Buffer.from('bob'))
    const backup = await bench.store.get('ann/image/1')

    expect(await vault.forgetOwner('ann')).toBe(4)
    expect(rows.has('ann')).toBe(false)
    expect((await all(vault.list())).map(object => object.key)).toEqual(['bob/image/1'])
    await expect(vault.get('ann/image/1')).rejects.toMatchObject({ code: 'vault_missing' })
    await bench.store.put('ann/image/1', backup)
    await expect(vault.get('ann/image/1')).rejects.toMatchObject({ code: 'vault_corrupted' })

    expect(await vault.forgetOwner('ann')).toBe(1)
    expect(await vault.forgetOwner('ann')).toBe(0)
    expect((await vault.get('bob/image/1')).toString()).toBe('bob')
  })

  it('makes a fresh key for a person who comes back, and every process learns of it', async () => {
    const keys = memoryDataKeys()
    const master = randomBytes(32)
    const [one, two] = [vaultOver(bench.store, keys, master), vaultOver(bench.store, keys, master)]
    await one.vault.put('ann', key, Buffer.from('before'))
    expect((await two.vault.get(key)).toString()).toBe('before')
    const old = keys.rows.get('ann')
    await one.vault.forgetOwner('ann')
    await one.vault.put('ann', key, Buffer.from('after'))
    expect(keys.rows.get('ann')).not.toEqual(old)
    expect((await two.vault.get(key)).toString()).toBe('after')
  })

  it('destroys the key even when the store fails', async () => {
    const { vault, rows } = vaultOver({
      ...bench.store,
      remove: () => Promise.reject(new Error('the store is down')),
    })
    await vault.put('ann', key, Buffer.from('x'))
    await expect(vault.forgetOwner('ann')).rejects.toThrow('the store is down')
    expect(rows.has('ann')).toBe(false)
    await expect(vault.get(key)).rejects.toMatchObject({ code: 'vault_corrupted' })
  })

  it('removes one object, once or twice', async () => {
    const { vault } = vaultOver(bench.store)
    await vault.put('ann', key, Buffer.from('x'))
    await vault.remove(key)
    await vault.remove(key)
    expect(await all(vault.list('ann'))).toEqual([])
  })

  it('refuses to work on an object under another owner', async () => {
    const { vault } = vaultOver(bench.store)
    await expect(vault.put('bob', key, Buffer.from('x'))).rejects.toMatchObject({ code: 'bug' })
    await expect(vault.putStream('an', key, pieces(Buffer.from('x'), 1), 9)).rejects.toMatchObject({
      code: 'bug',
    })
    await expect(vault.get('ann')).rejects.toMatchObject({ code: 'bug' })
  })
})
