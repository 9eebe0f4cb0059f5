import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import type { RefusalReason } from '../../core/notice.js'
import { encodeHeic } from './heic.js'

/**
 * Photographs that dev dependencies ship, labelled by eye. `reason` is one that must be among the verdict's reasons;
 * `any` where the photo is too bad to tell.
 */
export interface LabelledPhoto {
  name: string
  bytes: Buffer
  good: boolean
  reason?: RefusalReason | 'any'
}

/** A face in one of the photographs: the middle and the side of its box, brow to chin, in pixels. */
export interface Face {
  id: string
  photo: Buffer
  x: number
  y: number
  side: number
}

const require = createRequire(import.meta.url)
const demo = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'demo')

/** The group photographs, 3 to 5 people each. */
export const GROUPS = [1, 2, 3, 4, 5, 6].map(n => readFileSync(join(demo, `sample${n}.jpg`)))

const at = (group: number, x: number, y: number, side: number): Face => ({
  id: `${group}@${x},${y}`,
  photo: GROUPS[group - 1]!,
  x,
  y,
  side,
})

/** Faces that make a good selfie: into the camera or three-quarter, eyes open, in very different light. */
export const GOOD_FACES = [
  at(1, 514, 503, 193),
  at(1, 1571, 341, 145),
  at(3, 690, 488, 204),
  at(3, 1193, 383, 246),
  at(3, 1568, 458, 204),
  at(4, 326, 334, 177),
  at(4, 758, 210, 161),
  at(4, 1073, 330, 204),
  at(4, 1373, 293, 182),
  at(5, 458, 1043, 204),
  at(5, 671, 559, 198),
  at(5, 859, 244, 166),
  at(5, 1204, 349, 177),
  at(5, 1526, 544, 209),
  at(6, 349, 649, 230),
  at(6, 776, 495, 246),
  at(6, 1264, 469, 230),
  at(6, 1586, 439, 252),
  warmupFace(),
]

const PROFILE = at(2, 454, 289, 209)
const SHUT_EYES = [at(2, 1556, 293, 198), at(1, 938, 559, 177)]

/** The face that Human carries for warming up. */
function warmupFace(): Face {
  const human = join(dirname(require.resolve('@vladmandic/human')), 'human.node-wasm.js')
  const base64 = /\/9j\/[A-Za-z0-9+/=\s]{5000,}/.exec(readFileSync(human, 'utf8'))![0]
  return { id: 'warm-up', photo: Buffer.from(base64, 'base64'), x: 128, y: 128, side: 180 }
}

/** Where a selfie of that face alone would be cut out of its photograph: 2.3 faces wide, as far as there is photo. */
export async function cut(face: Face, width = 2.3, height = 2.5, downBy = 0.3): Promise<Sharp> {
  const { width: w, height: h } = await sharp(face.photo).metadata()
  const left = Math.max(0, Math.round(face.x - (face.side * width) / 2))
  const top = Math.max(0, Math.round(face.y + face.side * downBy - (face.side * height) / 2))
  const right = Math.min(w, Math.round(face.x + (face.side * width) / 2))
  const bottom = Math.min(h, Math.round(face.y + face.side * downBy + (face.side * height) / 2))
  return again(sharp(face.photo).extract({ left, top, width: right - left, height: bottom - top }))
}

/** Fixes the steps so far, so that later ones come after them whatever order sharp prefers. */
const again = async (image: Sharp) => sharp(await image.png().toBuffer())

type Change = [name: string, change: (image: Sharp, face: Face) => Promise<Buffer> | Buffer]

