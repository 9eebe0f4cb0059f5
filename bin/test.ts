/** `pixbooth test`: lint, types and all tests; with arguments vitest alone. Ends with one line of counts. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../config/env.js'
import { addCounts, type Counts, countTests, sayCounts } from './test/counts.js'

export async function main(args: string[]): Promise<number> {
  const running = new Set<number>()
  const forward = (signal: NodeJS.Signals) => {
    for (const pid of running) process.kill(pid, signal)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, forward)
  const checks = args.length > 0 ? [] : [lint(running), types(running)]
  const counts = addCounts([...(await Promise.all(checks)), await tests(args, running)])
  process.stdout.write(`\n${sayCounts(counts)}\n`)
  return counts.failed > 0 ? 1 : 0
}

const lint = (running: Set<number>) =>
  check('lint (biome)', ['node_modules/@biomejs/biome/bin/biome', 'check', '--colors=off'], running)

const types = (running: Set<number>) =>
  check('types (tsc)', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'], running)

/** A check counts as one test. What it says is shown only if it fails. */
async function check(name: string, command: string[], running: Set<number>): Promise<Counts> {
  const { code, output } = await run(command, running, false)
  process.stdout.write(code === 0 ? `ok: ${name}\n` : `\nFAILED: ${name}\n${output.trim()}\n\n`)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

async function tests(args: string[], running: Set<number>): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'pixbooth-test-'))
  const report = join(folder, 'report.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const { code } = await run(
      ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args],
      running,
      true,
    )
    return countTests(read(report), code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function run(command: string[], running: Set<number>, show: boolean) {
  return new Promise<{ code: number; output: string }>((resolve, reject) => {
    const out = show ? 'inherit' : 'pipe'
    const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', out, out] })
    if (child.pid !== undefined) running.add(child.pid)
    let output = ''
    child.stdout?.on('data', chunk => {
      output += chunk
    })
    child.stderr?.on('data', chunk => {
      output += chunk
    })
    child.once('error', reject)
    child.once('close', code => {
      running.delete(child.pid!)
      resolve({ code: code ?? 1, output })
    })
  })
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
