// Packages: node_modules must be what package-lock.json says, complete, or else npm makes it anew.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './alone.mjs'
import { runQuietly } from './child.mjs'
import { Sentence } from './sentence.mjs'

/** Installs what package-lock.json asks for, unless it is there already. */
export async function ensurePackages(root, { developer }) {
  if (isInstalled(root, developer)) return
  await alone(root, async note => {
    if (!isInstalled(root, developer)) await install(root, note)
  })
}

/**
 * npm writes node_modules/.package-lock.json as its last step, so an interrupted installation has none. What that file
 * lists must be what package-lock.json lists for this platform, and each folder must be there.
 */
export function isInstalled(root, developer) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const present = readPackages(join(root, 'node_modules/.package-lock.json'))
  if (!wanted || !present) return false
  // An installation without development packages is enough for whoever only runs the booth.
  const production = !developer && !Object.values(present).some(entry => entry.dev)
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.link) continue
    if (production && (entry.dev || entry.devOptional)) continue
    const found = present[path]
    if (!found && entry.optional) continue
    if (!found || found.version !== entry.version || found.integrity !== entry.integrity) return false
    if (!existsSync(join(root, path, 'package.json'))) return false
  }
  return Object.keys(present).every(path => path in wanted)
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

async function install(root, note) {
  const begun = Date.now()
  process.stderr.write('Installing packages (npm ci), a minute or so the first time … ')
  const args = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--prefer-offline',
    '--no-progress',
    '--loglevel=error',
  ]
  args.push('--fetch-retries=1', '--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=10000')
  const { code, output } = await runQuietly('npm', args, { cwd: root, onStart: note }).catch(error => {
    process.stderr.write('\n')
    if (error.code === 'ENOENT')
      throw new Sentence(
        'Pixbooth needs npm to install its packages, and there is none on the PATH: install it with Node.',
      )
    throw error
  })
  if (code === 0) {
    process.stderr.write(`done in ${Math.round((Date.now() - begun) / 1000)} s.\n`)
    return
  }
  process.stderr.write('failed.\n')
  throw new Sentence(explain(output))
}

/** One sentence where the reason is known; otherwise what npm wrote. */
export function explain(output) {
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/.test(
      output,
    )
  )
    return "The packages cannot be fetched, the npm registry is out of reach: connect to the network (or check npm's proxy settings) and run this again."
  if (/ENOSPC/.test(output))
    return 'The packages do not fit, the disk is full: free about 1 GB and run this again.'
  if (/EACCES|EPERM|EROFS/.test(output))
    return 'The packages cannot be written to node_modules: run this once as the owner of the folder.'
  return `npm ci failed:\n${output.trim()}`
}
