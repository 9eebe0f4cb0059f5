import { Worker } from 'node:worker_threads'

/** How often the parent is looked for. */
const EVERY_MS = 1_000

/**
 * Ends this process soon after its parent is gone, even while the main thread hangs in a model and hears nothing:
 * an orphan is adopted by another process, which a thread of its own can see.
 */
export function watchParent(): void {
  const watch = `
    const parent = ${process.ppid}
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, ${EVERY_MS})
  `
  new Worker(watch, {
    eval: true,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 8 },
  }).unref()
}
