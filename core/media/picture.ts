/** A decoded picture: upright sRGB, three bytes a pixel, row by row. */
export interface Picture {
  width: number
  height: number
  data: Uint8Array
}

/** A rectangle in pixels. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}
