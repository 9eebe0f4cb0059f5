/** Reads the mask: who belongs to the picture, where the head ends, which borders cut the person. */
import type { Trace } from '../../../../core/ports.js'
import { boxBlur } from './blur.js'
import type { Sitter } from './compose.js'
import { type Point, readFace } from './face.js'
import { clamp, type Plane, plane, type Size } from './plane.js'
import { sample } from './resample.js'

/** The mask with strangers and specks taken out and small holes filled, 0 to 1, in mask pixels. */
export function cleanMask(trace: Trace): Plane {
  const { width, height, data } = trace.mask
  const out = plane({ width, height })
  for (let i = 0; i < data.length; i++) out.data[i] = data[i]! / 255
  const kept = personOnly(out, trace)
  fillHoles(out, kept)
  return out
}

/** Keeps the connected part that holds the face, or the largest one; its soft edge stays. Answers its size in pixels. */
function personOnly(mask: Plane, trace: Trace): number {
  const { width, height, data } = mask
  const parts = connected(mask, value => value >= 0.35)
  let wanted = parts.reduce<number[]>((most, part) => (part.length > most.length ? part : most), [])
  if (trace.face) {
    const [x, y, w, h] = trace.face.box
    const mx = clamp(Math.round(((x + w / 2) / trace.width) * width), 0, width - 1)
    const my = clamp(Math.round(((y + h / 2) / trace.height) * height), 0, height - 1)
    wanted = parts.find(part => part.includes(my * width + mx)) ?? wanted
  }
  if (parts.length > 1) {
    // Soft fringes of strangers go with them.
    const own = plane(mask)
    for (const part of parts) {
      if (part === wanted || part.length >= 0.5 * wanted.length) for (const i of part) own.data[i] = 1
    }
    const near = boxBlur(own, 4).data
    for (let i = 0; i < data.length; i++) {
      if (own.data[i] === 0) data[i] = data[i]! >= 0.35 ? 0 : data[i]! * Math.min(1, near[i]! * 12)
    }
  }
  return wanted.length
}

/** Background wholly inside the person is most often clothing that the model missed; large gaps are real (an arm akimbo). */
function fillHoles(mask: Plane, personSize: number): void {
  const { width, height, data } = mask
  const atBorder = (i: number): boolean => {
    const x = i % width
    return x === 0 || x === width - 1 || i < width || i >= width * (height - 1)
  }
  for (const part of connected(mask, value => value < 0.5)) {
    if (part.length <= 0.02 * personSize && !part.some(atBorder)) for (const i of part) data[i] = 1
  }
}

/** The connected parts (by sides) of what `belongs`, each as a list of indices. */
export function connected(mask: Plane, belongs: (value: number) => boolean): number[][] {
  const { width, data } = mask
  const seen = new Uint8Array(data.length)
  const parts: number[][] = []
  for (let start = 0; start < data.length; start++) {
    if (seen[start] || !belongs(data[start]!)) continue
    const part = [start]
    seen[start] = 1
    for (let next = 0; next < part.length; next++) {
      const i = part[next]!
      const x = i % width
      for (const j of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
        if (j < 0 || j >= data.length || seen[j] || !belongs(data[j]!)) continue
        seen[j] = 1
        part.push(j)
      }
    }
    parts.push(part)
  }
  return parts
}

/** The mask as seen through a mapping from target pixels to photo pixels. */
export function maskInto(mask: Plane, trace: Trace, size: Size, toPhoto: (point: Point) => Point): Plane {
  const out = plane(size)
  const sx = mask.width / trace.width
  const sy = mask.height / trace.height
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const [px, py] = toPhoto([x + 0.5, y + 0.5])
      out.data[y * size.width + x] = sample(mask, px * sx - 0.5, py * sy - 0.5)
    }
  }
  return out
}

/** What the composition needs to know, in photo pixels. */
export function readSitter(trace: Trace, mask: Plane): Sitter {
  const { width, height, data } = mask
  const sx = trace.width / width
  const sy = trace.height / height
  const face = trace.face ? readFace(trace.face.mesh) : null
  let left = width
  let right = -1
  let top = height
  let bottom = -1
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x]! < 0.5) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = y
    }
  }
  if (right < 0) {
    left = top = 0
    right = width - 1
    bottom = height - 1
  }
  const along = (count: number, at: (i: number) => number): number => {
    let n = 0
    for (let i = 0; i < count; i++) if (data[at(i)]! > 0.5) n++
    return n / count
  }
  const bounds = { left: left * sx, top: top * sy, right: (right + 1) * sx, bottom: (bottom + 1) * sy }
  return {
    photo: { width: trace.width, height: trace.height },
    face,
    bounds,
    headTop: face
      ? crown(mask, face.eyes[0] / sx, face.eyes[1] / sy, (0.3 * face.width) / sx) * sy
      : bounds.top,
    cut: {
      left: along(height, i => i * width + 1) > 0.04,
      right: along(height, i => i * width + width - 2) > 0.04,
      top: along(width, i => width + i) > 0.04,
      bottom: along(width, i => (height - 2) * width + i) > 0.04,
    },
  }
}

/** Climbs from the eyes over the hair until the mask ends, in a strip around the head's middle. */
function crown(mask: Plane, x: number, y: number, half: number): number {
  const { width, height, data } = mask
  const from = clamp(Math.round(x - half), 0, width - 1)
  const to = clamp(Math.round(x + half), from, width - 1)
  let row = clamp(Math.round(y), 0, height - 1)
  for (; row > 0; row--) {
    let most = 0
    for (let i = from; i <= to; i++) most = Math.max(most, data[(row - 1) * width + i]!)
    if (most < 0.4) break
  }
  return row
}
