/** The data folder: made and marked at the first start, and one booth's at a time. */
import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Fault } from '../../core/errors.js'
import { type Claim, type ClaimKind, claimFolder } from './claim.js'

const MARKER = 'pixbooth.json'
/** What a file manager may leave behind in a folder that is empty to its owner. */
const NOTHING = new Set(['.DS_Store', '.gitkeep', 'lost+found'])

/** Makes the folder if need be and takes it for this process. Faults: `config`. */
export async function openDataFolder(path: string, kind: ClaimKind = 'sole'): Promise<Claim> {
  const existed = existsSync(path)
  try {
    makeFolders(path)
    if (!statSync(path).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    if (!existsSync(join(path, MARKER))) mark(path)
    const claim = await claimFolder(join(path, 'lock'), kind)
    if ('release' in claim) return claim
    throw new Fault(
      'config',
      `Another booth (process ${claim.heldBy}) already uses the data folder ${path}: stop it, or set DATA_DIR to another folder.`,
    )
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault('config', explain(error as NodeJS.ErrnoException, path, existed), { cause: error })
  }
}

/** Folder by folder: Node's own recursive call never ends below a parent that takes no folders, such as /proc. */
function makeFolders(path: string): void {
  if (existsSync(path)) return
  makeFolders(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}

function mark(path: string): void {
  if (readdirSync(path).some(name => !NOTHING.has(name)))
    throw new Fault(
      'config',
      `${path} is not a Pixbooth data folder and not empty: choose an empty or new one with DATA_DIR.`,
    )
  writeFileSync(join(path, MARKER), `${JSON.stringify({ what: 'Pixbooth data folder', format: 1 })}\n`)
}

function explain(error: NodeJS.ErrnoException, path: string, existed: boolean): string {
  const made = existed ? 'used' : 'made'
  if (error.code === 'ENOSPC')
    return `The data folder ${path} cannot be ${made}, the disk is full: free some space.`
  if (error.code === 'ENOTDIR' || error.code === 'EEXIST')
    return `The data folder ${path} cannot be ${made}, there is a file in its way: set DATA_DIR to a folder.`
  const reason = error.code === 'EROFS' ? 'the disk is read-only' : `it may not be written (${error.code})`
  return `The data folder ${path} cannot be ${made}, ${reason}: change its owner, or set DATA_DIR to a folder of your own.`
}
