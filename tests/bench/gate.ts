import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { cut, GOOD_FACES, GROUPS, withoutFaces } from '../support/faces.js'
import type { Side } from './gate/child.js'

/** Rounds after the first, which only warms up; each shows every photo to every side, one after the other. */
const ROUNDS = 7
/** Long enough for any photo on a busy machine; a bench that hangs tells nothing. */
const PATIENCE_MS = 60_000

/** How long the gate takes beside Human's bare `detect`, in one run: decoding included on every side. */
export async function benchGate() {
  const photos = { accepted: await selfies(), 'no face': await withoutFaces(), 'several faces': GROUPS }
  const sides = { gate: await start('gate'), same: await start('same'), defaults: await start('defaults') }
  const times = new Map<string, number[]>()
  try {
    for (let round = 0; round <= ROUNDS; round++)
      for (const [kind, files] of Object.entries(photos))
        for (const [i, bytes] of files.entries())
          for (const [side, child] of Object.entries(sides)) {
            const ms = await show(child, bytes)
            const key = `${kind} ${side} ${i}`
            if (round > 0) times.set(key, [...(times.get(key) ?? []), ms])
          }
  } finally {
    for (const child of Object.values(sides)) child.kill('SIGKILL')
  }
  /** Mean over the photos of each one's median over the rounds. */
  const typical = (kind: keyof typeof photos, side: Side) =>
    photos[kind].reduce((sum, _, i) => sum + median(times.get(`${kind} ${side} ${i}`)!), 0) /
    photos[kind].length
  const rows = (kind: keyof typeof photos, beside: Side, goal: number) => {
    const [gate, bare] = [typical(kind, 'gate'), typical(kind, beside)]
    const what = beside === 'same' ? 'bare detect, same models' : "bare detect, Human's defaults"
    return [
      { what: `${kind}: gate`, value: gate, unit: 'ms' },
      { what: `${kind}: ${what}`, value: bare, unit: 'ms' },
      {
        what: `${kind}: gate / bare`,
        value: gate / bare,
        unit: '×',
        goal: `≤ ${goal}`,
        ok: gate / bare <= goal,
      },
    ]
  }
  return {
    name: 'selfie gate',
    rows: [
      ...rows('accepted', 'same', 1.3),
      ...rows('no face', 'defaults', 0.35),
      ...rows('several faces', 'defaults', 0.35),
    ],
  }
}

async function selfies(): Promise<Buffer[]> {
  return Promise.all(
    [2, 3, 10, 14, 15, 16].map(async i => {
      const face = GOOD_FACES[i]!
      return (await cut(face)).resize(960, 1_040, { fit: 'cover' }).jpeg({ quality: 90 }).toBuffer()
    }),
  )
}

async function start(side: Side): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./gate/child.ts', import.meta.url)), [side], {
    execArgv: ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  await once(child, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) })
  return child
}

async function show(child: ChildProcess, bytes: Buffer): Promise<number> {
  child.send(bytes)
  const [ms] = await once(child, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) })
  return ms as number
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1]!
