import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VAULT } from '../../../config/limits.js'
import { all, type Bench, pieces, STORES } from './support.js'

describe.each(STORES)('a store of sealed objects on $name', ({ open }) => {
  let bench: Bench
  beforeEach(async () => {
    bench = await open()
  })
  afterEach(() => bench.close())

  it('gives back what was put', async () => {
    const bytes = randomBytes(200_000)
    await bench.store.put('ann/image/one', bytes)
    expect(await bench.store.get('ann/image/one')).toEqual(bytes)
  })

  it.each([0, 1, 300_000, VAULT.s3PartBytes, VAULT.s3PartBytes + 1, 2 * VAULT.s3PartBytes])(
    'gives back a stream of %i bytes',
    async size => {
      const bytes = randomBytes(size)
      await bench.store.put('ann/image/one', pieces(bytes, 65_537))
      expect((await bench.store.get('ann/image/one')).equals(bytes)).toBe(true)
    },
  )

  it('replaces an object that is put again', async () => {
    await bench.store.put('ann/image/one', Buffer.from('first, and longer'))
    await bench.store.put('ann/image/one', Buffer.from('second'))
    expect((await bench.store.get('ann/image/one')).toString()).toBe('second')
    expect(await bench.raw()).toHaveLength(1)
  })

  it('says that an object is missing', async () => {
    await bench.store.put('ann/image/one', Buffer.from('x'))
    for (const key of ['ann/image/two', 'bob/image/one'])
      await expect(bench.store.get(key)).rejects.toMatchObject({ code: 'vault_missing', retry: 'never' })
  })

  it('removes several, and what is not there without complaint', async () => {
    for (const id of ['a', 'b', 'c']) await bench.store.put(`ann/image/${id}`, Buffer.from(id))
    await bench.store.remove(['ann/image/a', 'ann/image/c', 'ann/image/never', 'nobody/image/a'])
    await bench.store.remove(['ann/image/a'])
    await bench.store.remove([])
    expect((await all(bench.store.list())).map(({ key }) => key)).toEqual(['ann/image/b'])
  })

  it('lists one owner, or everybody, over as many pages as it takes', async () => {
    const keys = ['ann', 'an', 'ann-2'].flatMap(owner =>
      ['image', 'reference'].flatMap(kind => [1, 2, 3, 4].map(id => `${owner}/${kind}/${id}`)),
    )
    const before = Date.now() - 2000
    for (const key of keys) await bench.store.put(key, Buffer.from(key))
    const everybody = await all(bench.store.list())
    expect(everybody.map(({ key }) => key).sort()).toEqual([...keys].sort())
    for (const { writtenAt } of everybody) expect(writtenAt).toBeGreaterThan(before)
    const ann = (await all(bench.store.list('ann'))).map(({ key }) => key).sort()
    expect(ann).toEqual(keys.filter(key => key.startsWith('ann/')).sort())
    expect(await all(bench.store.list('nobody'))).toEqual([])
  })

  it('leaves nothing of a stream that breaks off, and says why it broke', async () => {
    const reason = new DOMException('stopped', 'AbortError')
    async function* broken() {
      yield randomBytes(VAULT.s3PartBytes + 1000)
      throw reason
    }
    await expect(bench.store.put('ann/image/one', broken())).rejects.toBe(reason)
    expect(await all(bench.store.list())).toEqual([])
    expect((await bench.raw()).map(bytes => bytes.length)).toEqual([])
  })

  it('keeps the old object when a replacement breaks off', async () => {
    await bench.store.put('ann/image/one', Buffer.from('old'))
    async function* broken() {
      yield Buffer.from('new')
      throw new Error('broken')
    }
    await expect(bench.store.put('ann/image/one', broken())).rejects.toThrow('broken')
    expect((await bench.store.get('ann/image/one')).toString()).toBe('old')
  })

  it('takes many writers and removers of one owner at once', async () => {
    const keys = Array.from({ length: 24 }, (_, id) => `ann/image/${id}`)
    const round = async (key: string) => {
      await bench.store.put(key, Buffer.from(key))
      if (Number(key.slice(-1)) % 2) await bench.store.remove([key])
    }
    await Promise.all(keys.map(round))
    const left = (await all(bench.store.list('ann'))).map(({ key }) => key).sort()
    expect(left).toEqual(keys.filter(key => Number(key.slice(-1)) % 2 === 0).sort())
  })

  it.each([
    '../x/image/y',
    'ann/image/../../etc',
    '/etc/passwd',
    'ann/image',
    'ann/image/a/b',
    'ann/image/.',
    '',
  ])('refuses the name %j', async key => {
    const bug = { code: 'bug' }
    await expect(bench.store.put(key, Buffer.from('x'))).rejects.toMatchObject(bug)
    await expect(bench.store.get(key)).rejects.toMatchObject(bug)
    await expect(bench.store.remove([key])).rejects.toMatchObject(bug)
  })

  it('refuses to list outside of owners', async () => {
    for (const owner of ['', '..', 'ann/image', '.'])
      await expect(all(bench.store.list(owner))).rejects.toMatchObject({ code: 'bug' })
  })

  it('refuses to read what is larger than anything the vault writes', async () => {
    await bench.store.put('ann/image/huge', pieces(Buffer.alloc(VAULT.maxObjectBytes + 20_000), 1 << 20))
    await expect(bench.store.get('ann/image/huge')).rejects.toMatchObject({ code: 'vault_corrupted' })
  })
})
