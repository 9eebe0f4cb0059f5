/** One picture through the studio: photo and trace in, a finished file out. Runs in a studio thread; knows no queue. */
import type { StyleId } from '../../../config/styles.js'
import type { Output, Trace } from '../../../core/ports.js'
import { compose, intoFrame, intoPhoto } from './rooms/compose.js'
import { jpeg } from './rooms/encode.js'
import { moveFace } from './rooms/face.js'
import { foreground } from './rooms/foreground.js'
import { matte, matteSize } from './rooms/matte.js'
import { random } from './rooms/noise.js'
import { framedPhoto } from './rooms/photo.js'
import { type Plane, smoothstep } from './rooms/plane.js'
import { cleanMask, maskInto, readSitter } from './rooms/sitter.js'
import { mendRedEyes } from './rooms/tone.js'
import type { Scene } from './scene.js'
import { cutout } from './styles/cutout.js'
import { PORTRAITS } from './styles/index.js'
import { sticker } from './styles/sticker.js'

export interface Order {
  picture: Uint8Array
  trace: Trace
  style: StyleId
  seed: number
}

/** Draws an order. `step` is told how far the work is (0 to 1) and may throw to end it. */
export async function draw(order: Order, step: (done: number) => void): Promise<Output> {
  if (order.style === 'cutout') return cutout(order.picture, order.trace, step)
  if (order.style === 'sticker') return sticker(order.picture, order.trace, step)
  const style = PORTRAITS[order.style]
  if (!style) throw new Error(`The studio has no style "${order.style}"`)
  const scene = await setUp(order, done => step(0.4 * done))
  step(0.4)
  const picture = style({ ...scene, step: done => step(0.4 + 0.5 * done) })
  step(0.92)
  return jpeg(picture)
}

/** Frames the person and frees it from the background. */
async function setUp(order: Order, step: (done: number) => void): Promise<Omit<Scene, 'step'>> {
  const { trace } = order
  const mask = cleanMask(trace)
  const sitter = readSitter(trace, mask)
  const framing = compose(sitter)
  const { picture, present } = await framedPhoto(order.picture, sitter.photo, framing)
  step(0.3)
  const working = matteSize(framing)
  const factor = framing.width / working.width
  const back = intoPhoto(framing)
  const prior = maskInto(mask, trace, working, ([x, y]) => back([x * factor, y * factor]))
  const into = intoFrame(framing)
  const face = sitter.face ? moveFace(sitter.face, into, framing.scale, framing.turned) : null
  const faceHeight = face ? face.height : framing.height * 0.33
  const alpha = matte(picture, prior, faceHeight, () => step(0.5))
  step(0.75)
  fadeCuts(alpha, present)
  const person = foreground(picture, alpha, faceHeight * 0.12)
  if (face) mendRedEyes(person, face)
  return {
    width: framing.width,
    height: framing.height,
    person,
    alpha,
    face,
    enlarged: framing.scale,
    random: purpose => random(order.seed, salt(purpose)),
  }
}

/** Where the frame had to reach past a border that cuts the person, the person fades out instead of ending in a line. */
function fadeCuts(alpha: Plane, present: Plane): void {
  const { width, height } = alpha
  const reach = Math.round(height * 0.05)
  const fade = (count: number, length: number, at: (line: number, i: number) => number): void => {
    for (let line = 0; line < count; line++) {
      for (const way of [(i: number) => i, (i: number) => length - 1 - i]) {
        let missing = 0
        while (missing < length && present.data[at(line, way(missing))] === 0) missing++
        if (missing <= 1 || missing === length) continue
        for (let i = 0; i < Math.min(length, missing + reach); i++) {
          const j = at(line, way(i))
          alpha.data[j] = alpha.data[j]! * smoothstep(missing, missing + reach, i)
        }
      }
    }
  }
  fade(width, height, (x, y) => y * width + x)
  fade(height, width, (y, x) => y * width + x)
}

function salt(purpose: string): number {
  let hash = 2166136261
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 16777619)
  return hash >>> 0
}
