import { createSecretKey, randomBytes } from 'node:crypto'
import { link, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { removeKeyFiles, replaceCurrent } from '../../../core/vault/key-files.js'
import { createKeyring } from '../../../core/vault/keyring.js'
import { loadMasterKeys } from '../../../core/vault/master-keys.js'
import { knownIds, unwrapNow, wrap, wrapNow, wrapperOf } from '../../../core/vault/wrapping.js'
import { createClock, memoryDataKeys, temporaryFolder } from '../vault/support.js'
import { quiet } from './support.js'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
const load = (options = {}) => loadMasterKeys({ dataDir: folder.path, log: quiet, ...options })
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

it('a new key takes the place of the current one, which stays beside it, both for their owner only', async () => {
  const before = await load()
  const fresh = await replaceCurrent(folder.path)
  const after = await load()
  expect(after.current.id).toEqual(fresh.id)
  expect(knownIds(after)).toEqual([fresh, before.current].map(({ id }) => id.toString('hex')))
  const names = await readdir(folder.path)
  expect(names).toHaveLength(3)
  for (const name of names) expect((await stat(join(folder.path, name))).mode & 0o777).toBe(0o600)
})

it('a process that runs learns of it: it opens what others wrap, and wraps with the new one from then on', async () => {
  const running = await load()
  const first = running.current.id.toString('hex')
  await replaceCurrent(folder.path)
  const other = await load()
  const dataKey = createSecretKey(randomBytes(32))
  expect((await unwrapNow(running, 'ann', wrap(other, 'ann', dataKey))).equals(dataKey)).toBe(true)
  const again = await load()
  await replaceCurrent(folder.path)
  expect(wrapperOf(await wrapNow(again, 'ann', dataKey))).not.toBe(first)
  expect(wrapperOf(await wrapNow(again, 'ann', dataKey))).not.toBe(other.current.id.toString('hex'))
})

it('two rotations at once lose no key: what either has made is known', async () => {
  await load()
  const made = await Promise.all([1, 2, 3].map(() => replaceCurrent(folder.path).catch(() => null)))
  const known = knownIds(await load())
  for (const key of made) if (key) expect(known).toContain(key.id.toString('hex'))
})

it('killed at any step, all keys are there, and the next rotation goes well', async () => {
  const { current } = await load()
  const id = current.id.toString('hex')
  // After the old one got its name, and a half-written draft of the new one.
  await link(join(folder.path, 'master.key'), join(folder.path, `master-${id}.key`))
  await writeFile(join(folder.path, 'master.key.0123456789abcdef'), 'half')
  expect(knownIds(await load())).toEqual([id])
  await replaceCurrent(folder.path)
  const after = await load()
  expect(knownIds(after)).toHaveLength(2)
  expect((await readdir(folder.path)).filter(name => name.startsWith('master.key.'))).toEqual([])
})

it('former ones can be removed, the current one cannot', async () => {
  const before = await load()
  await replaceCurrent(folder.path)
  const after = await load()
  await removeKeyFiles(folder.path, knownIds(after))
  const left = await load()
  expect(knownIds(left)).toEqual([after.current.id.toString('hex')])
  expect(knownIds(left)).not.toContain(before.current.id.toString('hex'))
})

it('keys of the configuration: the former ones open, the current one wraps, files are not asked', async () => {
  const [one, two] = [randomBytes(32), randomBytes(32)]
  const keys = await load({ configured: one, former: [two] })
  expect([keys.from, knownIds(keys).length, keys.refresh]).toEqual(['configuration', 2, undefined])
  expect(await readdir(folder.path)).toEqual([])
})

it('from the configuration into a file: the former one is named there', async () => {
  const was = randomBytes(32)
  const keys = await load({ former: [was] })
  const before = await load({ configured: was })
  const dataKey = createSecretKey(randomBytes(32))
  expect((await unwrapNow(keys, 'ann', wrap(before, 'ann', dataKey))).equals(dataKey)).toBe(true)
})

it('a file that has vanished stops nobody who can read without it, and nobody wraps', async () => {
  const keys = await load()
  const stored = memoryDataKeys()
  const keyring = createKeyring({ dataKeys: stored.dataKeys, masterKeys: keys, clock: createClock() })
  const known = await keyring.obtain('ann')
  const text = await readFile(join(folder.path, 'master.key'), 'utf8')
  await folder.remove()
  keyring.drop('ann')
  expect((await keyring.obtain('ann')).equals(known)).toBe(true)
  await expect(keyring.obtain('bob')).rejects.toMatchObject({ code: 'unavailable' })
  expect(text).toMatch(/=\n$/)
})
