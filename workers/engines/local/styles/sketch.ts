/** Graphite on paper: a smudged under-tone, strokes that follow form and hair, cross-hatched darks, lines, a loose end. */
import { SKETCH } from '../../../../config/studio.js'
import { over } from '../rooms/blend.js'
import { boxBlur, gauss } from '../rooms/blur.js'
import { along, type Flow, flow, habit } from '../rooms/flow.js'
import { smoothSelf } from '../rooms/guided.js'
import { clouds, whiteNoise } from '../rooms/noise.js'
import { hatching, tooth } from '../rooms/paper.js'
import { clamp, luminance, type Plane, plane, type Rgb, rgb, smoothstep } from '../rooms/plane.js'
import { clarity, develop, meter, sharpen } from '../rooms/tone.js'
import type { PortraitStyle, Scene } from '../scene.js'

export const sketch: PortraitStyle = scene => {
  const chance = scene.random('hand')
  const hand = (chance() < 0.5 ? -1 : 1) * (0.75 + 0.3 * chance())
  const bright = tones(scene)
  scene.step(0.2)
  const field = flow(bright, 5)
  const where = drawn(scene)
  const line = lines(bright, scene, field, where)
  scene.step(0.4)
  habit(field, hand, 0.55)
  const strokes = along(gauss(whiteNoise(scene, scene.random('strokes')), 0.75), field, 15, 1.5, where)
  scene.step(0.6)
  const cross = hatching(scene, hand + (hand > 0 ? -0.55 : 0.55), 3.4, scene.random('cross'))
  const loose = hatching(scene, hand, 2.9, scene.random('loose'))
  scene.step(0.75)
  const ends = fade(scene)
  const grainy = tooth(scene, scene.random('tooth'))
  const side = Math.sign(hand)
  const graphite = deposit(scene, { bright, line, strokes, cross, loose, ends, grainy, side })
  scene.step(0.9)
  return onPaper(scene, graphite, grainy, chance)
}

interface Layers {
  bright: Plane
  line: Plane
  strokes: Plane
  cross: Plane
  loose: Plane
  ends: { tone: Plane; line: Plane }
  grainy: Plane
  side: number
}

/** The person's tones on white, skin's bright end at the paper's white, so that a dark photo becomes a clean drawing. */
function tones(scene: Scene): Plane {
  const { person, alpha, face } = scene
  develop(person, meter(person, alpha, face))
  clarity(person, 40, 0.45)
  sharpen(person, clamp(scene.enlarged * 0.8, 1, 2.6), 0.9)
  const white: Rgb = { ...rgb(scene) }
  for (const name of ['r', 'g', 'b'] as const) white[name].fill(1)
  const high = clamp(meter(person, alpha, face).high, 0.4, 0.95)
  const bright = luminance(over(white, person, alpha))
  for (let i = 0; i < bright.data.length; i++) {
    const value = clamp(bright.data[i]! / (high * 1.12))
    bright.data[i] = bright.data[i]! + (value - bright.data[i]!) * alpha.data[i]!
  }
  return smoothSelf(bright, Math.round(clamp(scene.enlarged * 1.6, 2, 5)), 0.0009)
}

/** Where the pencil goes at all: the person and a little around, for the contour. */
function drawn(scene: Scene): Plane {
  const near = boxBlur(scene.alpha, 8)
  for (let i = 0; i < near.data.length; i++) if (near.data[i]! < 0.004) near.data[i] = 0
  return near
}

/** Difference of two blurs, drawn out along the flow: lines with a beginning and an end instead of speckled edges. */
function lines(bright: Plane, scene: Scene, field: Flow, where: Plane): Plane {
  const width = clamp(scene.enlarged * 0.55, 0.9, 1.7)
  const fine = gauss(bright, width)
  const broad = gauss(bright, width * 1.9).data
  for (let i = 0; i < broad.length; i++) fine.data[i] = fine.data[i]! - broad[i]!
  const out = along(fine, field, 5, 1.25, where)
  for (let i = 0; i < out.data.length; i++) out.data[i] = smoothstep(0.004, 0.045, -out.data[i]!)
  return out
}

