/**
 * What was measured on a photo, as plain data: the facts that verdict.ts judges.
 * Stages are missing when an earlier one made them pointless: no `faces` when the bytes do not decode,
 * no `face` unless there is exactly one.
 */
import type { Box } from '../media/picture.js'

export interface Measurements {
  /** Size of the file as sent. */
  bytes: number
  /** Sniffed from the bytes; null when it is no picture format that we read. */
  format: 'jpeg' | 'png' | 'webp' | 'avif' | 'heic' | null
  animated: boolean
  /** False when the format is known but the bytes do not decode within the limits. */
  readable: boolean
  /** Upright size in pixels as sent, known from the header even when the rest is not decoded. */
  size?: { width: number; height: number }
  /** How many faces count: those that the mesh recognises too and that are not far in the background. */
  faces?: number
  face?: FaceMeasurements
  /** The light of the whole picture, where no face was found to measure it on. */
  scene?: Light
}

/** How a patch of a picture is lit and how sharp it is. */
export interface Light {
  /** Mean luma, 0-255. */
  mean: number
  /** The luma that only the brightest twentieth is above: even the darkest skin has its highlights. */
  bright: number
  /** Share of pixels that are burnt out to white. */
  burnt: number
  /** 0 is perfectly sharp, 1 is a smear: the blur measure of Crete et al. 2007, which knows no contrast. */
  blur: number
}

/** Filled by workers/vision for exactly one face; judged by verdict.ts against config/gate.ts. */
export interface FaceMeasurements {
  /** The face from brow to chin and cheek to cheek, a square in pixels of the upright picture as sent. */
  box: Box
  /** How sure the mesh model is that it looks at a face, 0-1. */
  certainty: number
  /** How far the face reaches beyond each edge of the picture, as a share of its height; 0 where it does not. */
  outside: { top: number; bottom: number; side: number }
  /** Of the face alone, at the same scale for all sizes of face: hair and background do not matter. */
  light: Light
  /** Where the head looks, in degrees, 0 is into the camera: to the side, down (up is negative), tilted to a shoulder. */
  yaw: number
  pitch: number
  roll: number
  /** How far the person's right and left eye are open: the gap between the lids by the eye's width. */
  eyes: [right: number, left: number]
  cover: Cover
  /** The age model's guess in years, give or take eight. */
  age: number
}

/** Signs that something is worn over the face: how its lower half and its eyes differ from the brow. CIE Lab units. */
export interface Cover {
  /** How much less red nose and cheeks are than the brow. Skin there is redder; most masks are not. */
  redLost: number
  /** How much darker nose and cheeks are than the brow. */
  lightLost: number
  /** Lightness around the eyes as a share of that of the cheeks. */
  eyeLight: number
}