const GOOD_CHANGES: Change[] = [
  ['as it is', image => image.jpeg({ quality: 92 }).toBuffer()],
  ['PNG', image => image.png().toBuffer()],
  ['WebP', image => image.webp().toBuffer()],
  ['AVIF', image => image.avif({ effort: 0 }).toBuffer()],
  ['HEIC', image => heic(image)],
  ['smaller', async image => jpeg(await resized(image, 0.6))],
  ['larger', async image => jpeg(await resized(image, 3))],
  ['brighter', image => jpeg(image.linear(1.25, 0))],
  ['dimmer', image => jpeg(image.linear(0.7, 0))],
  ['tilted left', image => jpeg(image.rotate(-12, { background: '#777' }))],
  ['tilted right', image => jpeg(image.rotate(12, { background: '#777' }))],
  [
    'lying by EXIF',
    async image => (await again(image.rotate(-90))).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  ],
  ['strongly compressed', image => image.jpeg({ quality: 40 }).toBuffer()],
  ['grey', image => image.greyscale().jpeg().toBuffer()],
  ['a little soft', (image, face) => jpeg(image.blur(face.side * 0.006 + 0.3))],
]

const BAD_CHANGES: [name: string, reason: RefusalReason | 'any', change: Change[1]][] = [
  ['blurred', 'too_blurry', (image, face) => jpeg(image.blur(face.side * 0.035))],
  ['smeared', 'any', (image, face) => jpeg(image.blur(face.side * 0.09))],
  ['dark', 'too_dark', image => jpeg(image.linear(0.22, 0))],
  ['washed out', 'too_bright', image => jpeg(image.linear(3, 90))],
  ['tiny', 'any', async (image, face) => jpeg(onCanvas(await resized(image, 36 / face.side)))],
  ['half outside', 'any', async (_, face) => jpeg(await cutAway(face, 'half'))],
  ['chin outside', 'face_cut_off', async (_, face) => jpeg(await cutAway(face, 'chin'))],
  ['thumbnail', 'too_small', async image => jpeg(image.resize(110, 110, { fit: 'cover' }))],
  ['broken off', 'unreadable', async image => (await jpeg(image)).subarray(0, 4_000)],
  ['masked', 'covered', async (_, face) => jpeg(await masked(face))],
]

const jpeg = (image: Sharp) => image.jpeg({ quality: 90 }).toBuffer()

async function heic(image: Sharp): Promise<Buffer> {
  const { width, height } = await image.metadata()
  const even = image.extract({ left: 0, top: 0, width: width & ~1, height: height & ~1 })
  const { data, info } = await even.removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return encodeHeic(data, info.width, info.height)
}

async function resized(image: Sharp, scale: number): Promise<Sharp> {
  const { width } = await image.metadata()
  return again(image.resize(Math.round(width * scale)))
}

/** A small picture in a larger empty room. */
const onCanvas = (image: Sharp) =>
  image.extend({ top: 200, bottom: 300, left: 350, right: 250, background: '#8a8f98' })

async function cutAway(face: Face, what: 'half' | 'chin'): Promise<Sharp> {
  const image = await cut(face)
  const { width, height } = await image.metadata()
  const { width: w } = await sharp(face.photo).metadata()
  const left = Math.max(0, Math.round(face.x - face.side * 1.15))
  const top = Math.max(0, Math.round(face.y - face.side * 0.95))
  const middle = Math.min(face.x, w) - left
  return what === 'half'
    ? again(image.extract({ left: 0, top: 0, width: Math.round(middle), height }))
    : again(image.extract({ left: 0, top: 0, width, height: Math.round(face.y - top + face.side * 0.2) }))
}

/** A surgical mask, drawn: from the nose's bridge to below the chin. */
async function masked(face: Face): Promise<Sharp> {
  const { side: s, x, y } = face
  const path = `M${x - s * 0.5} ${y + s * 0.02} Q${x} ${y - s * 0.12} ${x + s * 0.5} ${y + s * 0.02} L${x + s * 0.42} ${y + s * 0.5} Q${x} ${y + s * 0.8} ${x - s * 0.42} ${y + s * 0.5} Z`
  const { width, height } = await sharp(face.photo).metadata()
  const mask = `<svg width="${width}" height="${height}"><path d="${path}" fill="#8fc1d4"/></svg>`
  const photo = await sharp(face.photo)
    .composite([{ input: Buffer.from(mask) }])
    .png()
    .toBuffer()
  return cut({ ...face, photo })
}

