/**
 * What can be tuned in the local studio: sizes, times, looks. Lengths called shares are shares of the frame's height
 * or of the face's height, so that they hold at every size.
 */

/** The frame of a portrait. */
export const FRAME = {
  /** 4:5 at the size that we promise; every pixel more is paid for in time. */
  width: 1024,
  height: 1280,
  /** Face (hairline to chin) as a share of the height: shoulders fit, the face still reads on a phone. */
  faceShare: 0.33,
  /** Smaller is a full figure, larger is a close-up; both are only taken when the photo leaves no other way. */
  faceShareRange: [0.2, 0.66],
  /** Eyes a little below the upper third, because the hair above them belongs to the picture too. */
  eyeLine: 0.385,
  eyeLineRange: [0.31, 0.5],
  /** Air above the hair. */
  headroom: 0.05,
  /** Where the middle of the face may wander when the photo has more room on one side. */
  centreRange: [0.38, 0.62],
  /** A lean up to this many radians (10 degrees) is put upright; more is a pose and only eased by that much. */
  uprightRoll: 0.175,
  /** Below this (1.5 degrees) nobody sees a lean, and not turning keeps the picture sharper. */
  ignoredRoll: 0.026,
} as const

/** The cutout. */
export const CUTOUT = {
  /** Longest side that is worked on: sharp on any screen, and searched and packed within the 0.7 s promised. */
  longestSide: 1600,
  /** Clear margin around the person. */
  marginShare: 0.03,
} as const

/** The sticker. Lengths in pixels of the finished sticker. */
export const STICKER = {
  /** Telegram's static stickers fit into 512 × 512 with one side of exactly that (core.telegram.org/stickers). */
  side: 512,
  /** The white edge: seen in a chat at a third of its size, it is still four pixels wide. */
  edge: 13,
  /** Clear pixels around it, so that the edge's own softness is never cut. */
  margin: 4,
  /** Notches narrower than twice this are closed: scissors would not follow every lock of hair. */
  round: 9,
  /** How far the edge's line is evened out. */
  calm: 3,
  /** Drawn at a multiple and scaled down, which smooths the edge. */
  oversampling: 2,
  /** Parts smaller than this share of the largest one are no part of the person. */
  leastPart: 0.04,
} as const

/** Person from background. */
export const MATTE = {
  /** Longest side that the edge search works on; the 256 px mask holds no more than about a third of it. */
  workingSide: 676,
  /** Half width of the band around the mask's edge in which hair is searched, as a share of the face's height. */
  bandShare: 0.075,
  /** In pixels of the working size: a pixel of the mask is about 3 of them and its edge two of its own wide. */
  bandRange: [6, 28],
} as const

/** Light and colour. Values are sRGB from 0 to 1. */
export const TONE = {
  /** The bright end of the face (90th percentile): below is under-exposed for any skin, above has no drawing left. */
  faceHigh: [0.56, 0.86],
  /** The strongest mending of exposure; more brings up noise or greys out. */
  gamma: [0.5, 1.45],
  /** Mean red to green of skin in daylight, all skins; outside lies a lamp's cast. */
  skinRed: [1.14, 1.5],
  /** Mean blue to green of skin in daylight, all skins. */
  skinBlue: [0.66, 0.92],
} as const

export type Colour = readonly [r: number, g: number, b: number]

/** Studio backdrops, light falls from the first colour (behind the head) to the second (corners). sRGB 0 to 255. */
export const BACKDROPS: readonly { middle: Colour; edge: Colour }[] = [
  { middle: [226, 230, 235], edge: [160, 169, 180] }, // cloud
  { middle: [146, 159, 174], edge: [62, 72, 85] }, // slate
  { middle: [219, 206, 188], edge: [150, 133, 113] }, // sand
  { middle: [88, 110, 138], edge: [26, 37, 54] }, // navy
  { middle: [176, 188, 172], edge: [88, 102, 91] }, // sage
  { middle: [118, 118, 122], edge: [34, 34, 38] }, // charcoal
  { middle: [205, 172, 158], edge: [122, 90, 80] }, // clay
]

