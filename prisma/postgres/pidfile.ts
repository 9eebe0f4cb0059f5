/** Reads `postmaster.pid`, where a Postgres server says who and where it is. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Postmaster {
  pid: number
  port: number
  /** Where its socket lies, empty without one. */
  socketDir: string
  status: 'starting' | 'stopping' | 'ready' | 'other'
}

/** Pure: the lines are pid, data folder, start time, port, socket folder, address, memory key, status. */
export function parsePidFile(text: string): Postmaster | undefined {
  const lines = text.split('\n').map(line => line.trim())
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  const word = lines[7] ?? ''
  const status = word === 'ready' || word === 'starting' || word === 'stopping' ? word : 'other'
  return { pid, port: Number(lines[3] ?? 0), socketDir: lines[4] ?? '', status }
}

/** What the cluster's pid file says, if there is one. */
export function readPidFile(cluster: string): Postmaster | undefined {
  try {
    return parsePidFile(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'))
  } catch {
    return undefined
  }
}

/** Whether process `pid` is a server of this cluster: pids are used again, so its command line must name the cluster. */
export function isServerOf(cluster: string, pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return commandLine(pid).includes(cluster)
}

function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', timeout: 5_000 })
  } catch {
    return ''
  }
}