/** Every face with every n-th change, starting at another one for each face, so that all pairs of kinds occur. */
async function* vary(
  faces: Face[],
  changes: [string, RefusalReason | 'any' | undefined, Change[1]][],
  step: number,
) {
  for (const [i, face] of faces.entries())
    for (let c = i % step; c < changes.length; c += step) {
      const [name, reason, change] = changes[c]!
      const bytes = await change(await cut(face), face)
      yield { name: `${face.id}, ${name}`, bytes: Buffer.from(bytes), ...(reason ? { reason } : {}) }
    }
}

/** Some 190 photos, about half of them good. */
export async function* labelledSet(): AsyncGenerator<LabelledPhoto> {
  const good = GOOD_CHANGES.map(
    ([name, change]) => [name, undefined, change] as [string, undefined, Change[1]],
  )
  for await (const photo of vary(GOOD_FACES, good, 3)) yield { ...photo, good: true }
  for await (const photo of vary(GOOD_FACES, BAD_CHANGES, 2)) yield { ...photo, good: false }
  // Only one of the three in the second photograph shows enough face to be counted.
  for (const [i, bytes] of GROUPS.entries())
    if (i !== 1) yield { name: `group ${i + 1}`, bytes, good: false, reason: 'several_faces' }
  for (const [i, face] of GOOD_FACES.slice(0, 6).entries())
    yield {
      name: `pair ${i}`,
      bytes: await pair(face, GOOD_FACES[i + 9]!),
      good: false,
      reason: 'several_faces',
    }
  for (const face of SHUT_EYES)
    yield {
      name: `shut eyes ${face.id}`,
      bytes: await jpeg(await cut(face, 1.8, 2)),
      good: false,
      reason: 'eyes_closed',
    }
  yield { name: 'profile', bytes: await jpeg(await cut(PROFILE, 1.8, 2)), good: false, reason: 'turned_away' }
  for (const [i, bytes] of (await withoutFaces()).entries())
    yield { name: `faceless ${i}`, bytes, good: false, reason: 'no_face' }
  yield { name: 'dark room', bytes: await darkRoom(), good: false, reason: 'too_dark' }
  for (const [name, bytes] of await moving()) yield { name, bytes, good: false, reason: 'animated' }
}

async function pair(a: Face, b: Face): Promise<Buffer> {
  const [left, right] = await Promise.all(
    [a, b].map(async face => (await cut(face)).resize(400, 440, { fit: 'cover' }).png().toBuffer()),
  )
  return sharp(left)
    .extend({ right: 400 })
    .composite([{ input: right!, left: 400, top: 0 }])
    .jpeg()
    .toBuffer()
}

/** Parts of the photographs that show no face: a hand with a glass, legs, a window, a stair, a plant, a sofa. */
export async function withoutFaces(): Promise<Buffer[]> {
  const parts: [number, number, number, number, number][] = [
    [3, 380, 700, 520, 520],
    [3, 0, 0, 500, 400],
    [2, 250, 650, 900, 700],
    [4, 350, 800, 900, 600],
    [5, 0, 0, 560, 460],
    [6, 400, 900, 600, 600],
    [1, 100, 900, 900, 380],
    [6, 0, 0, 330, 420],
  ]
  return Promise.all(
    parts.map(([group, left, top, width, height]) =>
      jpeg(sharp(GROUPS[group - 1]).extract({ left, top, width, height })),
    ),
  )
}

const darkRoom = () =>
  sharp(GROUPS[4]).extract({ left: 0, top: 0, width: 560, height: 460 }).linear(0.15, 0).jpeg().toBuffer()

async function moving(): Promise<[string, Buffer][]> {
  const frame = (index: number) =>
    cut(GOOD_FACES[index]!).then(image => image.resize(240, 240, { fit: 'cover' }).png().toBuffer())
  const frames = () => Promise.all([frame(2), frame(3)])
  const join = async () => sharp(await frames(), { join: { animated: true } })
  return [
    ['animated WebP', await (await join()).webp().toBuffer()],
    ['animated GIF', await (await join()).gif().toBuffer()],
  ]
}
