/** What a style is handed and what it gives back: one file per style in styles/, drawn with the rooms. */
import type { Face } from './rooms/face.js'
import type { Random } from './rooms/noise.js'
import type { Plane, Rgb, Size } from './rooms/plane.js'

/** A person placed in the frame, ready to be drawn. Planes are the style's own: it may write into them. */
export interface Scene extends Size {
  /** The person's own colours, freed from the old background along the edge. */
  person: Rgb
  /** How much each pixel belongs to the person. */
  alpha: Plane
  /** The face in frame pixels; without one the style falls back to the frame's middle. */
  face: Face | null
  /** Frame pixels a photo pixel: above 1 the photo was enlarged and wants crispening. */
  enlarged: number
  /** A stream of chance for one purpose; the same name gives the same numbers for the same seed. */
  random: (purpose: string) => Random
  /** Tells how far the style is (0 to 1) and leaves at once when the work was cancelled; call it every 100 ms or so. */
  step: (done: number) => void
}

/** Draws a scene. */
export type PortraitStyle = (scene: Scene) => Rgb
