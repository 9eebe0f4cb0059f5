import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Sentence } from './sentence.mjs'

/** Longest wait for another process that sets up the same checkout; a slow network takes minutes. */
const WAIT_MS = 15 * 60_000

/**
 * Does `work` while no other process sets up this checkout. The lock names this process and, through `note`, the child
 * that does the work, which may outlive us; a lock whose processes are all gone is taken over.
 */
export async function alone(root, work) {
  const lock = join(root, '.cache/setup.lock')
  for (let waited = 0; !take(lock); waited += 200) {
    if (waited === 0) process.stderr.write(`Another process is setting Pixbooth up; waiting for it.\n`)
    if (waited > WAIT_MS)
      throw new Sentence(
        `Another process has been setting Pixbooth up for 15 minutes: if there is none, remove ${lock}.`,
      )
    await wait(200)
  }
  try {
    return await work(pid => writeFileSync(lock, `${process.pid} ${pid}`))
  } finally {
    rmSync(lock, { force: true })
  }
}

function take(lock) {
  try {
    mkdirSync(dirname(lock), { recursive: true })
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST')
      throw new Sentence(
        `Pixbooth cannot be set up here (${error.code}: ${dirname(lock)}): start it once as the owner of this folder.`,
      )
  }
  const holder = read(lock)
  if (holder === undefined || holder.split(' ').some(pid => isAlive(Number(pid)))) return false
  // Renaming shows whether it is still the lock that was judged, and not one taken in between.
  const aside = `${lock}.${process.pid}`
  try {
    renameSync(lock, aside)
    if (read(aside) !== holder) renameSync(aside, lock)
    else rmSync(aside, { force: true })
  } catch {
    // Somebody else was faster.
  }
  return false
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function isAlive(pid) {
  // An empty lock is one that is being written this moment.
  if (pid === 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
