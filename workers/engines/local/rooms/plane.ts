/** Pictures as typed arrays: a plane is one channel row by row, colours are three planes in sRGB, values 0 to 1. */

export interface Size {
  width: number
  height: number
}

export interface Plane extends Size {
  data: Float32Array
}

export interface Rgb extends Size {
  r: Float32Array
  g: Float32Array
  b: Float32Array
}

/** An empty plane of that size. */
export function plane(size: Size, fill = 0): Plane {
  const data = new Float32Array(size.width * size.height)
  if (fill !== 0) data.fill(fill)
  return { width: size.width, height: size.height, data }
}

/** An empty colour picture of that size. */
export function rgb(size: Size): Rgb {
  const count = size.width * size.height
  return {
    width: size.width,
    height: size.height,
    r: new Float32Array(count),
    g: new Float32Array(count),
    b: new Float32Array(count),
  }
}

/** One channel of a colour picture as a plane; the numbers are shared, not copied. */
export function channel(picture: Rgb, name: 'r' | 'g' | 'b'): Plane {
  return { width: picture.width, height: picture.height, data: picture[name] }
}

/** Applies a step to each of the three channels. */
export function eachChannel(picture: Rgb, step: (channel: Plane) => Plane): Rgb {
  const r = step(channel(picture, 'r'))
  return {
    width: r.width,
    height: r.height,
    r: r.data,
    g: step(channel(picture, 'g')).data,
    b: step(channel(picture, 'b')).data,
  }
}

/** Brightness as the eye sees it (Rec. 709 weights on the sRGB values). */
export function luminance(picture: Rgb): Plane {
  const out = plane(picture)
  const { r, g, b } = picture
  for (let i = 0; i < out.data.length; i++) out.data[i] = 0.2126 * r[i]! + 0.7152 * g[i]! + 0.0722 * b[i]!
  return out
}

export const clamp = (value: number, low = 0, high = 1): number =>
  value < low ? low : value > high ? high : value

/** Length of a vector; Math.hypot guards against overflow and is ten times slower. */
export const magnitude = (x: number, y: number): number => Math.sqrt(x * x + y * y)

/** 0 below `from`, 1 above `to`, smooth between; `from` may be the larger one. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = clamp((value - from) / (to - from))
  return t * t * (3 - 2 * t)
}
