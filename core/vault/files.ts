/** Small helpers over the file system, and what its errors mean for the vault. */
import { open } from 'node:fs/promises'
import { Fault } from '../errors.js'

/** Whether it is an error of the file system with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '')
}

/** Makes the names in a folder outlive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } catch (error) {
    // Some file systems (network shares, FUSE) know no such thing and are as safe as they get.
    if (!hasCode(error, 'EINVAL', 'ENOTSUP', 'EPERM')) throw error
  } finally {
    await folder.close()
  }
}

const TROUBLE: Record<string, string> = {
  ENOSPC: 'The disk under the picture folder is full: make room.',
  EDQUOT: 'The disk quota of the picture folder is used up: raise it or make room.',
  EROFS: 'The picture folder lies on a read-only disk: mount it writable.',
  EACCES: 'The picture folder may not be used by this user: give the booth its ownership.',
  EPERM: 'The picture folder may not be used by this user: give the booth its ownership.',
  EIO: 'The disk under the picture folder reports damage: check it.',
  ENOTDIR: 'A file stands where the picture folder should be: move it away.',
  EEXIST: 'A file stands where the picture folder should be: move it away.',
  EMFILE: 'Too many files are open: raise the limit (ulimit -n).',
  ENFILE: 'Too many files are open on this machine: raise the limit.',
}

/**
 * An error of the file system as a fault with a sentence for the operator. One that we do not know is a `bug` at work;
 * at start it is `config` too, for then it can only be the place.
 */
export function diskFault(error: unknown, code: 'unavailable' | 'config' = 'unavailable'): Fault {
  if (error instanceof Fault) return error
  const reason = (error as NodeJS.ErrnoException | null)?.code ?? 'unknown'
  const sentence =
    TROUBLE[reason] ?? `The picture folder cannot be used (${reason}): check its place and its disk.`
  const known = reason in TROUBLE || code === 'config'
  return new Fault(known ? code : 'bug', sentence, { facts: { reason }, cause: error })
}
