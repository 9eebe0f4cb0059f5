import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { VAULT } from '../../../config/limits.js'
import { createKeyring } from '../../../core/vault/keyring.js'
import { masterKey, unwrap, wrap } from '../../../core/vault/wrapping.js'
import { createClock, memoryDataKeys } from './support.js'

function setUp(master = randomBytes(32), former: Buffer[] = [], keys = memoryDataKeys()) {
  const clock = createClock()
  const masterKeys = { current: masterKey(master), former: former.map(masterKey) }
  return {
    keyring: createKeyring({ dataKeys: keys.dataKeys, masterKeys, clock }),
    clock,
    masterKeys,
    ...keys,
  }
}

describe('the keyring', () => {
  it('makes a key at the first write and never for a reader', async () => {
    const { keyring, rows } = setUp()
    expect(await keyring.find('ann')).toBeNull()
    expect(rows.size).toBe(0)
    const key = await keyring.obtain('ann')
    expect((await keyring.find('ann'))?.equals(key)).toBe(true)
    expect((await keyring.obtain('bob')).equals(key)).toBe(false)
  })

  it('keeps a key in memory for its time, then reads it anew', async () => {
    const { keyring, clock, count } = setUp()
    const key = await keyring.obtain('ann')
    const loads = count.loads
    clock.advance(VAULT.cachedKeyMs - 1)
    await keyring.obtain('ann')
    expect(count.loads).toBe(loads)
    clock.advance(1)
    expect((await keyring.obtain('ann')).equals(key)).toBe(true)
    expect(count.loads).toBe(loads + 1)
  })

  it('keeps no more keys in memory than its bound, the newest ones', async () => {
    const { keyring, count } = setUp()
    for (let n = 0; n <= VAULT.cachedKeys; n++) await keyring.obtain(`p${n}`)
    const loads = count.loads
    await keyring.obtain(`p${VAULT.cachedKeys}`)
    await keyring.obtain('p1')
    expect(count.loads).toBe(loads)
    await keyring.obtain('p0')
    expect(count.loads).toBe(loads + 1)
  })

  it('asks once for many who want the same key at the same time', async () => {
    const { keyring, count } = setUp()
    const keys = await Promise.all(Array.from({ length: 20 }, () => keyring.obtain('ann')))
    expect(new Set(keys).size).toBe(1)
    expect(count.loads).toBe(1)
  })

  it('makes a key for a writer who comes while readers learn that there is none', async () => {
    const { keyring } = setUp()
    const [found, key] = await Promise.all([
      keyring.find('ann'),
      keyring.obtain('ann'),
      keyring.obtain('ann'),
    ])
    expect(found).toBeNull()
    expect((await keyring.find('ann'))?.equals(key)).toBe(true)
  })

  it('takes the key of the one who was first', async () => {
    const keys = memoryDataKeys()
    const master = randomBytes(32)
    const [one, two] = [setUp(master, [], keys), setUp(master, [], keys)]
    const [mine, theirs] = await Promise.all([one.keyring.obtain('ann'), two.keyring.obtain('ann')])
    expect(mine.equals(theirs)).toBe(true)
  })

  it('does not remember a failure', async () => {
    const { keyring, dataKeys } = setUp()
    const { load } = dataKeys
    dataKeys.load = () => Promise.reject(new Error('the database is away'))
    await expect(keyring.obtain('ann')).rejects.toThrow('away')
    dataKeys.load = load
    await expect(keyring.obtain('ann')).resolves.toBeDefined()
  })

  it('destroys a key, also one that is being read at that moment', async () => {
    const { keyring, dataKeys } = setUp()
    await keyring.obtain('ann')
    const destroy = dataKeys.destroy
    dataKeys.destroy = async owner => {
      await keyring.find(owner)
      await destroy(owner)
    }
    await keyring.destroy('ann')
    expect(await keyring.find('ann')).toBeNull()
  })
})

describe('a wrapped key', () => {
  const keys = { current: masterKey(randomBytes(32)), former: [] }
  const dataKey = createSecretKey(randomBytes(32))

  it('unwraps for its owner only', () => {
    const wrapped = wrap(keys, 'ann', dataKey)
    expect(unwrap(keys, 'ann', wrapped).equals(dataKey)).toBe(true)
    expect(() => unwrap(keys, 'bob', wrapped)).toThrow(expect.objectContaining({ code: 'vault_corrupted' }))
    expect(wrapped.includes(dataKey.export())).toBe(false)
  })

  it('does not unwrap with any bit flipped or any byte missing', () => {
    const wrapped = wrap(keys, 'ann', dataKey)
    const opened = (bytes: Uint8Array): KeyObject | string => {
      try {
        return unwrap(keys, 'ann', bytes)
      } catch (error) {
        return (error as { code: string }).code
      }
    }
    for (let bit = 0; bit < wrapped.length * 8; bit++) {
      const copy = Buffer.from(wrapped)
      copy[bit >> 3]! ^= 1 << (bit & 7)
      expect(opened(copy)).toBe('vault_corrupted')
    }
    for (let length = 0; length < wrapped.length; length++)
      expect(opened(wrapped.subarray(0, length))).toBe('vault_corrupted')
    expect(opened(Buffer.concat([wrapped, Buffer.of(0)]))).toBe('vault_corrupted')
  })

  it('outlives a change of the master key, when the former one is still known', async () => {
    const [old, fresh] = [randomBytes(32), randomBytes(32)]
    const stored = memoryDataKeys()
    const before = await setUp(old, [], stored).keyring.obtain('ann')
    const changed = setUp(fresh, [old], stored)
    expect((await changed.keyring.obtain('ann')).equals(before)).toBe(true)
    await changed.keyring.obtain('bob')
    const alone = setUp(fresh, [], stored)
    await expect(alone.keyring.obtain('bob')).resolves.toBeDefined()
    await expect(alone.keyring.obtain('ann')).rejects.toMatchObject({ code: 'vault_corrupted' })
  })
})
