/** The guided filter of He, Sun and Tang (2010): a plane follows the edges of a picture. Cost does not grow with the radius. */
import { boxBlur } from './blur.js'
import { type Plane, plane, type Rgb, type Size } from './plane.js'
import { enlarge, sample } from './resample.js'

/** The filter as a local linear map of the guide's colours; can be evaluated at a larger size than it was fitted at. */
export interface Fit {
  r: Plane
  g: Plane
  b: Plane
  offset: Plane
}

/** Fits `target` to the colours of `guide` in squares of 2r+1 pixels; `eps` is the variance below which a change is no edge. */
export function fitColours(guide: Rgb, target: Plane, radius: number, eps: number): Fit {
  const size: Size = guide
  const n = target.data.length
  const product = plane(size)
  const mean = (a: Float32Array, b?: Float32Array): Float32Array => {
    if (b) for (let i = 0; i < n; i++) product.data[i] = a[i]! * b[i]!
    return boxBlur(b ? product : { ...size, data: a }, radius).data
  }
  const { r, g, b } = guide
  const p = target.data
  const [mr, mg, mb, mp] = [mean(r), mean(g), mean(b), mean(p)]
  const [rr, rg, rb] = [mean(r, r), mean(r, g), mean(r, b)]
  const [gg, gb, bb] = [mean(g, g), mean(g, b), mean(b, b)]
  const [rp, gp, bp] = [mean(r, p), mean(g, p), mean(b, p)]
  for (let i = 0; i < n; i++) {
    const a = mr[i]!
    const c = mg[i]!
    const d = mb[i]!
    const m = mp[i]!
    const vrr = rr[i]! - a * a + eps
    const vrg = rg[i]! - a * c
    const vrb = rb[i]! - a * d
    const vgg = gg[i]! - c * c + eps
    const vgb = gb[i]! - c * d
    const vbb = bb[i]! - d * d + eps
    const crp = rp[i]! - a * m
    const cgp = gp[i]! - c * m
    const cbp = bp[i]! - d * m
    // Inverse of the symmetric 3x3 covariance by its cofactors.
    const irr = vgg * vbb - vgb * vgb
    const irg = vrb * vgb - vrg * vbb
    const irb = vrg * vgb - vrb * vgg
    const det = vrr * irr + vrg * irg + vrb * irb
    const wr = (irr * crp + irg * cgp + irb * cbp) / det
    const wg = (irg * crp + (vrr * vbb - vrb * vrb) * cgp + (vrg * vrb - vrr * vgb) * cbp) / det
    const wb = (irb * crp + (vrg * vrb - vrr * vgb) * cgp + (vrr * vgg - vrg * vrg) * cbp) / det
    rr[i] = wr
    gg[i] = wg
    bb[i] = wb
    mp[i] = m - wr * a - wg * c - wb * d
  }
  const smooth = (data: Float32Array): Plane => boxBlur({ ...size, data }, radius)
  return { r: smooth(rr), g: smooth(gg), b: smooth(bb), offset: smooth(mp) }
}

/** Evaluates a fit on a guide, which may be larger than the one it was made with. */
export function apply(found: Fit, guide: Rgb): Plane {
  const same = found.r.width === guide.width && found.r.height === guide.height
  const up = (part: Plane): Plane => (same ? part : enlarge(part, guide))
  const [r, g, b] = [up(found.r).data, up(found.g).data, up(found.b).data]
  const offset = up(found.offset).data
  const out = plane(guide)
  for (let i = 0; i < out.data.length; i++) {
    out.data[i] = r[i]! * guide.r[i]! + g[i]! * guide.g[i]! + b[i]! * guide.b[i]! + offset[i]!
  }
  return out
}

/** Like `apply`, but only where `busy` (at the fit's size) is above 0; elsewhere `rest` is simply enlarged by pixels. */
export function applyWhere(found: Fit, guide: Rgb, busy: Plane, rest: Plane): Plane {
  const out = plane(guide)
  const { width, height } = found.r
  const fx = width / guide.width
  const fy = height / guide.height
  for (let y = 0; y < guide.height; y++) {
    const sy = (y + 0.5) * fy - 0.5
    const row = Math.min(height - 1, Math.max(0, Math.round(sy))) * width
    for (let x = 0; x < guide.width; x++) {
      const sx = (x + 0.5) * fx - 0.5
      const j = row + Math.min(width - 1, Math.max(0, Math.round(sx)))
      const i = y * guide.width + x
      if (busy.data[j]! <= 0) out.data[i] = rest.data[j]!
      else {
        out.data[i] =
          sample(found.r, sx, sy) * guide.r[i]! +
          sample(found.g, sx, sy) * guide.g[i]! +
          sample(found.b, sx, sy) * guide.b[i]! +
          sample(found.offset, sx, sy)
      }
    }
  }
  return out
}

/** A plane smoothed by itself: flat parts calm, edges stay. `eps` is the variance below which detail counts as flat. */
export function smoothSelf(source: Plane, radius: number, eps: number): Plane {
  const squares = plane(source)
  for (let i = 0; i < squares.data.length; i++) squares.data[i] = source.data[i]! * source.data[i]!
  const mean = boxBlur(source, radius).data
  const square = boxBlur(squares, radius).data
  const slope = plane(source)
  const offset = plane(source)
  for (let i = 0; i < mean.length; i++) {
    const variance = Math.max(0, square[i]! - mean[i]! * mean[i]!)
    slope.data[i] = variance / (variance + eps)
    offset.data[i] = mean[i]! * (1 - slope.data[i]!)
  }
  const a = boxBlur(slope, radius).data
  const b = boxBlur(offset, radius)
  for (let i = 0; i < a.length; i++) b.data[i] = a[i]! * source.data[i]! + b.data[i]!
  return b
}
