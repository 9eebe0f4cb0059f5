import { spawn } from 'node:child_process'

/**
 * Ends process `pid` and removes `folder` as soon as this process is gone, however it went: a shell waits for the end
 * of a pipe that only we hold. Answers how to dismiss it.
 */
export function guard(pid: number, folder: string): () => void {
  const script = 'cat >/dev/null; kill -INT "$1"; while kill -0 "$1"; do sleep 0.1; done; rm -rf "$2"'
  const keeper = spawn('/bin/sh', ['-c', script, 'sh', String(pid), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  keeper.unref()
  ;(keeper.stdin as unknown as { unref?: () => void }).unref?.()
  return () => keeper.kill('SIGKILL')
}
