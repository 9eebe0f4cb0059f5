/** `pixbooth bench`: runs what tests/bench exports, prints a table and writes JSON. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { ROOT } from '../config/env.js'
import { Fault } from '../core/errors.js'
import { type Bench, renderBenches } from './bench/table.js'

export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { json: { type: 'boolean' } },
    allowPositionals: true,
  })
  const folder = join(ROOT, 'tests/bench')
  const found = await findBenches(folder, positionals)
  if (found.length === 0) throw new Fault('config', 'No bench has such a name: look into tests/bench.')
  const { closeSupply } = await import('../tests/support/supply.js')
  const benches: Bench[] = []
  let broken = 0
  try {
    for (const { name, run } of found) {
      process.stderr.write(`${name} …\n`)
      try {
        benches.push(await run())
      } catch (error) {
        broken++
        process.stderr.write(`${name} broke: ${error instanceof Error ? error.stack : String(error)}\n`)
      }
    }
  } finally {
    await closeSupply()
  }
  const report = JSON.stringify({ machine: machine(), at: new Date().toISOString(), benches }, null, 2)
  const file = join(ROOT, '.cache/bench.json')
  mkdirSync(join(ROOT, '.cache'), { recursive: true })
  writeFileSync(file, `${report}\n`)
  process.stdout.write(values.json ? `${report}\n` : `${renderBenches(benches)}\nJSON: ${file}\n`)
  return broken > 0 ? 1 : 0
}

/** Every exported function that is called bench…; `filters` match parts of the file's or the function's name. */
async function findBenches(folder: string, filters: string[]) {
  const found: { name: string; run: () => Promise<Bench> }[] = []
  for (const file of readdirSync(folder)
    .filter(name => /(?<!\.d|\.test)\.ts$/.test(name))
    .sort()) {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>
    for (const [name, run] of Object.entries(module)) {
      if (!name.startsWith('bench') || typeof run !== 'function') continue
      const full = `${file.replace(/\.ts$/, '')}/${name}`
      if (filters.length > 0 && !filters.some(word => full.toLowerCase().includes(word.toLowerCase())))
        continue
      found.push({ name: full, run: run as () => Promise<Bench> })
    }
  }
  return found
}

function machine() {
  return {
    node: process.versions.node,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memory: totalmem(),
  }
}
