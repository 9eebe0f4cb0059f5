/** A photo of the sitter: rays from a camera, marched to the bust, coloured and developed. The same one every time. */
import sharp from 'sharp'
import { nearest } from './body.js'
import { each } from './light.js'
import { linear, PAINT } from './paint.js'
import { bell, clamp, mottle, noise, unit, type Vec } from './shapes.js'

const CAMERA: Vec = [0, -0.28, 9.2]
/** Picture heights that the camera is away from its own picture: larger is closer to the sitter. */
const FOCUS = 2.17
/** The sitter looks a little to the side. */
const TURN = { cos: Math.cos(-0.2), sin: Math.sin(-0.2) }
/** Rays for each pixel and side. */
const RAYS = 2
const WALL = linear(138, 148, 160)

/** Draws the photo, with sides of 4:5; answers a PNG. It takes about a minute for a height of 1,000 pixels. */
export async function drawSitter(height: number): Promise<Buffer> {
  const width = Math.round(height * 0.8)
  const pixels = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum: Vec = [0, 0, 0]
      for (let ray = 0; ray < RAYS * RAYS; ray++) {
        const u = x + ((ray % RAYS) + 0.5) / RAYS
        const v = y + (Math.floor(ray / RAYS) + 0.5) / RAYS
        const seen = look(u - width / 2, v - height / 2, height) ?? wall(u / width, v / height)
        sum = each(i => sum[i] + seen[i] / RAYS ** 2)
      }
      const grain = (noise(x * 0.9, y * 0.9, 11) - 0.5) * 0.02
      for (const i of [0, 1, 2] as const)
        pixels[(y * width + x) * 3 + i] = Math.round(clamp(develop(sum[i]) + grain) * 255)
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}

/** What is seen in that direction from the picture's middle, or null where it is not the sitter. */
function look(right: number, down: number, height: number): Vec | null {
  const way = turn(unit([right / (FOCUS * height), -down / (FOCUS * height), -1]))
  const from = turn(CAMERA)
  for (let step = 0, far = 7.4; step < 110 && far < 11.5; step++) {
    const at = each(i => from[i] + way[i] * far)
    const { away, of } = nearest(...at)
    if (away < 0.0012) {
      // Hair is finer than what its surface should follow.
      const normal = facing(at, of === 'hair' ? 0.012 : 0.0035)
      const view: Vec = [-way[0], -way[1], -way[2]]
      return PAINT[of]({ at, normal: of === 'skin' ? pores(at, normal) : normal, view })
    }
    far += away * 0.75
  }
  return null
}

const turn = ([x, y, z]: Vec): Vec => [TURN.cos * x - TURN.sin * z, y, TURN.sin * x + TURN.cos * z]

/** Which way the surface faces, from four places around. */
function facing([x, y, z]: Vec, e: number): Vec {
  const a = nearest(x + e, y - e, z - e).away
  const b = nearest(x - e, y - e, z + e).away
  const c = nearest(x - e, y + e, z - e).away
  const d = nearest(x + e, y + e, z + e).away
  return unit([a - b - c + d, -a - b + c + d, -a + b - c + d])
}

function pores([x, y, z]: Vec, [nx, ny, nz]: Vec): Vec {
  const bump = (shift: number) => 0.05 * (noise(x * 90 + shift, y * 90, z * 90) - 0.5)
  return unit([nx + bump(0), ny + bump(9), nz])
}

function wall(u: number, v: number): Vec {
  const glow = bell(Math.hypot(u - 0.42, v - 0.4), 0.56)
  const stain = mottle(u * 3, v * 3, 1) - 0.5
  return each(i => WALL[i] * (0.28 + 0.85 * glow + 0.12 * stain))
}

/** Linear light as film shows it: soft in the lights, from 0 to 1 as screens write it. */
function develop(light: number): number {
  const x = light * 0.82
  const film = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)
  return clamp(film) ** (1 / 2.2)
}
