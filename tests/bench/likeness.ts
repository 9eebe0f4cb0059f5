/**
 * How much results look like the person, and like others: what the thresholds in config/styles were read from. The
 * photographs show every person once, so that what an engine makes of them is played by changes of the same photograph.
 */
import sharp from 'sharp'
import type { StyleId } from '../../config/styles.js'
import { similarity } from '../../core/media/likeness.js'
import { createLocalEngine } from '../../workers/engines/local/engine.js'
import { createVision, type VisionPool } from '../../workers/vision/pool.js'
import { cut, type Face, GOOD_FACES } from '../support/faces.js'

interface Row {
  what: string
  value: number
  unit: string
}

interface Person {
  face: Face
  reference: Buffer
  numbers: Float32Array
}

/** What results of a group score against the person they were made from, and against all others. */
interface Scores {
  own: number[]
  others: number[]
  faceless: number
  /** How many look more like their person than like any other. */
  first: number
}

const STUDIO: StyleId[] = ['headshot', 'oil', 'sticker', 'noir', 'sketch']

/** What engines do to a picture, as far as it can be played without one. */
const ENGINE: Record<string, (person: Person) => Promise<Buffer>> = {
  'another crop': async ({ face }) => (await cut(face, 1.7, 1.9, 0.1)).jpeg().toBuffer(),
  mirrored: ({ reference }) => sharp(reference).flop().jpeg().toBuffer(),
  'tilted by 14°': ({ reference }) => sharp(reference).rotate(14, { background: '#777' }).jpeg().toBuffer(),
  grey: ({ reference }) => sharp(reference).greyscale().jpeg().toBuffer(),
  'warm light': ({ reference }) =>
    sharp(reference)
      .recomb([
        [1.25, 0, 0],
        [0, 1, 0],
        [0, 0, 0.7],
      ])
      .jpeg()
      .toBuffer(),
  'face a fifth narrower': async ({ reference }) => {
    const { width, height } = await sharp(reference).metadata()
    return sharp(reference)
      .resize(Math.round(width * 0.8), height, { fit: 'fill' })
      .jpeg()
      .toBuffer()
  },
  'blurred by a fiftieth': async ({ reference }) => {
    const { width } = await sharp(reference).metadata()
    return sharp(reference)
      .blur(width / 50)
      .jpeg()
      .toBuffer()
  },
}

/** Results that look like photographs, and those that are drawn or lose their colours: each has a threshold of its own. */
const PHOTOGRAPHIC = ['headshot', 'another crop', 'mirrored', 'warm light', 'face a fifth narrower']
const DRAWN = ['oil', 'sketch', 'noir', 'grey']
/** What an engine hands over when it has drawn the next of the persons. */
const SWAPPED = 'somebody else'
const THRESHOLDS = [0.35, 0.4, 0.45, 0.5, 0.55, 0.6]

const log = { info() {}, warn() {}, error() {} }

/** Prints distributions for the local studio and for what an engine may hand over, and what thresholds would do. */
export async function benchLikeness(): Promise<{ name: string; rows: Row[] }> {
  const vision = createVision({ processes: 2, log })
  const studio = createLocalEngine({ vision, threads: 1, log })
  try {
    const persons = await sitters(vision)
    const groups = new Map<string, Scores>()
    const measure = async (name: string, make: (person: Person) => Promise<Buffer>) => {
      const scores: Scores = { own: [], others: [], faceless: 0, first: 0 }
      for (const person of persons) {
        const face = await vision.embed(await make(person))
        if (!face) {
          scores.faceless++
          continue
        }
        const own = similarity(person.numbers, face)
        const others = persons.filter(other => other !== person).map(other => similarity(other.numbers, face))
        scores.own.push(own)
        scores.others.push(...others)
        if (own > Math.max(...others)) scores.first++
      }
      groups.set(name, scores)
    }
    for (const style of STUDIO) await measure(style, drawn(studio, style))
    for (const [name, change] of Object.entries(ENGINE)) await measure(name, change)
    await measure(SWAPPED, async person => {
      const next = persons[(persons.indexOf(person) + 1) % persons.length]
      return (next ?? person).reference
    })
    return { name: 'likeness', rows: report(persons.length, groups) }
  } finally {
    await studio.close()
    await vision.close()
  }
}

/** Those whom the gate takes as one face, as it would in a booth. */
async function sitters(vision: VisionPool): Promise<Person[]> {
  const persons: Person[] = []
  for (const face of GOOD_FACES) {
    const { reference } = await vision.inspect(await (await cut(face)).jpeg({ quality: 92 }).toBuffer())
    const numbers = reference ? await vision.embed(reference) : null
    if (reference && numbers) persons.push({ face, reference, numbers })
  }
  return persons
}

function drawn(studio: ReturnType<typeof createLocalEngine>, style: StyleId) {
  return async ({ face, reference }: Person): Promise<Buffer> => {
    const kind = style === 'sticker' ? ('sticker' as const) : ('portrait' as const)
    const id = `bench-${face.id}`
    const { outputs } = await studio.start(
      {
        id,
        generationId: id,
        kind,
        style,
        model: 'studio',
        seed: 1,
        prompt: '',
        count: 1,
        pictures: [reference],
      },
      { signal: new AbortController().signal, onProgress: () => {} },
    )
    if (!outputs?.[0]) throw new Error(`The studio has made no ${style}.`)
    return outputs[0].bytes
  }
}

function report(persons: number, groups: Map<string, Scores>): Row[] {
  const rows: Row[] = [{ what: 'persons', value: persons, unit: '' }]
  for (const [name, { own, others, faceless, first }] of groups) {
    const row = (what: string, value: number, unit: string) =>
      rows.push({ what: `${name}: ${what}`, value, unit })
    const rest = (scores: number[], whom: string) => {
      for (const [label, part] of Object.entries({ middle: 0.5, '95 %': 0.95, most: 1 }))
        row(`${label} of ${whom}`, at(scores, part), 'of 1')
    }
    if (name === SWAPPED) {
      rest(own, 'them against the one who asked')
      continue
    }
    for (const [label, part] of Object.entries({ least: 0, 'tenth part': 0.1, middle: 0.5 }))
      row(`${label} of the same person`, at(own, part), 'of 1')
    rest(others, 'others')
    row('most like its own person', (100 * first) / Math.max(1, own.length), '%')
    if (faceless > 0) row('without a face', faceless, 'pictures')
  }
  for (const [name, members] of Object.entries({ photographic: PHOTOGRAPHIC, drawn: DRAWN })) {
    const own = members.flatMap(member => groups.get(member)?.own ?? [])
    const others = members.flatMap(member => groups.get(member)?.others ?? [])
    for (const threshold of THRESHOLDS)
      rows.push(
        {
          what: `${name} at ${threshold}: own turned away`,
          value: share(own, s => s < threshold),
          unit: '%',
        },
        {
          what: `${name} at ${threshold}: others let pass`,
          value: share(others, s => s >= threshold),
          unit: '%',
        },
      )
  }
  return rows
}

/** The score that this share of all is below. */
function at(scores: number[], share: number): number {
  const sorted = scores.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

function share(scores: number[], is: (score: number) => boolean): number {
  return (100 * scores.filter(is).length) / Math.max(1, scores.length)
}
