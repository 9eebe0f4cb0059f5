import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VAULT } from '../../../config/limits.js'
import { openDiskStore } from '../../../core/vault/disk.js'
import { diskFault } from '../../../core/vault/files.js'
import { all, createClock, memoryDataKeys, NOW, temporaryFolder, vaultOver } from './support.js'

const WRITER = fileURLToPath(new URL('./writer.ts', import.meta.url))

describe('the vault on disk', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let root: string
  let child: ChildProcess | undefined
  const openStore = (clock = createClock(Date.now())) => openDiskStore({ root, clock })

  beforeEach(async () => {
    folder = await temporaryFolder()
    root = join(folder.path, 'vault')
  })
  afterEach(async () => {
    child?.kill('SIGKILL')
    await folder.remove()
  })

  it('lets nobody else read: 0700 folders, 0600 files', async () => {
    const { vault } = vaultOver(await openStore())
    await vault.put('ann', 'ann/image/one', Buffer.from('x'))
    const entries = await readdir(root, { recursive: true, withFileTypes: true })
    expect(entries.filter(entry => entry.isFile())).toHaveLength(1)
    for (const entry of entries) {
      const { mode } = await stat(join(entry.parentPath, entry.name))
      expect(mode & 0o777).toBe(entry.isFile() ? 0o600 : 0o700)
    }
  })

  it('leaves no folder that names a person once the last object is gone', async () => {
    const { vault } = vaultOver(await openStore())
    for (const id of ['1', '2']) await vault.put('ann', `ann/image/${id}`, Buffer.from('x'))
    await vault.forgetOwner('ann')
    expect((await readdir(root, { recursive: true })).filter(path => path.includes('ann'))).toEqual([])
  })

  it('sweeps what was left half written, when it is old enough to be nobody’s work', async () => {
    const clock = createClock(NOW)
    const store = await openStore(clock)
    const age = async (name: string, ms: number) => {
      await writeFile(join(root, 'drafts', name), 'half')
      await utimes(join(root, 'drafts', name), (NOW - ms) / 1000, (NOW - ms) / 1000)
    }
    await age('old', VAULT.leftoverMs)
    await age('young', VAULT.leftoverMs - 1000)
    expect(await store.sweep()).toBe(1)
    expect(await readdir(join(root, 'drafts'))).toEqual(['young'])
    clock.advance(1000)
    await openStore(clock)
    expect(await readdir(join(root, 'drafts'))).toEqual([])
  })

  it('ignores files that are none of its own', async () => {
    const store = await openStore()
    await store.put('ann/image/one', Buffer.from('x'))
    const [object] = await filesUnder(join(root, 'objects'))
    await writeFile(join(object!, '..', '.DS_Store'), 'x')
    await writeFile(join(root, 'objects', 'README'), 'x')
    expect((await all(store.list())).map(({ key }) => key)).toEqual(['ann/image/one'])
  })

  it('shows nothing of an object whose writer was killed in the middle', async () => {
    const master = randomBytes(32)
    const lines = start('half', master)
    expect((await lines.next()).value).toBe('half written')
    await kill()
    const { vault } = vaultOver(await openStore())
    expect(await readdir(join(root, 'drafts'))).toHaveLength(1)
    expect(await all(vault.list())).toEqual([])
    await expect(vault.get('ann/image/half')).rejects.toMatchObject({ code: 'vault_missing' })
    const later = await openStore(createClock(Date.now() + VAULT.leftoverMs + 1000))
    expect(await readdir(join(root, 'drafts'))).toEqual([])
    expect(await all(later.list())).toEqual([])
  })

  it('has every object that a killed writer was told is kept, and all that it has are whole', async () => {
    const master = randomBytes(32)
    const lines = start('many', master)
    const wrapped = Buffer.from((await lines.next()).value as string, 'hex')
    const kept: string[] = []
    while (kept.length < 40) kept.push((await lines.next()).value as string)
    await kill()
    for await (const line of lines) kept.push(line)
    const keys = memoryDataKeys()
    keys.rows.set('ann', wrapped)
    const { vault } = vaultOver(await openStore(), keys, master)
    const there = (await all(vault.list())).map(({ key }) => key)
    expect(there).toEqual(expect.arrayContaining(kept))
    for (const key of there) {
      const bytes = await vault.get(key)
      expect(bytes.equals(Buffer.alloc(100_000, key))).toBe(true)
    }
  })

  it('tells in one sentence at start that its place cannot be used', async () => {
    await writeFile(root, 'a file')
    await expect(openStore()).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('file'),
    })
  })

  it.skipIf(process.getuid?.() === 0)('tells at start that it may not write', async () => {
    await expect(openDiskStore({ root: '/vault', clock: createClock() })).rejects.toMatchObject({
      code: 'config',
    })
  })

  it('tells what is wrong with a disk, and what can be tried again', () => {
    const failing = (code: string) => diskFault(Object.assign(new Error(code), { code }))
    expect(failing('ENOSPC')).toMatchObject({
      code: 'unavailable',
      retry: 'soon',
      facts: { reason: 'ENOSPC' },
    })
    expect(failing('ENOSPC').message).toMatch(/full/)
    expect(failing('EROFS').message).toMatch(/read-only/)
    expect(failing('EACCES').message).toMatch(/user/)
    expect(failing('EWHATEVER')).toMatchObject({ code: 'bug' })
    expect(diskFault(Object.assign(new Error(), { code: 'EWHATEVER' }), 'config').code).toBe('config')
  })

  /** Starts a writer; answers its lines. */
  function start(what: string, master: Buffer): AsyncIterableIterator<string> {
    child = spawn(process.execPath, ['--import', 'tsx', WRITER, what, root, master.toString('hex')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  }

  async function kill(): Promise<void> {
    const gone = once(child!, 'exit')
    child!.kill('SIGKILL')
    await gone
  }
})

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}
