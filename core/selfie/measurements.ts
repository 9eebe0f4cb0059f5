/**
 * What was measured on a photo, as plain data: the facts that verdict.ts judges.
 * Stages are missing when an earlier one made them pointless: no `picture` when the bytes do not decode,
 * no `face` unless there is exactly one.
 */
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
  /** How many faces the detector alone sees. */
  faces?: number
  face?: FaceMeasurements
}

/** Filled by workers/vision for exactly one face; judged by verdict.ts against config/gate.ts. */
export interface FaceMeasurements {
  /** The face box in pixels of the upright picture as sent. */
  box: { x: number; y: number; width: number; height: number }
  /** Everything else that the verdict needs; see config/gate.ts for each one's meaning, unit and threshold. */
  [measure: string]: unknown
}
