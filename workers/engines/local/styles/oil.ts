/** Oil on canvas: strokes laid from broad to fine along the forms, finest where the likeness lives, with relief and weave. */
import { OIL } from '../../../../config/studio.js'
import { cloth } from '../rooms/backdrop.js'
import { over, vignette } from '../rooms/blend.js'
import { boxBlur, gauss } from '../rooms/blur.js'
import { Canvas } from '../rooms/brush.js'
import { facePlane, featurePlane } from '../rooms/face.js'
import { type Flow, flow, habit } from '../rooms/flow.js'
import type { Random } from '../rooms/noise.js'
import { weave } from '../rooms/paper.js'
import { clamp, eachChannel, luminance, magnitude, type Plane, type Rgb } from '../rooms/plane.js'
import { clarity, curve, develop, meter, sharpen } from '../rooms/tone.js'
import type { PortraitStyle, Scene } from '../scene.js'

export const oil: PortraitStyle = scene => {
  const chance = scene.random('studio')
  const model = sitting(scene, chance)
  scene.step(0.2)
  const field = flow(luminance(model), 6)
  habit(field, chance() * Math.PI, 0.4)
  const care = attention(scene)
  const canvas = new Canvas(
    eachChannel(model, c => gauss(c, 24)),
    scene.random('bristles'),
  )
  const next = scene.random('strokes')
  let done = 0.25
  for (const layer of OIL.layers) {
    lay(canvas, model, field, care, layer, next)
    done += 0.55 / OIL.layers.length
    scene.step(done)
  }
  const picture = canvas.picture
  finish(picture, canvas.relief, scene)
  vignette(picture, 0.22)
  return picture
}

/** What is painted: the person in good light, colours a little fuller, before a dark painter's cloth. */
function sitting(scene: Scene, chance: Random): Rgb {
  const { person, alpha, face } = scene
  const middle = face ? face.eyes : [scene.width / 2, scene.height * 0.4]
  const colours = OIL.grounds[Math.floor(chance() * OIL.grounds.length)]!
  const side = chance() < 0.5 ? -1 : 1
  const ground = cloth(
    scene,
    {
      ...colours,
      x: middle[0]! + side * scene.width * 0.16,
      y: middle[1]! + scene.height * 0.06,
      reach: 0.42,
      mottle: 0.35,
    },
    scene.random('cloth'),
  )
  develop(person, meter(person, alpha, face))
  clarity(person, 30, 0.25)
  sharpen(person, clamp(scene.enlarged * 0.8, 1, 2.4), 0.8)
  const model = over(ground, person, alpha)
  const bright = luminance(model).data
  for (const name of ['r', 'g', 'b'] as const) {
    const data = model[name]
    for (let i = 0; i < data.length; i++)
      data[i] = clamp(bright[i]! + (data[i]! - bright[i]!) * OIL.saturation)
  }
  return model
}

/** 0 to 1: where a painter looks longest. The eyes and the mouth, then the face, then the rest of the person. */
function attention(scene: Scene): Plane {
  const { face } = scene
  const soft = gauss(scene.alpha, 6)
  for (let i = 0; i < soft.data.length; i++) soft.data[i] = 0.3 * soft.data[i]!
  if (!face) return soft
  const near = facePlane(face, scene, face.height * 0.06, 1.12).data
  const features = featurePlane(face, scene).data
  for (let i = 0; i < near.length; i++) {
    soft.data[i] = Math.max(soft.data[i]!, 0.7 * near[i]!, features[i]!)
  }
  return soft
}

/** One pass with one brush: only where the canvas is still wrong by more than the eye forgives there. */
function lay(
  canvas: Canvas,
  model: Rgb,
  field: Flow,
  care: Plane,
  layer: (typeof OIL.layers)[number],
  next: Random,
): void {
  const { width: brush, forgiven, from, longest } = layer
  const sight = brush < 4 ? model : eachChannel(model, c => boxBlur(c, brush * 0.35))
  const { width, height } = model
  const pitch = brush * layer.pitch
  const part = extent(care, from)
  const columns = Math.ceil((part.right - part.left) / pitch)
  const rows = Math.ceil((part.bottom - part.top) / pitch)
  const order = shuffled(columns * rows, next)
  const path = new Float32Array(2 * 34)
  for (const cell of order) {
    const x = clamp(part.left + ((cell % columns) + next()) * pitch, 0, width - 1)
    const y = clamp(part.top + (Math.floor(cell / columns) + next()) * pitch, 0, height - 1)
    const i = Math.floor(y) * width + Math.floor(x)
    const load = 0.82 + 0.18 * next()
    const jitter = (next() - 0.5) * layer.jitter
    if (care.data[i]! < from) continue
    if (forgiven > 0 && wrong(canvas.picture, sight, i) < forgiven * (1.25 - 0.7 * care.data[i]!)) continue
    const colour = [
      clamp(sight.r[i]! + jitter),
      clamp(sight.g[i]! + jitter),
      clamp(sight.b[i]! + jitter),
    ] as const
    const points = follow(path, x, y, field, sight, colour, brush, longest * (1 - 0.5 * care.data[i]!))
    canvas.paint({ path, points, width: brush * (0.85 + 0.3 * next()), colour, load })
  }
}

