/**
 * One owner at a time for a folder, proof against kill -9 and pids that are used again. Whoever wants the folder first
 * writes a claim with a name that no other process will ever have (pid and start time), then looks at the others'
 * claims. Of two that come at once at least one sees the other; a claim whose process is gone is swept away.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

export interface Claim {
  release(): void
}

/** How often two that came at the same moment step back and try again. */
const TRIES = 5

/** `sole` suffers nobody beside it, `shared` others of its kind. */
export type ClaimKind = 'sole' | 'shared'

/** Claims `folder` for this process, or answers the pid of the process that has it. */
export async function claimFolder(
  folder: string,
  kind: ClaimKind = 'sole',
): Promise<Claim | { heldBy: number }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const own = `${identify(process.pid)}.${kind}`
  const file = join(folder, own)
  for (let tries = 1; ; tries++) {
    writeFileSync(file, '', { mode: 0o600 })
    const other = livingClaims(folder).find(
      name => name !== own && (kind === 'sole' || name.endsWith('.sole')),
    )
    if (other === undefined) return { release: () => rmSync(file, { force: true }) }
    rmSync(file, { force: true })
    if (tries === TRIES) return { heldBy: Number.parseInt(other, 10) }
    await wait(20 + Math.random() * 60)
  }
}

/** Sweeps the claims of processes that are gone and answers the others. */
function livingClaims(folder: string): string[] {
  return readdirSync(folder).filter(name => {
    if (identify(Number.parseInt(name, 10)) === name.split('.')[0]) return true
    rmSync(join(folder, name), { force: true })
    return false
  })
}

/** Pid and start time of a living process; undefined when there is none with that pid. */
export function identify(pid: number): string | undefined {
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedElsewhere(pid)
  return started && `${pid}-${started}`
}

/** Ticks since this boot, with the boot's own id: the same pid and tick may come again after a restart. */
function startedOnLinux(pid: number): string | undefined {
  try {
    // The second field is the program's name in brackets and may hold spaces and brackets itself.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(/\s+/)
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8)
    return `${fields[19]}-${boot}`
  } catch {
    return undefined
  }
}

function startedElsewhere(pid: number): string | undefined {
  try {
    const said = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      timeout: 5_000,
    })
    return said.trim().replace(/[^A-Za-z0-9]+/g, '-') || undefined
  } catch {
    return undefined
  }
}
