/** Which way things run in a picture: hair, folds, the edge of a cheek. Strokes follow it. */
import { gauss } from './blur.js'
import { magnitude, type Plane, plane, type Size, smoothstep } from './plane.js'
import { shrink } from './resample.js'

/** At half the picture's size: the direction along structure as a unit vector, and how clear it is (0 to 1). */
export interface Flow {
  size: Size
  x: Plane
  y: Plane
  clear: Plane
}

/** Squared slope (Sobel) that counts as noise: strokes would curl around it. */
const FAINT = 0.025

/** The smoothed structure tensor's minor direction; `calm` in pixels of the half-size picture. */
export function flow(bright: Plane, calm: number): Flow {
  const small = gauss(shrink(bright), 1)
  const { width, height, data } = small
  const xx = plane(small)
  const xy = plane(small)
  const yy = plane(small)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x
      const a = data[i - width - 1]!
      const b = data[i - width + 1]!
      const c = data[i + width - 1]!
      const d = data[i + width + 1]!
      const gx = b + d - a - c + 2 * (data[i + 1]! - data[i - 1]!)
      const gy = c + d - a - b + 2 * (data[i + width]! - data[i - width]!)
      xx.data[i] = gx * gx
      xy.data[i] = gx * gy
      yy.data[i] = gy * gy
    }
  }
  const sxx = gauss(xx, calm).data
  const sxy = gauss(xy, calm).data
  const syy = gauss(yy, calm).data
  const out = { size: bright, x: plane(small), y: plane(small), clear: plane(small) }
  for (let i = 0; i < data.length; i++) {
    const angle = 0.5 * Math.atan2(2 * sxy[i]!, sxx[i]! - syy[i]!) + Math.PI / 2
    out.x.data[i] = Math.cos(angle)
    out.y.data[i] = Math.sin(angle)
    const spread = magnitude(sxx[i]! - syy[i]!, 2 * sxy[i]!)
    out.clear.data[i] = spread / (sxx[i]! + syy[i]! + FAINT)
  }
  return out
}

/** Where nothing clear runs, the hand's own habit: bends the flow towards one direction (radians). In place. */
export function habit(field: Flow, angle: number, from: number): void {
  const hx = Math.cos(angle)
  const hy = Math.sin(angle)
  for (let i = 0; i < field.x.data.length; i++) {
    const share = smoothstep(from * 0.5, from * 1.2, field.clear.data[i]!)
    let x = field.x.data[i]!
    let y = field.y.data[i]!
    if (x * hx + y * hy < 0) {
      x = -x
      y = -y
    }
    x = x * share + hx * (1 - share)
    y = y * share + hy * (1 - share)
    const length = magnitude(x, y) || 1
    field.x.data[i] = x / length
    field.y.data[i] = y / length
  }
}

/**
 * Means of a plane along the flow, `reach` pixels to both sides: turns noise into strokes and broken edges
 * into lines. Only where `where` is above 0; the rest stays 0.
 */
export function along(source: Plane, field: Flow, reach: number, stride: number, where: Plane): Plane {
  const { width, height, data } = source
  const half = field.x.width
  const maxX = half - 1
  const maxY = field.x.height - 1
  const fx = field.x.data
  const fy = field.y.data
  const out = plane(source)
  const steps = Math.max(1, Math.round(reach / stride))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (where.data[y * width + x]! <= 0) continue
      let sum = data[y * width + x]!
      let count = 1
      const start = Math.min(y >> 1, maxY) * half + Math.min(x >> 1, maxX)
      for (let way = -1; way <= 1; way += 2) {
        let dx = fx[start]! * way
        let dy = fy[start]! * way
        let px = x + 0.5
        let py = y + 0.5
        for (let s = 0; s < steps; s++) {
          px += dx * stride
          py += dy * stride
          if (px < 0 || py < 0 || px >= width || py >= height) break
          const ix = px | 0
          const iy = py | 0
          sum += data[iy * width + ix]!
          count++
          const cy = iy >> 1
          const cx = ix >> 1
          const i = (cy > maxY ? maxY : cy) * half + (cx > maxX ? maxX : cx)
          const nx = fx[i]!
          const ny = fy[i]!
          const sign = nx * dx + ny * dy < 0 ? -1 : 1
          dx = nx * sign
          dy = ny * sign
        }
      }
      out.data[y * width + x] = sum / count
    }
  }
  return out
}
