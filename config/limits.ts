/**
 * Every limit in one place, each with its source. Sizes are bytes, times are milliseconds.
 * Thresholds of the selfie gate stand in gate.ts.
 */

/** Photos that come in. */
export const PHOTO = {
  /** Telegram's bots cannot fetch more than 20 MB (getFile), so nobody is promised more. */
  maxBytes: 20 * 1024 * 1024,
  /** 100 megapixels: phones make 50 to 64, a flat bomb of more would need > 300 MB decoded. */
  maxPixels: 100_000_000,
  /** Longest wait for one photo in the gate, everything included; a slow 60-megapixel photo takes about 2 s. */
  inspectMs: 15_000,
} as const
