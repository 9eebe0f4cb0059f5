/** Asks sure pixels around an unsure one: which mixture of person and background has this colour? */
import { boxBlur } from './blur.js'
import { clamp, eachChannel, type Rgb } from './plane.js'

const DIRECTIONS = 8
/** The fan of rays takes this many positions, so that neighbours ask different witnesses. */
const TURNS = 5

export class Witnesses {
  private readonly guide: Rgb
  /** Slightly blurred: single noisy pixels make poor witnesses. */
  private readonly calm: Rgb
  private readonly known: Int8Array
  private readonly reach: number
  private readonly dx: Float64Array
  private readonly dy: Float64Array
  private readonly persons = new Int32Array(DIRECTIONS)
  private readonly grounds = new Int32Array(DIRECTIONS)

  /** `known`: 1 person, -1 background, 0 unsure; `band` is half the width of the unsure part. */
  constructor(guide: Rgb, known: Int8Array, band: number) {
    this.guide = guide
    this.calm = eachChannel(guide, c => boxBlur(c, 1))
    this.known = known
    this.reach = band * 5
    const angles = Array.from({ length: TURNS * DIRECTIONS }, (_, i) => {
      const turn = Math.floor(i / DIRECTIONS) / TURNS
      return ((turn + (i % DIRECTIONS)) * 2 * Math.PI) / DIRECTIONS
    })
    this.dx = Float64Array.from(angles, Math.cos)
    this.dy = Float64Array.from(angles, Math.sin)
  }

  /** The share of person at x, y by witnesses at least `from` pixels away, -1 when one side has none in reach. */
  ask(x: number, y: number, from: number, prior: number): number {
    const { width, height } = this.guide
    const fan = ((x * 7 + y * 13) % TURNS) * DIRECTIONS
    let np = 0
    let ng = 0
    for (let d = fan; d < fan + DIRECTIONS; d++) {
      const dx = this.dx[d]!
      const dy = this.dy[d]!
      let person = false
      let ground = false
      for (let s = from; s < this.reach; s += s < 10 ? 1 : 3) {
        const px = Math.round(x + dx * s)
        const py = Math.round(y + dy * s)
        if (px < 0 || py < 0 || px >= width || py >= height) break
        const j = py * width + px
        const side = this.known[j]!
        if (side === 1 && !person) {
          person = true
          this.persons[np++] = j
        } else if (side === -1 && !ground) {
          ground = true
          this.grounds[ng++] = j
        } else continue
        if (person && ground) break
      }
    }
    return np === 0 || ng === 0 ? -1 : this.mixture(y * width + x, np, ng, prior)
  }

  /** Averaged over the pairs, those that explain the colour well weigh most. */
  private mixture(i: number, np: number, ng: number, prior: number): number {
    const { guide, calm } = this
    const r = guide.r[i]!
    const g = guide.g[i]!
    const b = guide.b[i]!
    let sum = 0
    let weights = 0
    let least = Number.POSITIVE_INFINITY
    for (let p = 0; p < np; p++) {
      const f = this.persons[p]!
      const fr = calm.r[f]!
      const fg = calm.g[f]!
      const fb = calm.b[f]!
      for (let q = 0; q < ng; q++) {
        const k = this.grounds[q]!
        const br = calm.r[k]!
        const bg = calm.g[k]!
        const bb = calm.b[k]!
        const ur = fr - br
        const ug = fg - bg
        const ub = fb - bb
        const apart = ur * ur + ug * ug + ub * ub + 1e-4
        const share = clamp(((r - br) * ur + (g - bg) * ug + (b - bb) * ub) / apart)
        const er = r - br - share * ur
        const eg = g - bg - share * ug
        const eb = b - bb - share * ub
        const away = share - prior
        // The noise of a photo is worth about 0.03 a channel; both sides alike (0.1 apart) prove little.
        const cost = (er * er + eg * eg + eb * eb) / 0.002 + 2 * away * away + 0.012 / apart
        const weight = Math.exp(-cost)
        sum += weight * share
        weights += weight
        if (cost < least) least = cost
      }
    }
    // Nothing explains the colour, or both sides look alike: the mask decides.
    const trust = weights / (weights + 0.25)
    return prior + (weights > 0 ? sum / weights - prior : 0) * trust
  }
}
