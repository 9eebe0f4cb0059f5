/**
 * From the soft 256 px mask to an edge that keeps hair: a band around the mask's edge is searched, each pixel in it
 * looking outwards for sure person and sure background, and taking the mixture that explains its colour best
 * (after Gastal and Oliveira, "Shared sampling for real-time alpha matting", 2010). The same question is put to pixels
 * beside the band whose answer is known: where it goes wrong there, colours are not believed and the mask decides.
 */
import { MATTE } from '../../../../config/studio.js'
import { boxBlur, gauss } from './blur.js'
import { apply, applyWhere, fitColours } from './guided.js'
import { clamp, eachChannel, type Plane, plane, type Rgb, type Size, smoothstep } from './plane.js'
import { enlarge, fitInto, shrink } from './resample.js'
import { Witnesses } from './witnesses.js'

/** The size at which a picture's edge is searched; the mask is handed in at this size. */
export function matteSize(picture: Size): Size {
  const ratio = Math.min(1, MATTE.workingSide / Math.max(picture.width, picture.height))
  return { width: Math.round(picture.width * ratio), height: Math.round(picture.height * ratio) }
}

/**
 * How much each pixel belongs to the person, 0 to 1, at the picture's size.
 * `prior` is the mask at `matteSize`, `faceHeight` is in pixels of the picture; `breathe` may end the work.
 */
export function matte(picture: Rgb, prior: Plane, faceHeight: number, breathe: () => void): Plane {
  const size: Size = prior
  const guide = eachChannel(picture, c => fitInto(c, size))
  const face = (faceHeight * size.height) / picture.height
  const band = Math.round(clamp(MATTE.bandShare * face, MATTE.bandRange[0], MATTE.bandRange[1]))
  const known = trimap(prior, band)
  const snapped = snap(guide, prior, face)
  breathe()
  const alpha = search(guide, snapped, known, band)
  breathe()
  const busy = boxBlur(unsure(known, size), 5)
  for (let i = 0; i < busy.data.length; i++) if (busy.data[i]! < 1e-6) busy.data[i] = 0
  const full = applyWhere(fitColours(guide, alpha, 2, 3e-5), picture, busy, alpha)
  // A last stretch: a haze of a few percent is never hair, and nearly solid is solid.
  for (let i = 0; i < full.data.length; i++) full.data[i] = clamp((full.data[i]! - 0.06) / 0.87)
  return full
}

/** The mask drawn to the nearest edges of the picture, but no further from itself than its own blur excuses. */
function snap(guide: Rgb, prior: Plane, face: number): Plane {
  const small = eachChannel(guide, shrink)
  const found = fitColours(small, shrink(prior), Math.max(2, Math.round(face * 0.025)), 4e-4)
  const out = apply(found, guide)
  for (let i = 0; i < out.data.length; i++) {
    const p = prior.data[i]!
    out.data[i] = smoothstep(0.15, 0.85, clamp(out.data[i]!, p - 0.35, p + 0.35))
  }
  return out
}

/** 1 sure person, -1 sure background, 0 to be searched. */
function trimap(prior: Plane, band: number): Int8Array {
  const solid = plane(prior)
  for (let i = 0; i < solid.data.length; i++) solid.data[i] = prior.data[i]! > 0.5 ? 1 : 0
  const outer = boxBlur(solid, band).data
  const inner = boxBlur(solid, Math.max(2, Math.round(band * 0.6))).data
  const known = new Int8Array(solid.data.length)
  for (let i = 0; i < known.length; i++) {
    if (outer[i]! < 1e-6 && prior.data[i]! < 0.25) known[i] = -1
    else if (inner[i]! > 1 - 1e-6 && prior.data[i]! > 0.85) known[i] = 1
  }
  return known
}

function search(guide: Rgb, prior: Plane, known: Int8Array, band: number): Plane {
  const { width, height } = guide
  const witnesses = new Witnesses(guide, known, band)
  const out = plane(guide)
  const doubt = plane({ width: Math.ceil(width / 4), height: Math.ceil(height / 4) })
  const asked = plane(doubt)
  const near = boxBlur(unsure(known, guide), Math.round(band * 0.8)).data
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      const side = known[i]!
      if (side === 0) {
        out.data[i] = witnesses.ask(x, y, 2, prior.data[i]!)
        continue
      }
      out.data[i] = side === 1 ? 1 : 0
      if (near[i]! < 1e-6 || x % 3 !== 0 || y % 3 !== 0) continue
      const said = witnesses.ask(x, y, band, 0.5)
      if (said < 0) continue
      const j = (y >> 2) * doubt.width + (x >> 2)
      doubt.data[j] = Math.abs(said - out.data[i]!)
      asked.data[j] = 1
    }
  }
  const reach = Math.max(2, band / 4)
  const errors = gauss(doubt, reach)
  const counts = gauss(asked, reach).data
  for (let j = 0; j < counts.length; j++) errors.data[j] = errors.data[j]! / (counts[j]! + 1e-3)
  const close = boxBlur(prior, Math.round(band * 0.5)).data
  const error = enlarge(errors, { width: doubt.width * 4, height: doubt.height * 4 })
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      if (known[i] !== 0) continue
      const p = prior.data[i]!
      const trust = out.data[i]! < 0 ? 0 : smoothstep(0.3, 0.08, error.data[y * error.width + x]!)
      // Away from the mask only what hangs together with it may be hair; the rest is a pattern behind the person.
      const most = p + (1 - p) * smoothstep(0.02, 0.3, close[i]!)
      out.data[i] = Math.min(most, p + (out.data[i]! - p) * trust)
    }
  }
  return out
}

function unsure(known: Int8Array, size: Size): Plane {
  const out = plane(size)
  for (let i = 0; i < known.length; i++) out.data[i] = known[i] === 0 ? 1 : 0
  return out
}
