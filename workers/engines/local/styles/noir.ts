/** A still from a film of the forties: one hard lamp, deep shadow, light behind, grain. */
import { NOIR } from '../../../../config/studio.js'
import { cloth } from '../rooms/backdrop.js'
import { grain, over, vignette } from '../rooms/blend.js'
import { gauss } from '../rooms/blur.js'
import { lit, rim, shape } from '../rooms/light.js'
import type { Random } from '../rooms/noise.js'
import { clamp, magnitude, type Plane, plane, type Rgb, smoothstep } from '../rooms/plane.js'
import { clarity, curve, develop, meter, sharpen } from '../rooms/tone.js'
import type { PortraitStyle, Scene } from '../scene.js'

export const noir: PortraitStyle = scene => {
  const { alpha, face } = scene
  const chance = scene.random('studio')
  const side = face && Math.abs(face.turn) > 0.2 ? Math.sign(face.turn) : chance() < 0.5 ? -1 : 1
  const backdrop = wall(scene, side, chance)
  scene.step(0.25)
  develop(scene.person, meter(scene.person, alpha, face), 0.9)
  const person = grey(scene.person)
  expose(person, meter(person, alpha, face).high)
  clarity(person, 34, 0.5)
  sharpen(person, clamp(scene.enlarged * 0.75, 0.9, 2.4), clamp(0.4 + 0.35 * scene.enlarged, 0.6, 1.3))
  scene.step(0.5)
  drama(scene, person, side)
  scene.step(0.7)
  const picture = over(backdrop, person, alpha)
  bloom(picture)
  vignette(picture, 0.55, 0.5 + side * 0.04, 0.42)
  scene.step(0.85)
  grain(picture, 0.034, scene.random('grain'), 0.7)
  // Grey stays grey: one channel for all three.
  return { ...picture, g: picture.r, b: picture.r }
}

/** Panchromatic film with a yellow filter: skin glows, blue goes dark. */
function grey(picture: Rgb): Rgb {
  const out = plane(picture)
  const [r, g, b] = NOIR.filter
  for (let i = 0; i < out.data.length; i++)
    out.data[i] = r * picture.r[i]! + g * picture.g[i]! + b * picture.b[i]!
  return {
    width: picture.width,
    height: picture.height,
    r: out.data,
    g: out.data.slice(),
    b: out.data.slice(),
  }
}

/** Leaves the lamp room above the skin: the bright end of the face is set so that the lit side still has drawing. */
function expose(picture: Rgb, high: number): void {
  const gain = clamp(NOIR.faceHigh / high, 0.55, 1.7)
  curve(picture.r, v => v * gain)
  picture.g.set(picture.r)
  picture.b.set(picture.r)
}

/** Dark, with light on the side that the lamp leaves dark; most seeds show the shadow of a window's blinds. */
function wall(scene: Scene, side: number, chance: Random): Rgb {
  const x = scene.width * (0.5 - side * (0.2 + 0.14 * chance()))
  const y = scene.height * (0.3 + 0.14 * chance())
  const wallLight = cloth(
    scene,
    { middle: NOIR.wall.middle, edge: NOIR.wall.edge, x, y, reach: 0.34 + 0.12 * chance(), mottle: 0.1 },
    scene.random('cloth'),
  )
  if (chance() < NOIR.blindsChance) blinds(wallLight, x, y, chance)
  return wallLight
}

function blinds(picture: Rgb, x: number, y: number, chance: Random): void {
  const angle = (chance() - 0.5) * 0.5
  const pitch = picture.height * (0.052 + 0.03 * chance())
  const phase = chance() * pitch
  const shadow = plane(picture)
  for (let row = 0; row < picture.height; row++) {
    for (let column = 0; column < picture.width; column++) {
      const along = row * Math.cos(angle) + column * Math.sin(angle) + phase
      const wave = Math.abs(((((along / pitch) % 1) + 1) % 1) - 0.5) * 2
      // Slats blur with their distance from the window.
      const reach = magnitude(column - x, (row - y) * 0.8) / picture.height
      shadow.data[row * picture.width + column] =
        1 + (smoothstep(0.32, 0.62, wave) * 1.15 - 0.62) * smoothstep(0.75, 0.1, reach)
    }
  }
  const soft = gauss(shadow, 5).data
  for (let i = 0; i < soft.length; i++) {
    const value = clamp(picture.r[i]! * soft[i]!)
    picture.r[i] = value
    picture.g[i] = value
    picture.b[i] = value
  }
}

/** Splits the face into light and shadow, draws a rim on the dark side, and bends the tones. */
function drama(scene: Scene, person: Rgb, side: number): void {
  const form = shape(scene.alpha, scene.face)
  const key = lit(form, [side * 1.1, -0.55, 0.75])
  const edge = rim(scene.alpha, form, [-side, -0.35], scene.height * 0.011)
  for (let i = 0; i < key.data.length; i++) {
    const gain = NOIR.shadow + (NOIR.light - NOIR.shadow) * smoothstep(-0.12, 0.85, key.data[i]!)
    const value = clamp(person.r[i]! * gain)
    key.data[i] = value
  }
  filmCurve(key)
  for (let i = 0; i < key.data.length; i++) {
    const value = key.data[i]!
    person.r[i] = clamp(value + (1 - value) * edge.data[i]! * NOIR.rim)
  }
  person.g.set(person.r)
  person.b.set(person.r)
}

function filmCurve(tones: Plane): void {
  curve(tones.data, v => {
    const s = v < 0.5 ? 0.5 * (2 * v) ** 1.55 : 1 - 0.5 * (2 * (1 - v)) ** 1.35
    return 0.012 + 0.978 * s
  })
}

/** Old lenses let bright parts glow. */
function bloom(picture: Rgb): void {
  const bright = plane(picture)
  for (let i = 0; i < bright.data.length; i++) bright.data[i] = Math.max(0, picture.r[i]! - 0.7)
  const glow = gauss(bright, 22).data
  for (let i = 0; i < glow.length; i++) {
    const value = clamp(picture.r[i]! + glow[i]! * 0.45)
    picture.r[i] = value
    picture.g[i] = value
    picture.b[i] = value
  }
}
