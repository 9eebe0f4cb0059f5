/** Entry of a studio thread: draws one order at a time. Only the studio's pool starts it. */
import { constants, setPriority } from 'node:os'
import { THREADS } from '../../../config/studio.js'
import { draw } from './draw.js'
import type { Answer, Job } from './protocol.js'
import { UnreadablePicture } from './rooms/photo.js'

// On Linux this reaches only the calling thread; elsewhere it would slow the whole process down.
if (process.platform === 'linux') {
  try {
    setPriority(0, Math.min(THREADS.nice, constants.priority.PRIORITY_LOW))
  } catch {
    // Not allowed here: the studio then competes as an equal.
  }
}

class Stopped extends Error {}

export default async function run(job: Job): Promise<Answer> {
  const step = (done: number): void => {
    if (Atomics.load(job.stop, 0) === 1) throw new Stopped('no longer wanted')
    job.progress.postMessage(done)
  }
  try {
    step(0)
    return { output: await draw(job, step) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof Stopped) return { failure: 'stopped', message }
    return { failure: error instanceof UnreadablePicture ? 'unreadable' : 'failed', message }
  } finally {
    job.progress.close()
  }
}
