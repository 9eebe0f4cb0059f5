/** The sources as text: what they import, from where. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

export interface Source {
  /** Path from the root, with forward slashes. */
  path: string
  text: string
  /** Paths from the root for our own files, package names for others. */
  imports: string[]
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|(?:^|\n)\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

/** All TypeScript files below the given folders, without what is generated. */
export function readSources(...folders: string[]): Source[] {
  return folders.flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map(name => join(folder, name).replaceAll('\\', '/'))
      .filter(path => /\.tsx?$/.test(path) && !path.includes('generated/'))
      .map(readSource),
  )
}

function readSource(path: string): Source {
  const text = readFileSync(join(ROOT, path), 'utf8')
  const imports = [...text.matchAll(IMPORT)].map(match => {
    const target = match[1] ?? match[2] ?? match[3] ?? ''
    if (!target.startsWith('.')) return target
    return relative(ROOT, resolve(ROOT, dirname(path), target)).replace(/\.jsx?$/, '.ts')
  })
  return { path, text, imports }
}

/** The package of an import: `@scope/name` or `name`, without what lies inside it. */
export function packageOf(target: string): string {
  const parts = target.split('/')
  return target.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
}

export const isOurs = (target: string) => /^(bots|core|workers|config|prisma|tests|bin)\//.test(target)
