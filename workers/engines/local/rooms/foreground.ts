/** The person's own colours along the edge, freed from the background that shone through ("blur fusion", Forte 2021). */
import { boxBlur } from './blur.js'
import { clamp, eachChannel, type Plane, plane, type Rgb, rgb, type Size } from './plane.js'
import { enlarge, sample, shrink } from './resample.js'

/**
 * Colours of the person wherever alpha is above 0, also where the background shines through: for laying it on another
 * backdrop. `reach` in pixels is how far it looks for the colours of either side.
 */
export function foreground(picture: Rgb, alpha: Plane, reach: number): Rgb {
  const smallAlpha = shrink(alpha)
  const small = eachChannel(picture, shrink)
  const wide = enlargeSides(estimate(eachChannel(small, shrink), shrink(smallAlpha), reach / 4), small)
  const near = estimate(small, smallAlpha, Math.max(3, reach / 16), wide)
  const out = rgb(picture)
  const size = { width: small.width, height: small.height }
  for (const name of ['r', 'g', 'b'] as const) {
    const person = { ...size, data: near.person[name] }
    const ground = { ...size, data: near.ground[name] }
    const source = picture[name]
    const target = out[name]
    target.set(source)
    for (let y = 0; y < picture.height; y++) {
      for (let x = 0; x < picture.width; x++) {
        const i = y * picture.width + x
        const a = alpha.data[i]!
        if (a >= 0.995 || a <= 0) continue
        const f = sample(person, x / 2 - 0.25, y / 2 - 0.25)
        const b = sample(ground, x / 2 - 0.25, y / 2 - 0.25)
        target[i] = clamp(f + a * (source[i]! - a * f - (1 - a) * b))
      }
    }
  }
  return out
}

interface Sides {
  person: Rgb
  ground: Rgb
}

const enlargeSides = ({ person, ground }: Sides, size: Size): Sides => ({
  person: eachChannel(person, c => enlarge(c, size)),
  ground: eachChannel(ground, c => enlarge(c, size)),
})

/** Means of both sides around each pixel, weighted by who it belongs to; `from` refines an earlier, wider estimate. */
function estimate(picture: Rgb, alpha: Plane, radius: number, from?: Sides): Sides {
  const inverse = plane(alpha)
  for (let i = 0; i < inverse.data.length; i++) inverse.data[i] = 1 - alpha.data[i]!
  const persons = boxBlur(alpha, radius).data
  const grounds = boxBlur(inverse, radius).data
  const person = rgb(picture)
  const ground = rgb(picture)
  for (const name of ['r', 'g', 'b'] as const) {
    const source = from ? from.person[name] : picture[name]
    const back = from ? from.ground[name] : picture[name]
    const a = weighted(source, alpha, radius, persons)
    const b = weighted(back, inverse, radius, grounds)
    for (let i = 0; i < a.length; i++) {
      const share = alpha.data[i]!
      const rest = picture[name][i]! - share * a[i]! - (1 - share) * b[i]!
      person[name][i] = clamp(a[i]! + share * rest)
      ground[name][i] = clamp(b[i]! + (1 - share) * rest)
    }
  }
  return { person, ground }
}

function weighted(source: Float32Array, weight: Plane, radius: number, totals: Float32Array): Float32Array {
  const product = plane(weight)
  for (let i = 0; i < product.data.length; i++) product.data[i] = source[i]! * weight.data[i]!
  const out = boxBlur(product, radius).data
  for (let i = 0; i < out.length; i++) out[i] = totals[i]! > 1e-4 ? out[i]! / totals[i]! : source[i]!
  return out
}