/** The smallest rectangle that holds everything with at least so much attention. */
function extent({ width, height, data }: Plane, least: number) {
  const part = { left: width, top: height, right: 0, bottom: 0 }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x]! < least) continue
      part.left = Math.min(part.left, x)
      part.right = Math.max(part.right, x + 1)
      part.top = Math.min(part.top, y)
      part.bottom = y + 1
    }
  }
  return part
}

function wrong(a: Rgb, b: Rgb, i: number): number {
  return Math.abs(a.r[i]! - b.r[i]!) + Math.abs(a.g[i]! - b.g[i]!) + Math.abs(a.b[i]! - b.b[i]!)
}

/** Walks along the flow until the model's colour is no longer the brush's. Writes the path, answers its points. */
function follow(
  path: Float32Array,
  x: number,
  y: number,
  field: Flow,
  sight: Rgb,
  colour: readonly [number, number, number],
  brush: number,
  longest: number,
): number {
  const { width, height } = sight
  const stride = Math.max(2.5, brush)
  const most = Math.min(32, Math.max(1, Math.round((longest * brush) / stride)))
  let dx = 0
  let dy = 0
  let points = 0
  path[0] = x
  path[1] = y
  points = 1
  for (let s = 0; s < most; s++) {
    const cell =
      Math.min(Math.floor(y / 2), field.x.height - 1) * field.x.width +
      Math.min(Math.floor(x / 2), field.x.width - 1)
    let fx = field.x.data[cell]!
    let fy = field.y.data[cell]!
    if (s > 0 && fx * dx + fy * dy < 0) {
      fx = -fx
      fy = -fy
    }
    // A wrist turns slowly.
    dx = s === 0 ? fx : 0.55 * dx + 0.45 * fx
    dy = s === 0 ? fy : 0.55 * dy + 0.45 * fy
    const length = magnitude(dx, dy) || 1
    x += (dx / length) * stride
    y += (dy / length) * stride
    if (x < 0 || y < 0 || x >= width || y >= height) break
    const i = Math.floor(y) * width + Math.floor(x)
    const away =
      Math.abs(sight.r[i]! - colour[0]) +
      Math.abs(sight.g[i]! - colour[1]) +
      Math.abs(sight.b[i]! - colour[2])
    if (away > OIL.strayColour && s > 0) break
    path[2 * points] = x
    path[2 * points + 1] = y
    points++
  }
  if (points === 1) {
    path[2] = path[0]! + 0.5
    path[3] = path[1]!
    points = 2
  }
  return points
}

function shuffled(count: number, next: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    const kept = order[i]!
    order[i] = order[j]!
    order[j] = kept
  }
  return order
}

/** Light from the upper left on the paint's relief and the weave below it, then a coat of varnish. */
function finish(picture: Rgb, relief: Plane, scene: Scene): void {
  const thick = gauss(relief, 0.8)
  const cloth = weave(scene, scene.random('weave')).data
  const { width, height } = picture
  for (let y = height - 1; y > 0; y--) {
    for (let x = width - 1; x > 0; x--) {
      const i = y * width + x
      const paint = thick.data[i]!
      const slope = 2 * paint - thick.data[i - 1]! - thick.data[i - width]!
      const bump = clamp(slope * OIL.relief, -0.14, 0.16) + OIL.weave * cloth[i]! * (1.3 - paint)
      const bright = picture.g[i]!
      const d = bump * (0.35 + 0.65 * bright)
      picture.r[i] = clamp(picture.r[i]! + d)
      picture.g[i] = clamp(picture.g[i]! + d)
      picture.b[i] = clamp(picture.b[i]! + d * 0.92)
    }
  }
  for (const name of ['r', 'g', 'b'] as const)
    curve(picture[name], v => v + 0.02 * Math.sin(2 * Math.PI * (v - 0.5)))
}
