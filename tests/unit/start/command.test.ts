import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { loadTestConfig, ROOT } from '../../../config/env.js'

const command = join(ROOT, 'bin/pixbooth')
/** Starting takes a second or two on an idle machine; this is for one that runs other tests beside. */
const SLOW = 90_000

function run(args: string[], env: Record<string, string> = {}, options: { uid?: number; cwd?: string } = {}) {
  const { status, stdout, stderr } = spawnSync(options.cwd ? './pb' : command, args, {
    encoding: 'utf8',
    env: { PATH: loadTestConfig().path, HOME: tmpdir(), PORT: '0', LOG_LEVEL: 'silent', ...env },
    timeout: SLOW,
    ...options,
  })
  return { status, stdout, stderr }
}

interface Booth {
  process: ChildProcess
  address: string
  ended: Promise<number | string | null>
}

/** Starts a booth; answers once it has said where it is. */
function open(env: Record<string, string>): Promise<Booth> {
  const child = spawn(command, ['start'], {
    env: { PATH: loadTestConfig().path, HOME: tmpdir(), PORT: '0', LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<number | string | null>(resolve =>
    child.once('exit', (code, signal) => resolve(code ?? signal)),
  )
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr!.on('data', chunk => {
      said = (said + chunk).slice(-4_000)
      const address = /is open: (\S+)/.exec(said)?.[1]
      if (address) resolve({ process: child, address, ended })
    })
    ended.then(how => reject(new Error(`ended with ${how}: ${said}`)))
  })
}

/** A folder that goes with the test. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pixbooth-command-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Processes whose command line or working folder names the data folder. */
function processesOf(dataDir: string): string[] {
  const found = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).stdout.split('\n')
  return found.filter(line => line.includes(dataDir))
}

describe('a booth', () => {
  let dataDir: string
  let booth: Booth

  beforeAll(async () => {
    dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'pixbooth-booth-')))
    booth = await open({ DATA_DIR: dataDir })
  }, SLOW)

  afterAll(async () => {
    booth?.process.kill('SIGKILL')
    const pid = Number(
      readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), { encoding: 'utf8', flag: 'a+' }).split(
        '\n',
      )[0],
    )
    if (pid > 0) process.kill(-pid, 'SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })

  test('counts bots and workers at one address', async () => {
    const answer = await fetch(`${booth.address}/metrics`, { signal: AbortSignal.timeout(10_000) })
    const counted = await answer.text()
    for (const name of ['pixbooth_http_seconds', 'pixbooth_likeness'])
      expect(counted).toContain(`# TYPE ${name} `)
  })

  test('answers at the address that it prints', async () => {
    const answer = await fetch(booth.address, { signal: AbortSignal.timeout(10_000) })
    expect(answer.status).toBe(200)
  })

  test(
    'keeps its folder for itself',
    () => {
      const second = run(['start'], { DATA_DIR: dataDir })
      expect(second.status).toBe(1)
      expect(second.stderr).toMatch(
        new RegExp(`^Another booth \\(process ${booth.process.pid}\\) already uses .*\\n$`),
      )
    },
    SLOW,
  )

  test(
    'keeps its port for itself, and who comes second leaves nothing behind',
    () => {
      const other = newFolder()
      const { port } = new URL(booth.address)
      const second = run(['start'], { DATA_DIR: other, PORT: port })
      expect(second.stderr).toMatch(new RegExp(`Port ${port} is taken: .*set PORT`))
      expect(second.stderr).not.toMatch(/^ {4}at /m)
      expect(second.status).toBe(1)
      expect(processesOf(other)).toEqual([])
    },
    SLOW,
  )

  test(
    'killed with -9, it opens again on the same data',
    async () => {
      booth.process.kill('SIGKILL')
      expect(await booth.ended).toBe('SIGKILL')
      booth = await open({ DATA_DIR: dataDir })
      expect((await fetch(booth.address, { signal: AbortSignal.timeout(10_000) })).status).toBe(200)
    },
    SLOW,
  )

  test(
    'Ctrl-C ends it, with every process that it started',
    async () => {
      booth.process.kill('SIGINT')
      expect(await booth.ended).toBe(0)
      expect(processesOf(dataDir)).toEqual([])
      expect(readdirSync(join(dataDir, 'lock'))).toEqual([])
    },
    SLOW,
  )
})

