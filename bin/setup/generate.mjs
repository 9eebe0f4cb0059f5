// The Prisma client in prisma/generated: made from the schema, never committed.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './alone.mjs'
import { runQuietly } from './child.mjs'
import { Sentence } from './sentence.mjs'

/** Generates the client unless it was made from this very schema by this very Prisma. */
export async function ensureClient(root) {
  const stamp = stampOf(root)
  if (isCurrent(root, stamp)) return
  await alone(root, async note => {
    if (!isCurrent(root, stamp)) await generate(root, stamp, note)
  })
}

function stampOf(root) {
  const version = JSON.parse(
    readFileSync(join(root, 'node_modules/@prisma/client/package.json'), 'utf8'),
  ).version
  return createHash('sha256')
    .update(version)
    .update(readFileSync(join(root, 'prisma/schema.prisma')))
    .digest('hex')
}

function isCurrent(root, stamp) {
  try {
    return readFileSync(join(root, 'prisma/generated/.stamp'), 'utf8') === stamp
  } catch {
    return false
  }
}

/** Made beside and moved into place whole: whoever reads the old one meanwhile is not disturbed. */
async function generate(root, stamp, note) {
  const program = join(root, 'node_modules/prisma/build/index.js')
  if (!existsSync(program))
    throw new Sentence(
      'The Prisma client is missing and the development packages are too: run "npm ci", then this again.',
    )
  const draft = join(root, 'prisma', `generating-${process.pid}`)
  try {
    mkdirSync(draft, { recursive: true })
    const schema = readFileSync(join(root, 'prisma/schema.prisma'), 'utf8')
    writeFileSync(join(draft, 'schema.prisma'), schema.replace(/^(\s*output\s*=\s*)".*"/m, '$1"./generated"'))
    const { code, output } = await runQuietly(
      process.execPath,
      [program, 'generate', '--no-hints', '--schema', join(draft, 'schema.prisma')],
      { cwd: root, env: environment(), onStart: note },
    )
    if (code !== 0) throw new Sentence(`prisma generate failed:\n${output.trim()}`)
    writeFileSync(join(draft, 'generated/.stamp'), stamp)
    const target = join(root, 'prisma/generated')
    if (existsSync(target)) renameSync(target, join(draft, 'old'))
    renameSync(join(draft, 'generated'), target)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/**
 * Prisma's command line wants its native schema engine before it does anything, and would download it; generating
 * needs none, so any existing file will do.
 */
function environment() {
  return {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    ...process.env,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  }
}
