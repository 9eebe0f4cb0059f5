import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ROOT } from '../../../config/env.js'

/** The set-up is plain JavaScript, so that it runs before anything is installed. */
const load = (file: string) => import(pathToFileURL(join(ROOT, 'bin/setup', file)).href)

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pixbooth-setup-'))
})

afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

interface Entry {
  version?: string
  integrity?: string
  dev?: boolean
  optional?: boolean
}

/** Writes what package-lock.json asks for and what npm says it installed. */
function checkout(wanted: Record<string, Entry>, present?: Record<string, Entry>): void {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...wanted } }))
  if (!present) return
  mkdirSync(join(root, 'node_modules'))
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: present }))
  for (const path of Object.keys(present)) {
    mkdirSync(join(root, path), { recursive: true })
    writeFileSync(join(root, path, 'package.json'), '{}')
  }
}

const zod = { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' } }
const vitest = { 'node_modules/vitest': { version: '4.0.0', integrity: 'sha512-b', dev: true } }
const mac = { 'node_modules/mac-only': { version: '1.0.0', integrity: 'sha512-c', optional: true } }

test.each<[string, Parameters<typeof checkout>, boolean]>([
  ['nothing is installed', [zod], false],
  ['an installation broke off', [{ ...zod, ...vitest }, undefined], false],
  ['all is there, but for another platform', [{ ...zod, ...mac }, zod], true],
  ['another version is asked for', [{ 'node_modules/zod': { version: '4.0.1' } }, zod], false],
  [
    'another build of the version is asked for',
    [{ 'node_modules/zod': { version: '4.0.0', integrity: 'x' } }, zod],
    false,
  ],
  ['a package is no longer asked for', [{}, zod], false],
  ['a package was added', [{ ...zod, 'node_modules/pg': { version: '8.0.0' } }, zod], false],
])('packages are looked at: %s', async (_, [wanted, present], expected) => {
  checkout(wanted, present)
  const { isInstalled } = await load('install.mjs')
  expect(isInstalled(root, true)).toBe(expected)
})

test('a package whose folder was removed is noticed', async () => {
  checkout(zod, zod)
  rmSync(join(root, 'node_modules/zod'), { recursive: true })
  const { isInstalled } = await load('install.mjs')
  expect(isInstalled(root, true)).toBe(false)
})

test('an image without development packages can run the booth, not the tests', async () => {
  checkout({ ...zod, ...vitest }, zod)
  const { isInstalled } = await load('install.mjs')
  expect(isInstalled(root, false)).toBe(true)
  expect(isInstalled(root, true)).toBe(false)
})

test.each([
  ['npm error code EAI_AGAIN', /out of reach: connect to the network/],
  ['npm error code ENOSPC', /disk is full/],
  ['npm error code EACCES', /owner of the folder/],
  ['npm error something new', /something new/],
])('what npm says is explained: %s', async (output, words) => {
  const { explain } = await load('install.mjs')
  expect(explain(output)).toMatch(words)
})

test('two that set up at once take turns, and a dead one is not waited for', async () => {
  const { alone } = await load('alone.mjs')
  mkdirSync(join(root, '.cache'))
  writeFileSync(join(root, '.cache/setup.lock'), '4194304 4194303')
  const seen: string[] = []
  const work = (name: string) =>
    alone(root, async () => {
      seen.push(`${name} in`)
      await new Promise(resolve => setTimeout(resolve, 20))
      seen.push(`${name} out`)
    })
  await Promise.all([work('a'), work('b')])
  expect(seen.slice(0, 2).map(line => line[0])).toEqual([seen[0]![0], seen[0]![0]])
  expect(seen).toHaveLength(4)
})

test('without npm and with nothing installed, one sentence says what is needed', () => {
  for (const path of ['bin', 'package.json', 'package-lock.json', '.npmrc'])
    cpSync(join(ROOT, path), join(root, path), { recursive: true })
  const only = join(root, 'only-node')
  mkdirSync(only)
  writeFileSync(join(only, 'node'), `#!/bin/sh\nexec "${process.execPath}" "$@"\n`, { mode: 0o755 })
  const shell = spawnSync('/bin/sh', [join(root, 'bin/pixbooth'), 'start'], {
    encoding: 'utf8',
    env: { PATH: only },
    timeout: 30_000,
  })
  expect(shell.stderr).toMatch(/needs npm to install its packages/)
  expect(shell.status).toBe(1)
})

test('without Node, or with one that is too old, one sentence says which is needed', () => {
  const run = (path: string) =>
    spawnSync('/bin/sh', [join(ROOT, 'bin/pixbooth'), 'start'], {
      encoding: 'utf8',
      env: { PATH: path },
      timeout: 30_000,
    })
  expect(run(root)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^Pixbooth needs Node 20.19/) })
  const old = join(root, 'old')
  mkdirSync(old)
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '18.20.0' })`
  writeFileSync(join(root, 'old.cjs'), pretend)
  writeFileSync(join(old, 'node'), `#!/bin/sh\nexec "${process.execPath}" -r "${root}/old.cjs" "$@"\n`, {
    mode: 0o755,
  })
  expect(run(old)).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^Pixbooth needs Node 20.19.*18.20.0/),
  })
})
