/** Studio backdrops: a painted cloth with a pool of light behind the head. */
import type { Colour } from '../../../../config/studio.js'
import { clouds, type Random } from './noise.js'
import { magnitude, type Rgb, rgb, type Size, smoothstep } from './plane.js'
import { enlarge } from './resample.js'

export interface Pool {
  middle: Colour
  edge: Colour
  /** Centre of the light in pixels, and how far it reaches as a share of the frame's height. */
  x: number
  y: number
  reach: number
  /** How much the cloth's mottling shows, 0 to 1. */
  mottle: number
}

/** Paints the cloth. Light falls off like that of a real lamp: a soft middle, a long tail, darker below. */
export function cloth(size: Size, pool: Pool, next: Random): Rgb {
  const small = { width: Math.ceil(size.width / 2), height: Math.ceil(size.height / 2) }
  const pattern = clouds(small, small.height / 3, 5, next)
  const picture = rgb(small)
  const reach = pool.reach * small.height
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      const i = y * small.width + x
      const d = magnitude((x - pool.x / 2) * 1.06, y - pool.y / 2) / reach
      const floor = 1 - 0.22 * smoothstep(0.55, 1.05, y / small.height)
      const light = (1 / (1 + 1.6 * d * d)) ** 1.15 * floor
      const share = light + pattern.data[i]! * pool.mottle * (0.35 + light)
      picture.r[i] = blend(pool.edge[0], pool.middle[0], share)
      picture.g[i] = blend(pool.edge[1], pool.middle[1], share)
      picture.b[i] = blend(pool.edge[2], pool.middle[2], share)
    }
  }
  const up = (data: Float32Array): Float32Array => enlarge({ ...small, data }, size).data
  return { width: size.width, height: size.height, r: up(picture.r), g: up(picture.g), b: up(picture.b) }
}

function blend(a: number, b: number, share: number): number {
  const value = (a + (b - a) * share) / 255
  return value < 0 ? 0 : value > 1 ? 1 : value
}
