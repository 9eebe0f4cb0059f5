/** How long `bin/pixbooth start` takes to be ready, and how much memory a booth holds. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../../config/env.js'
import { freePort } from '../support/free-port.js'

interface Row {
  what: string
  value: number
  unit: string
  goal?: string
  ok?: boolean
}

const READY_MS = 60_000
const GOAL_MS = 4_000

/** First start on an empty folder, then the median of later ones; memory of all its processes once it is warm. */
export async function benchStart(): Promise<{ name: string; rows: Row[] }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'pixbooth-bench-'))
  try {
    const first = await startOnce(dataDir)
    const later: number[] = []
    let held = first.megabytes
    for (let i = 0; i < 3; i++) {
      const again = await startOnce(dataDir)
      later.push(again.ms)
      held = again.megabytes
    }
    const median = later.sort((a, b) => a - b)[1] ?? 0
    return {
      name: 'start',
      rows: [
        { what: 'first start, empty data folder', value: first.ms, unit: 'ms' },
        {
          what: 'later start (median of 3)',
          value: median,
          unit: 'ms',
          goal: `≤ ${GOAL_MS}`,
          ok: median <= GOAL_MS,
        },
        { what: 'memory of an idle booth: bots and workers', value: held.booth, unit: 'MB' },
        { what: '  its vision processes, models loaded', value: held.children, unit: 'MB' },
        { what: '  its Postgres', value: held.postgres, unit: 'MB' },
      ],
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function startOnce(dataDir: string): Promise<{ ms: number; megabytes: Memory }> {
  const port = await freePort()
  const began = performance.now()
  const booth = spawn(join(ROOT, 'bin/pixbooth'), ['start'], {
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      LOG_LEVEL: 'error',
      DATABASE_URL: '',
      REDIS_URL: '',
    },
    stdio: 'ignore',
  })
  try {
    while (!(await answers(port))) {
      if (performance.now() - began > READY_MS || booth.exitCode !== null)
        throw new Error('The booth did not start.')
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    const ms = performance.now() - began
    // The vision processes load their models after the page is there.
    await new Promise(resolve => setTimeout(resolve, 6_000))
    return { ms, megabytes: await memoryOf(booth.pid as number) }
  } finally {
    await end(booth)
  }
}

const answers = (port: number) =>
  fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    answer => answer.ok,
    () => false,
  )

interface Memory {
  booth: number
  children: number
  postgres: number
}

/** Proportional set size, so that what processes share is counted once. Linux only. */
async function memoryOf(pid: number): Promise<Memory> {
  const memory: Memory = { booth: 0, children: 0, postgres: 0 }
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
  }
  for (const each of parents.keys()) {
    if (!descends(each, pid, parents)) continue
    const command = await readFile(`/proc/${each}/cmdline`, 'utf8').catch(() => '')
    const rollup = await readFile(`/proc/${each}/smaps_rollup`, 'utf8').catch(() => '')
    const megabytes = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024
    if (each === pid) memory.booth += megabytes
    else if (command.includes('postgres')) memory.postgres += megabytes
    else memory.children += megabytes
  }
  return memory
}

function descends(pid: number, from: number, parents: Map<number, number>): boolean {
  for (let at: number | undefined = pid; at; at = parents.get(at)) if (at === from) return true
  return false
}

async function end(booth: ChildProcess): Promise<void> {
  const gone = new Promise(resolve => booth.once('exit', resolve))
  booth.kill('SIGINT')
  const cut = setTimeout(() => booth.kill('SIGKILL'), 15_000)
  await gone
  clearTimeout(cut)
}
