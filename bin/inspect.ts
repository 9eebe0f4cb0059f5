/** `pixbooth inspect`: looks at photos as the selfie gate does; bin/help/inspect.txt says what it prints. */
import { open } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { PHOTO } from '../config/limits.js'
import { Fault, toFault } from '../core/errors.js'
import type { Vision } from '../core/ports.js'
import { judge } from '../core/selfie/verdict.js'
import { createVision } from '../workers/vision/pool.js'

/** What is printed about a file; `error` where it could not be read or looked at. */
type Line =
  | { file: string; accepted: boolean; reasons: string[]; ms: number }
  | { file: string; error: string }

/** Answers the exit code: 0 if all files could be read. Needs no database and no configuration. */
export async function main(args: string[]): Promise<number> {
  const { positionals: files } = parseArgs({ args, allowPositionals: true, options: {} })
  if (files.length === 0)
    throw new Fault('config', 'Name the photos to look at: "bin/pixbooth inspect FILE…".')
  const processes = Math.min(files.length, availableParallelism())
  const log = { info() {}, warn() {}, error() {} }
  const vision = createVision({ processes, log })
  try {
    return await printInOrder(files, processes, file => look(vision, file))
  } finally {
    await vision.close()
  }
}

/** Looks at as many files at once as there are processes, and prints them in the order given. */
async function printInOrder(
  files: string[],
  width: number,
  lookAt: (file: string) => Promise<Line>,
): Promise<number> {
  const lines: Promise<Line>[] = []
  let exitCode = 0
  for (let printed = 0; printed < files.length; printed++) {
    while (lines.length < Math.min(files.length, printed + width)) lines.push(lookAt(files[lines.length]!))
    const line = await lines[printed]!
    if ('error' in line) exitCode = 1
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
  return exitCode
}

async function look(vision: Vision, file: string): Promise<Line> {
  let bytes: Uint8Array
  try {
    bytes = await readBounded(file)
  } catch (error) {
    return { file, error: sentence(error) }
  }
  const start = performance.now()
  try {
    const { accepted, reasons, confirm } = judge((await vision.inspect(bytes)).measurements)
    const words = [...reasons.map(reason => reason.id), ...confirm]
    return {
      file,
      accepted: accepted && confirm.length === 0,
      reasons: words,
      ms: Math.round(performance.now() - start),
    }
  } catch (error) {
    return { file, error: `It could not be looked at: ${toFault(error).message}.` }
  }
}

/** One byte more than a photo may have is enough to know that it is too large. */
async function readBounded(file: string): Promise<Uint8Array> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const bytes = Buffer.alloc(Math.min(size, PHOTO.maxBytes + 1))
    let end = 0
    while (end < bytes.length) {
      const { bytesRead } = await handle.read(bytes, end, bytes.length - end)
      if (bytesRead === 0) break
      end += bytesRead
    }
    return bytes.subarray(0, end)
  } finally {
    await handle.close()
  }
}

const SENTENCES: Record<string, string> = {
  ENOENT: 'There is no such file.',
  EACCES: 'It may not be read.',
  EISDIR: 'It is a folder.',
}

const sentence = (error: unknown) =>
  SENTENCES[(error as NodeJS.ErrnoException).code ?? ''] ?? 'It cannot be read.'
