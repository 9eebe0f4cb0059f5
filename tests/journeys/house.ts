import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../../config/env.js'
import { guard } from '../support/guard.js'

/**
 * The whole booth as `bin/pixbooth start` runs it, in a data folder of its own; it ends with this process. `settings` are
 * more of its environment, such as a platform's token.
 */
export async function openHouse(settings: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'pixbooth-journey-'))
  let port = Number(settings.PORT ?? 0)
  let child: ChildProcess
  let base = ''
  let dismiss = () => {}

  async function start(): Promise<void> {
    const { PATH = '', HOME = '' } = process.env
    const env = { PATH, HOME, DATA_DIR: folder, PORT: String(port), LOG_LEVEL: 'error', ...settings }
    const mine = spawn(join(ROOT, 'bin/pixbooth'), ['start'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    child = mine
    dismiss = guard(mine.pid ?? 0, folder)
    let said = ''
    base = await new Promise<string>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        said += chunk.toString()
        const found = /https?:\/\/[\w.:[\]]+/.exec(said)
        if (found) resolve(found[0])
      }
      mine.stdout?.on('data', hear)
      mine.stderr?.on('data', hear)
      mine.once('exit', code => reject(new Error(`The booth ended with ${code}: ${said}`)))
    })
    if (settings.PORT) base = `http://127.0.0.1:${port}`
    // The same address after a restart, as the open pages expect it.
    port = Number(new URL(base).port)
  }

  async function stop(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise(resolve => child.once('exit', resolve))
    child.kill(signal)
    await ended
    dismiss()
  }

  await start()
  return {
    get base() {
      return base
    },
    /** Of the process that was started last. */
    get pid() {
      return child.pid ?? 0
    },
    folder,
    stop: () => stop('SIGTERM'),
    /** The booth alone: its private Postgres may go on. */
    kill: () => stop('SIGKILL'),
    start,
    async close() {
      await stop('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type House = Awaited<ReturnType<typeof openHouse>>
