import type { Box } from '../media/picture.js'

/** Room above the face (from mid-forehead up) for hair and hats, below the chin for shoulders, and to each side. */
const ABOVE = 1
const BELOW = 1.2
const BESIDE = 1.1

/**
 * The head-and-shoulders crop around a face: about three face heights each way, as far as the picture reaches.
 * `face` is the square around the face's points; the answer is in whole pixels of the same picture.
 */
export function headAndShoulders(face: Box, size: { width: number; height: number }): Box {
  const left = Math.max(0, Math.floor(face.x - face.width * BESIDE))
  const top = Math.max(0, Math.floor(face.y - face.height * ABOVE))
  const right = Math.min(size.width, Math.ceil(face.x + face.width * (1 + BESIDE)))
  const bottom = Math.min(size.height, Math.ceil(face.y + face.height * (1 + BELOW)))
  return { x: left, y: top, width: right - left, height: bottom - top }
}
