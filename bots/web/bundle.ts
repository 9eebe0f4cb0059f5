/** The page's script and style, bundled at boot into memory. Their names carry a hash of what is in them. */
import { createHash } from 'node:crypto'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { build, stop } from 'esbuild'
import { ROOT } from '../../config/env.js'

export interface Asset {
  type: string
  bytes: Buffer
  zipped: Buffer
}

export interface Bundle {
  /** By path, such as `/assets/main-5XJ2K7QD.js`. */
  assets: ReadonlyMap<string, Asset>
  script: string
  style: string
  icon: string
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Bundles the page. Takes some 50 ms; a fault of the page's source is thrown as esbuild words it. */
export async function bundlePage(): Promise<Bundle> {
  // Under tsx this file ends in .ts and the page's sources are beside it; in a build both end in .js.
  const script = `./page/main${extname(fileURLToPath(import.meta.url)) === '.ts' ? '.tsx' : '.js'}`
  const folder = join(ROOT, 'bots/web/page')
  try {
    const result = await build({
      entryPoints: [
        { in: fileURLToPath(new URL(script, import.meta.url)), out: 'main' },
        { in: join(folder, 'style/index.css'), out: 'style' },
        { in: join(folder, 'icon.svg'), out: 'icon' },
      ],
      loader: { '.svg': 'copy' },
      outdir: join(ROOT, 'assets'),
      entryNames: '[name]-[hash]',
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: ['es2022', 'chrome109', 'firefox115', 'safari16.4'],
      jsx: 'automatic',
      jsxImportSource: 'preact',
      tsconfigRaw: {},
      legalComments: 'none',
      logLevel: 'silent',
    })
    const assets = new Map<string, Asset>()
    for (const file of result.outputFiles) {
      const bytes = Buffer.from(file.contents)
      const type = TYPES[extname(file.path)] ?? 'application/octet-stream'
      const path = `/assets/${file.path.slice(join(ROOT, 'assets').length + 1)}`
      assets.set(path, { type, bytes, zipped: await promisify(gzip)(bytes) })
    }
    const named = (prefix: string) =>
      [...assets.keys()].find(path => path.startsWith(`/assets/${prefix}-`)) ?? ''
    return { assets, script: named('main'), style: named('style'), icon: named('icon') }
  } finally {
    // esbuild's own process would stay until the end otherwise.
    await stop()
  }
}

/** A name for the set of files, to tell whether a page is of this build. */
export function buildName(bundle: Bundle): string {
  return createHash('sha256')
    .update([...bundle.assets.keys()].join())
    .digest('base64url')
    .slice(0, 12)
}
