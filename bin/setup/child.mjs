import { spawn } from 'node:child_process'
import { Sentence } from './sentence.mjs'

/**
 * Runs a program quietly and answers its exit code and what it wrote. It is ended, with everything it started, when we
 * are interrupted or when the shell that called us is gone. `onStart` is told its pid.
 */
export function runQuietly(command, args, { onStart, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    if (child.pid !== undefined) onStart(child.pid)
    let output = ''
    child.stdout.on('data', chunk => (output += chunk))
    child.stderr.on('data', chunk => (output += chunk))
    const end = () => {
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
      reject(new Sentence('Interrupted.', 130))
    }
    const parent = process.ppid
    const watch = setInterval(() => process.ppid !== parent && end(), 200)
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.once(signal, end)
    const settle = () => {
      clearInterval(watch)
      for (const signal of signals) process.off(signal, end)
    }
    child.once('error', error => {
      settle()
      reject(error)
    })
    child.once('close', code => {
      settle()
      resolve({ code, output })
    })
  })
}
