/** How long the local studio takes for a picture, everything included, one job at a time. */
import { STYLES, type StyleId } from '../../config/styles.js'
import { createLocalEngine } from '../../workers/engines/local/engine.js'
import { createVision } from '../../workers/vision/pool.js'
import { cut, GOOD_FACES } from '../support/faces.js'

interface Row {
  what: string
  value: number
  unit: string
  goal?: string
  ok?: boolean
}

/** What the studio itself draws. */
const STUDIO_PORTRAITS = STYLES.filter(style => style.kind === 'portrait' && style.collection === 'studio')

/** Goals of the product: milliseconds, median. */
const PORTRAIT_MS = 1_500
const CUTOUT_MS = 700
const FACES = [0, 3, 6, 12, 14, 15]

/** Draws six faces in every style with warm models and a warm thread, and answers medians and the memory's peak. */
export async function benchStudio(): Promise<{ name: string; rows: Row[] }> {
  const log = { info() {}, warn() {}, error() {} }
  const vision = createVision({ processes: 1, log })
  const studio = createLocalEngine({ vision, threads: 1, log })
  const pictures = await Promise.all(
    FACES.map(async i =>
      (await cut(GOOD_FACES[i]!, 2.9, 3.2, 0.45)).resize({ width: 1000 }).jpeg({ quality: 92 }).toBuffer(),
    ),
  )
  const shoot = async (style: StyleId, picture: Buffer, seed: number): Promise<number> => {
    const began = performance.now()
    const kind = style === 'cutout' ? ('cutout' as const) : ('portrait' as const)
    const id = `bench-${seed}`
    const told = { id, generationId: id, model: 'studio', prompt: '', count: 1 } as const
    const request = { ...told, kind, style, seed, pictures: [picture] }
    await studio.start(request, { signal: new AbortController().signal, onProgress: () => {} })
    return performance.now() - began
  }
  try {
    const before = process.memoryUsage().rss
    const cold = await shoot('headshot', pictures[0]!, 1)
    const rows: Row[] = [
      { what: 'first portrait, thread and models cold', value: Math.round(cold), unit: 'ms' },
    ]
    const portraits: number[] = []
    for (const { id } of STUDIO_PORTRAITS) {
      await shoot(id, pictures[0]!, 1)
      const times: number[] = []
      for (const [i, picture] of pictures.entries()) times.push(await shoot(id, picture, i + 2))
      portraits.push(...times)
      rows.push({ what: `portrait ${id}, median`, value: Math.round(median(times)), unit: 'ms' })
    }
    rows.push(goal('portrait, median of all styles', median(portraits), PORTRAIT_MS))
    await shoot('cutout', pictures[0]!, 1)
    const cutouts: number[] = []
    for (const [i, picture] of pictures.entries()) cutouts.push(await shoot('cutout', picture, i + 2))
    rows.push(goal('cutout, median', median(cutouts), CUTOUT_MS))
    const peak = process.resourceUsage().maxRSS / 1024 - before / 1024 / 1024
    rows.push({ what: 'memory of one studio thread at its peak', value: Math.round(peak), unit: 'MB' })
    return { name: 'studio', rows }
  } finally {
    await studio.close()
    await vision.close()
  }
}

function goal(what: string, value: number, limit: number): Row {
  return { what, value: Math.round(value), unit: 'ms', goal: `<= ${limit} ms`, ok: value <= limit }
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2
}