/** Black and white. */
export const NOIR = {
  /** How much of red, green and blue makes grey: about a yellow-orange filter, kind to skin. */
  filter: [0.46, 0.44, 0.1],
  wall: { middle: [128, 128, 128], edge: [9, 9, 9] },
  /** Half of the seeds show the blinds of a detective's office, the rest a plain wall. */
  blindsChance: 0.5,
  /** Bright end of the face before the lamp: times `light` it stays below white. */
  faceHigh: 0.66,
  /** What is left of the light on the turned-away side, and what the lit side gets. */
  shadow: 0.2,
  light: 1.22,
  rim: 0.75,
} as const

/** Files that leave the studio. */
export const ENCODE = {
  /** Above this size grows and nothing is seen; 4:4:4 keeps red lips and lace sharp. */
  jpegQuality: 92,
  /** zlib level with adaptive filters: 6 makes files 6 % smaller, 9 makes them 10 % smaller for five times the time. */
  pngLevel: 3,
} as const

/** Pencil drawing. */
export const SKETCH = {
  /** Papers: warm white, cream, cool white. */
  papers: [
    [246, 241, 231],
    [241, 232, 214],
    [240, 241, 240],
  ],
  /** Soft graphite is a dark grey with a breath of blue, never black. */
  lead: [38, 38, 43],
} as const

/** Oil painting. */
export const OIL = {
  /** Painters' grounds: umber, olive, oxblood, Prussian grey. */
  grounds: [
    { middle: [126, 98, 70], edge: [38, 27, 19] },
    { middle: [116, 112, 84], edge: [34, 34, 24] },
    { middle: [124, 70, 56], edge: [38, 17, 15] },
    { middle: [88, 104, 112], edge: [22, 29, 36] },
  ] satisfies { middle: Colour; edge: Colour }[],
  /**
   * Passes from broad to fine. `width` in pixels of the frame; strokes begin `pitch` widths apart; `forgiven` is the
   * colour difference (sum of channels) that a pass leaves alone; `from` is the least attention it works at; `longest`
   * is in brush widths; `jitter` is how much a stroke's brightness strays.
   */
  layers: [
    { width: 46, pitch: 1.3, forgiven: 0, from: 0, longest: 3.4, jitter: 0.05 },
    { width: 22, pitch: 0.8, forgiven: 0.1, from: 0, longest: 4.5, jitter: 0.04 },
    { width: 11, pitch: 0.66, forgiven: 0.11, from: 0.1, longest: 5, jitter: 0.03 },
    { width: 6, pitch: 0.66, forgiven: 0.09, from: 0.2, longest: 6, jitter: 0.02 },
    { width: 3.4, pitch: 0.62, forgiven: 0.09, from: 0.6, longest: 6, jitter: 0.012 },
  ],
  /** A stroke ends where the model's colour differs from the brush's by more than this (sum of channels). */
  strayColour: 0.17,
  saturation: 1.16,
  relief: 0.42,
  weave: 0.018,
} as const

/** The studio's threads. Times are milliseconds. */
export const THREADS = {
  /** A portrait takes 1 to 2 s; on a machine whose cores are taken a niced thread has been seen to need 18 s. */
  limitMs: 45_000,
  /** A thread asked to stop looks up within about 200 ms; after this it is ended. */
  graceMs: 2_000,
  /** A new thread draws its first picture about a second slower than a warm one, so an idle one stays for a minute. */
  idleMs: 60_000,
  /** Below the bots in the machine's eyes (Linux: 19 is last, 0 is usual); 5 leaves a third of a contended core. */
  nice: 5,
  /** Share of the progress that looking for face and outline takes. */
  traceShare: 0.12,
} as const