/** Tone ends before line does, in a ragged edge towards the lower border: nobody finishes the sleeves. */
function fade(scene: Scene): { tone: Plane; line: Plane } {
  const ragged = clouds(scene, scene.height / 6, 4, scene.random('edge')).data
  const tone = plane(scene)
  const line = plane(scene)
  for (let y = 0; y < scene.height; y++) {
    for (let x = 0; x < scene.width; x++) {
      const i = y * scene.width + x
      const down = y / scene.height + 0.09 * ragged[i]!
      const aside = Math.abs(x / scene.width - 0.5) + 0.05 * ragged[i]!
      tone.data[i] = smoothstep(0.93, 0.68, down) * smoothstep(0.5, 0.4, aside)
      line.data[i] = smoothstep(1, 0.8, down) * smoothstep(0.52, 0.46, aside)
    }
  }
  return { tone, line }
}

/** How much graphite lies where, 0 to 1. */
function deposit(scene: Scene, layers: Layers): Plane {
  const { alpha, width, height } = scene
  const { bright, line, strokes, cross, loose, ends, side } = layers
  const aura = gauss(alpha, height * 0.06).data
  const grainy = layers.grainy.data
  const out = plane(scene)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      if (alpha.data[i]! < 0.004 && aura[i]! < 0.02) continue
      const dark = 1 - bright.data[i]!
      const tone = ends.tone.data[i]!
      // Shading: under-tone by the smudged side of the lead, strokes on top, a second direction only in the darks.
      const smudge = 0.46 * dark ** 1.15
      const first =
        smoothstep(0.05, 0.6, dark) * smoothstep(-0.5, 0.5, strokes.data[i]! * 4.2 + (dark - 0.5) * 1.2)
      const second = smoothstep(0.45, 0.9, dark) * smoothstep(-0.4, 0.6, cross.data[i]! + (dark - 0.8) * 1.2)
      let amount = (smudge + 0.42 * first + 0.2 * second) * tone
      amount += 0.62 * line.data[i]! * ends.line.data[i]! * (0.45 + 0.55 * alpha.data[i]!)
      // Loose shading beside the head on the far side sets it off from the paper.
      const beside =
        aura[i]! *
        (1 - alpha.data[i]!) *
        smoothstep(-0.05, 0.3, (x / width - 0.5) * side) *
        smoothstep(0.8, 0.45, y / height)
      amount += 0.6 * beside * smoothstep(0.05, 0.5, loose.data[i]! + beside - 0.2)
      const held = amount * (1 + 0.42 * grainy[i]! * (1 - 0.6 * amount))
      out.data[i] = clamp(held)
    }
  }
  return out
}

function onPaper(scene: Scene, graphite: Plane, grainy: Plane, chance: () => number): Rgb {
  const paper = SKETCH.papers[Math.floor(chance() * SKETCH.papers.length)]!
  const lead = SKETCH.lead
  const cloudy = clouds(scene, scene.height / 3, 3, scene.random('sheet')).data
  const sheet = plane(scene).data
  const depth = graphite.data
  for (let i = 0; i < sheet.length; i++) {
    sheet[i] = 1 + 0.012 * grainy.data[i]! + 0.014 * cloudy[i]!
    depth[i] = clamp(1 - (1 - depth[i]!) ** 1.25)
  }
  const picture = rgb(scene)
  const channels = [picture.r, picture.g, picture.b]
  for (let c = 0; c < 3; c++) {
    const data = channels[c]!
    const white = paper[c]! / 255
    const black = lead[c]! / 255
    for (let i = 0; i < data.length; i++) {
      const bare = white * sheet[i]!
      data[i] = clamp(bare + (black - bare) * depth[i]!)
    }
  }
  return picture
}