describe('a start that cannot be is told in one sentence, exit code 1', () => {
  test.each([
    ['a wrong value', { PORT: 'abc' }, /^PORT must be a whole number/],
    [
      'a Redis that is not there',
      { REDIS_URL: 'redis://127.0.0.1:9' },
      /^The Redis of REDIS_URL cannot be reached/,
    ],
    [
      'a database that is not there',
      { DATABASE_URL: 'postgresql://u:hidden@127.0.0.1:9/d' },
      /^The database of DATABASE_URL cannot be reached/,
    ],
  ])(
    '%s',
    (_, env, words) => {
      const dataDir = newFolder()
      const { status, stderr } = run(['start'], { DATA_DIR: dataDir, ...env })
      expect(stderr).toMatch(words)
      expect(stderr.trimEnd()).not.toContain('\n')
      expect(stderr).not.toContain('hidden')
      expect(status).toBe(1)
    },
    SLOW,
  )

  test(
    'half a booth without a shared database',
    () => {
      const { status, stderr } = run(['start', '--only', 'workers'])
      expect(stderr).toMatch(/needs a database that bots and workers share: set DATABASE_URL/)
      expect(status).toBe(1)
    },
    SLOW,
  )

  // Root may write everywhere, so root becomes somebody else; that works where others may read the checkout.
  test.skipIf(process.getuid?.() !== 0)(
    'a folder of somebody else',
    context => {
      const place = newFolder()
      const mine = join(place, 'data')
      mkdirSync(mine, { mode: 0o755 })
      chownSync(place, 65534, 65534)
      const { status, stderr } = run(['start'], { DATA_DIR: mine, HOME: place }, { uid: 65534 })
      if (status === 126 || /EACCES.*bin|Permission denied/.test(stderr))
        return context.skip('nobody may not read the checkout')
      expect(stderr).toMatch(/may not be written \(EACCES\).*set DATA_DIR/)
      expect(status).toBe(1)
    },
    SLOW,
  )
})

describe('the command', () => {
  test(
    'explains itself and each of its commands, from anywhere and through a link',
    () => {
      const folder = newFolder()
      symlinkSync(command, join(folder, 'pb'))
      const { status, stdout } = run(['help'], {}, { cwd: folder })
      expect(status).toBe(0)
      const names = [...stdout.matchAll(/^ {2}bin\/pixbooth ([\w-]+)/gm)].map(match => match[1]!)
      expect(names).toEqual([
        'start',
        'test',
        'bench',
        'inspect',
        'shoot',
        'models',
        'policy',
        'samples',
        'keys',
        'notify-breach',
        'sweep',
        'requests',
        'ledger',
        'payments',
        'promo',
        'stripe',
        'prepare',
        'help',
      ])
      for (const name of names.slice(0, -1)) {
        const page = run([name, '--help'], {}, { cwd: folder })
        expect(page.stdout).toMatch(new RegExp(`^bin/pixbooth ${name}\\b`))
        expect(page.status).toBe(0)
      }
    },
    SLOW,
  )

  test.each([
    [['dance'], /^There is no command "dance"/],
    [['samples'], /^No AI engine is set up here: docs\/engines.md/],
    [['stripe', 'sync'], /^Stripe is not set up here: .*docs\/payments.md/],
    [['promo', '--credits', '5'], /^A code takes both/],
    [['promo', '--credits', '5', '--most', '0'], /^--most takes a whole number/],
    [['promo', '--end', 'x'], /^A code has 4 to 32/],
    [['stripe', 'sing'], /^stripe takes one word, sync/],
    [['start', '--loud'], /^Unknown option '--loud'.*help start/],
    [['start', '--only', 'telegram'], /^"--only telegram" needs TELEGRAM_TOKEN/],
    [['start', '--only', 'cooks'], /^--only takes one of bots, workers, web, discord, telegram, slack/],
  ])(
    '%j is answered in one sentence',
    (args, words) => {
      const { status, stderr } = run(args)
      expect(stderr).toMatch(words)
      expect(stderr.trimEnd()).not.toContain('\n')
      expect(status).toBe(1)
    },
    SLOW,
  )
})
