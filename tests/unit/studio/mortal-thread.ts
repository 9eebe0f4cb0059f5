/** A studio thread that dies with seed 13 and hangs with seed 14. */
import type { Answer, Job } from '../../../workers/engines/local/protocol.js'
import run from '../../../workers/engines/local/thread.js'

export default async function mortal(job: Job): Promise<Answer> {
  if (job.seed === 13) process.exit(1)
  if (job.seed === 14) {
    job.progress.postMessage(0)
    for (;;) Atomics.load(job.stop, 0)
  }
  return run(job)
}
