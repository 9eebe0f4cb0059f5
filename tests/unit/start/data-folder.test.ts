import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimFolder, identify } from '../../../bin/start/claim.js'
import { openDataFolder } from '../../../bin/start/data-folder.js'

let root: string
let helper: ChildProcess | undefined

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pixbooth-folder-'))
})

afterEach(() => {
  helper?.kill('SIGKILL')
  helper = undefined
  rmSync(root, { recursive: true, force: true })
})

/** A process that lives until the test ends. */
function living(): number {
  helper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  return helper.pid!
}

test('a new folder is made for its owner alone and found again', async () => {
  const path = join(root, 'deep/data')
  const claim = await openDataFolder(path)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  claim.release()
  const again = await openDataFolder(path)
  again.release()
})

test('a folder with somebody else’s files is refused and left as it was', async () => {
  writeFileSync(join(root, 'thesis.doc'), 'mine')
  await expect(openDataFolder(root)).rejects.toMatchObject({
    code: 'config',
    message: expect.stringMatching(/not a Pixbooth data folder.*DATA_DIR/),
  })
  expect(readdirSync(root)).toEqual(['thesis.doc'])
})

test.skipIf(!existsSync('/proc/self'))('a parent that takes no folders is told in one sentence', async () => {
  await expect(openDataFolder('/proc/pixbooth/data')).rejects.toMatchObject({
    message: expect.stringMatching(/cannot be made.*DATA_DIR/),
  })
})

test('a file where the folder should be is told in one sentence', async () => {
  writeFileSync(join(root, 'data'), '')
  for (const path of [join(root, 'data'), join(root, 'data/inside')])
    await expect(openDataFolder(path)).rejects.toMatchObject({
      message: expect.stringMatching(/file in its way/),
    })
})

// Root may write everywhere; the test of the command covers it there with another user.
test.skipIf(process.getuid?.() === 0)(
  'a folder that may not be written is told in one sentence',
  async () => {
    const path = join(root, 'locked')
    mkdirSync(path)
    chmodSync(path, 0o500)
    await expect(openDataFolder(path)).rejects.toMatchObject({
      message: expect.stringMatching(/may not be written/),
    })
  },
)

test('a second booth is told who has the folder', async () => {
  const claim = await openDataFolder(root)
  claim.release()
  const pid = living()
  writeFileSync(join(root, 'lock', `${identify(pid)}.sole`), '')
  await expect(openDataFolder(root)).rejects.toMatchObject({
    message: expect.stringMatching(new RegExp(`process ${pid}\\) already uses`)),
  })
})

test('halves of a booth share a folder, but not with a whole one', async () => {
  const folder = join(root, 'lock')
  const pid = living()
  mkdirSync(folder)
  writeFileSync(join(folder, `${identify(pid)}.shared`), '')
  expect(await claimFolder(folder, 'sole')).toEqual({ heldBy: pid })
  const claim = await claimFolder(folder, 'shared')
  expect(claim).toHaveProperty('release')
})

test('the claim of a killed booth is swept away, also when its pid lives again', async () => {
  const folder = join(root, 'lock')
  mkdirSync(folder)
  const pid = living()
  const dead = [`${pid}-1-00000000.sole`, '4194304-17-00000000.sole']
  for (const name of dead) writeFileSync(join(folder, name), '')
  const claim = await claimFolder(folder)
  expect(claim).toHaveProperty('release')
  for (const name of dead) expect(existsSync(join(folder, name))).toBe(false)
})
