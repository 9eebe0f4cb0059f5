import { createSecretKey, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VAULT } from '../../../config/limits.js'
import { open, seal, sealedBytes, sealStream } from '../../../core/vault/envelope.js'
import { all, pieces } from './support.js'

const dataKey = createSecretKey(randomBytes(32))
const key = 'ann/image/one'
const corrupted = { code: 'vault_corrupted' }
const TAG = 16
const STEP = VAULT.chunkBytes + TAG
const HEADER = sealedBytes(0) - TAG

describe('a sealed object', () => {
  it('opens to the same bytes, sealed whole or as a stream in any pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 2500 }),
        async (parts, times) => {
          const stretched = parts.map(part => Buffer.concat(Array(times).fill(part)))
          const plain = Buffer.concat(stretched)
          const streamed = Buffer.concat(await all(sealStream(dataKey, key, from(stretched))))
          expect((await open(dataKey, key, streamed)).equals(plain)).toBe(true)
          const whole = seal(dataKey, key, plain)
          expect((await open(dataKey, key, whole)).equals(plain)).toBe(true)
          expect([whole.length, streamed.length]).toEqual([
            sealedBytes(plain.length),
            sealedBytes(plain.length),
          ])
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each([0, 1, VAULT.chunkBytes - 1, VAULT.chunkBytes, VAULT.chunkBytes + 1, 3 * VAULT.chunkBytes])(
    'of %i bytes opens',
    async size => {
      const plain = randomBytes(size)
      const streamed = Buffer.concat(await all(sealStream(dataKey, key, pieces(plain, 4096))))
      expect((await open(dataKey, key, streamed)).equals(plain)).toBe(true)
      expect((await open(dataKey, key, seal(dataKey, key, plain))).equals(plain)).toBe(true)
    },
  )

  it('does not open with any single bit flipped: every bit of a small one', async () => {
    const sealed = seal(dataKey, key, Buffer.from('face'))
    for (let bit = 0; bit < sealed.length * 8; bit++)
      await expect(open(dataKey, key, flipped(sealed, bit))).rejects.toMatchObject(corrupted)
  })

  it('does not open with any single bit flipped, or cut anywhere: a large one', async () => {
    const sealed = seal(dataKey, key, randomBytes(2 * VAULT.chunkBytes + 99))
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length * 8 - 1), async bit => {
        await expect(open(dataKey, key, flipped(sealed, bit))).rejects.toMatchObject(corrupted)
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), async length => {
        await expect(open(dataKey, key, sealed.subarray(0, length))).rejects.toMatchObject(corrupted)
      }),
    )
  })

  it('does not open with chunks dropped, doubled, moved, or borrowed from another object', async () => {
    const plain = randomBytes(3 * VAULT.chunkBytes)
    const sealed = seal(dataKey, key, plain)
    const other = seal(dataKey, key, plain)
    const header = sealed.subarray(0, HEADER)
    const chunk = (n: number, of = sealed) => of.subarray(HEADER + n * STEP, HEADER + (n + 1) * STEP)
    const wrongs = [
      [chunk(0), chunk(1)],
      [chunk(1), chunk(2)],
      [chunk(0), chunk(2)],
      [chunk(2)],
      [],
      [chunk(0), chunk(0), chunk(1), chunk(2)],
      [chunk(1), chunk(0), chunk(2)],
      [chunk(0), chunk(1), chunk(2), chunk(2)],
      [chunk(0), chunk(1), chunk(2), Buffer.of(0)],
      [chunk(0), chunk(1, other), chunk(2)],
    ]
    for (const chunks of wrongs)
      await expect(open(dataKey, key, Buffer.concat([header, ...chunks]))).rejects.toMatchObject(corrupted)
    const right = Buffer.concat([header, chunk(0), chunk(1), chunk(2)])
    expect((await open(dataKey, key, right)).equals(plain)).toBe(true)
  })

  it('does not open under another name or with another key', async () => {
    const sealed = seal(dataKey, key, Buffer.from('face'))
    await expect(open(dataKey, 'ann/image/two', sealed)).rejects.toMatchObject(corrupted)
    await expect(open(dataKey, 'bob/image/one', sealed)).rejects.toMatchObject(corrupted)
    await expect(open(createSecretKey(randomBytes(32)), key, sealed)).rejects.toMatchObject(corrupted)
  })

  it('is not fooled by rubbish', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async rubbish => {
        await expect(open(dataKey, key, rubbish)).rejects.toMatchObject(corrupted)
      }),
    )
  })
})

function flipped(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[bit >> 3]! ^= 1 << (bit & 7)
  return copy
}

async function* from(parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts
}
