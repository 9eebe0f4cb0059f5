/** The business portrait: a lit studio cloth, mended light, a soft key from one side. */
import { BACKDROPS } from '../../../../config/studio.js'
import { cloth } from '../rooms/backdrop.js'
import { grain, over, vignette, wrap } from '../rooms/blend.js'
import { lit, shape } from '../rooms/light.js'
import { clamp, type Rgb, smoothstep } from '../rooms/plane.js'
import { calmSkin, clarity, curve, develop, meter, sharpen } from '../rooms/tone.js'
import type { PortraitStyle, Scene } from '../scene.js'

export const headshot: PortraitStyle = scene => {
  const { person, alpha, face } = scene
  const chance = scene.random('studio')
  const colours = BACKDROPS[Math.floor(chance() * BACKDROPS.length)]!
  const side = chance() < 0.5 ? -1 : 1
  const middle = face ? face.eyes : [scene.width / 2, scene.height * 0.4]
  const backdrop = cloth(
    scene,
    {
      ...colours,
      x: middle[0]! - side * (0.04 + 0.1 * chance()) * scene.width,
      y: middle[1]! + (0.02 + 0.1 * chance()) * scene.height,
      reach: 0.5 + 0.15 * chance(),
      mottle: 0.05 + 0.09 * chance(),
    },
    scene.random('cloth'),
  )
  scene.step(0.3)
  develop(person, meter(person, alpha, face))
  if (face) calmSkin(person, face, 0.55)
  scene.step(0.5)
  crispen(scene)
  keyLight(scene, side)
  scene.step(0.7)
  for (const name of ['r', 'g', 'b'] as const)
    curve(person[name], v => v + 0.035 * Math.sin(2 * Math.PI * (v - 0.5)) * (1 - v * 0.5))
  wrap(person, backdrop, alpha, scene.height * 0.012, 0.4)
  scene.step(0.85)
  const picture = over(backdrop, person, alpha)
  vignette(picture, 0.16)
  grain(picture, 0.007, scene.random('grain'))
  return picture
}

function crispen({ person, enlarged }: Scene): void {
  clarity(person, 26, 0.12)
  sharpen(person, clamp(enlarged * 0.75, 0.9, 2.4), clamp(0.35 + 0.25 * enlarged, 0.5, 0.9))
}

/** A big soft lamp at 45 degrees: a touch of modelling, nothing dramatic. */
function keyLight(scene: Scene, side: number): void {
  const light = lit(shape(scene.alpha, scene.face), [side * 0.75, -0.6, 1])
  const flat = 1 / Math.hypot(0.75, 0.6, 1)
  const paint = (picture: Rgb): void => {
    for (let i = 0; i < light.data.length; i++) {
      // Skin that is bright already gets no more: a shining forehead flatters nobody.
      const room = 1 - smoothstep(0.72, 0.92, picture.g[i]!)
      const push = clamp((light.data[i]! - flat) * 0.3, -0.16, 0.12)
      const gain = 1 + (push > 0 ? push * room : push)
      picture.r[i] = clamp(picture.r[i]! * gain)
      picture.g[i] = clamp(picture.g[i]! * gain)
      picture.b[i] = clamp(picture.b[i]! * gain)
    }
  }
  paint(scene.person)
}
