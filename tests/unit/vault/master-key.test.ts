import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadMasterKey } from '../../../core/vault/master-key.js'
import { masterKey } from '../../../core/vault/wrapping.js'
import { temporaryFolder } from './support.js'

describe('the master key', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let dataDir: string
  let said: string[]
  const log = { info() {}, error() {}, warn: (message: string) => void said.push(message) }
  const load = (configured?: Uint8Array) => loadMasterKey({ configured, dataDir, log })

  beforeEach(async () => {
    folder = await temporaryFolder()
    dataDir = join(folder.path, 'data')
    said = []
  })
  afterEach(() => folder.remove())

  it('is the configured one, and no file is made', async () => {
    const bytes = randomBytes(32)
    expect((await load(bytes)).id).toEqual(masterKey(bytes).id)
    await expect(stat(dataDir)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(load(randomBytes(31))).rejects.toMatchObject({ code: 'config' })
  })

  it('is made at the first start, with a warning, for its owner only', async () => {
    await load()
    expect(said).toEqual([expect.stringMatching(/MASTER_KEY/)])
    expect((await stat(join(dataDir, 'master.key'))).mode & 0o777).toBe(0o600)
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
    expect(await readdir(dataDir)).toEqual(['master.key'])
  })

  it('is the same at the next start, and nothing is said', async () => {
    const first = await load()
    said = []
    const second = await load()
    expect(second.secret.equals(first.secret)).toBe(true)
    expect(said).toEqual([])
  })

  it('can be taken over into the configuration as it stands in the file', async () => {
    const made = await load()
    const text = await readFile(join(dataDir, 'master.key'), 'utf8')
    expect((await load(Buffer.from(text.trim(), 'base64'))).secret.equals(made.secret)).toBe(true)
  })

  it('is one key for all who start at once', async () => {
    const keys = await Promise.all(Array.from({ length: 12 }, () => load()))
    expect(new Set(keys.map(key => key.id.toString('hex'))).size).toBe(1)
    expect(await readdir(dataDir)).toEqual(['master.key'])
    expect(said).toHaveLength(1)
  })

  it.each(['', 'rubbish', randomBytes(31).toString('base64'), `${randomBytes(32).toString('base64')}x`])(
    'is never overwritten: a file that holds %j stops the start with one sentence',
    async content => {
      await mkdir(dataDir)
      await writeFile(join(dataDir, 'master.key'), content)
      await expect(load()).rejects.toMatchObject({
        code: 'config',
        message: expect.stringContaining('backup'),
      })
      expect(await readFile(join(dataDir, 'master.key'), 'utf8')).toBe(content)
    },
  )

  it('warns when others can read the file', async () => {
    await load()
    await chmod(join(dataDir, 'master.key'), 0o644)
    said = []
    await load()
    expect(said).toEqual([expect.stringContaining('chmod 600')])
  })

  it('says what to do when the data folder cannot be used', async () => {
    await writeFile(dataDir, 'a file')
    await expect(load()).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('MASTER_KEY'),
    })
  })
})
