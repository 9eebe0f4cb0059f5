import sharp from 'sharp'
import { findStyle, type StyleId } from '../../../config/styles.js'
import type { EngineRequest, Log } from '../../../core/ports.js'
import { cut, GOOD_FACES } from '../../support/faces.js'

export const quiet: Log = { info() {}, warn() {}, error() {} }

/** Head and shoulders of one person out of the shipped photographs, as the gate would hand it over. */
export async function selfie(face: number, width = 2.9, height = 3.2): Promise<Buffer> {
  return (await cut(GOOD_FACES[face]!, width, height, 0.45)).jpeg({ quality: 95 }).toBuffer()
}

export function order(style: StyleId, picture: Buffer, seed = 1): EngineRequest {
  const { kind } = findStyle(style)!
  return {
    id: 'g1',
    generationId: 'g1',
    kind,
    style,
    model: 'studio',
    seed,
    prompt: '',
    count: 1,
    pictures: [picture],
  }
}

/** The start's options for someone who neither cancels nor watches. */
export const patient = () => ({ signal: new AbortController().signal, onProgress: () => {} })

export interface Pixels {
  data: Buffer
  width: number
  height: number
  channels: number
}

export async function pixels(picture: Buffer): Promise<Pixels> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: info.channels }
}

/** Mean difference of two pictures of the same size in 0 to 255, over a part given in shares. */
export function difference(a: Pixels, b: Pixels, part = { left: 0, top: 0, right: 1, bottom: 1 }): number {
  let sum = 0
  let count = 0
  for (let y = Math.floor(part.top * a.height); y < part.bottom * a.height; y++) {
    for (let x = Math.floor(part.left * a.width); x < part.right * a.width; x++) {
      for (let c = 0; c < 3; c++) {
        const i = (y * a.width + x) * a.channels + c
        sum += Math.abs(a.data[i]! - b.data[i]!)
        count++
      }
    }
  }
  return sum / count
}
