import sharp, { type Sharp } from 'sharp'
import { PHOTO } from '../../config/limits.js'
import { openHeic } from './heic.js'
import type { Box, Picture } from './picture.js'
import { type Sniffed, sniff } from './sniff.js'

/** What a file's header tells, before a pixel is decoded. */
export interface Header extends Sniffed {
  /** Upright size in pixels, missing where the header cannot be read. */
  size?: { width: number; height: number }
}

/** A file whose header was read. Each decoding starts from the bytes again, so only what is asked for is in memory. */
export interface OpenFile {
  header: Header
  /** The whole picture, or `region` of it, with no side longer than `longest`; never enlarged. Throws on broken files. */
  decode(longest: number, region?: Box): Promise<Picture>
  /** Frees what the header needed. */
  close(): void
}

const TOO_MANY_PIXELS = 'too many pixels'

/** Reads type and size from the bytes. Never throws: what cannot be read has no `size` and does not decode. */
export async function openFile(bytes: Uint8Array): Promise<OpenFile> {
  const sniffed = await sniff(bytes)
  try {
    return sniffed.format === 'heic' ? await openAsHeic(bytes, sniffed) : await openWithSharp(bytes, sniffed)
  } catch {
    // Three letters make a GIF header; one that cannot be read is no moving picture but no picture at all.
    const header = sniffed.format === null ? { format: null, moving: false } : sniffed
    return { header, decode: () => Promise.reject(new Error('unreadable header')), close() {} }
  }
}

async function openWithSharp(bytes: Uint8Array, sniffed: Sniffed): Promise<OpenFile> {
  const isGif = sniffed.format === null && sniffed.moving
  if (sniffed.format === null && !isGif) throw new Error('no known format')
  const meta = await sharp(bytes, { limitInputPixels: false }).metadata()
  const { width, height } = meta.autoOrient
  return {
    header: {
      format: sniffed.format,
      moving: isGif ? (meta.pages ?? 1) > 1 : sniffed.moving || (meta.pages ?? 1) > 1,
      size: { width, height },
    },
    decode: async (longest, region) => {
      if (width * height > PHOTO.maxPixels) throw new Error(TOO_MANY_PIXELS)
      // 'error' lets harmless oddities of cameras pass (as 'warning' would not) and stops at truncated files.
      const source = sharp(bytes, { failOn: 'error', limitInputPixels: PHOTO.maxPixels }).autoOrient()
      return render(source, { width, height }, longest, region)
    },
    close() {},
  }
}

async function openAsHeic(bytes: Uint8Array, sniffed: Sniffed): Promise<OpenFile> {
  const heic = await openHeic(bytes)
  const { width, height } = heic
  let rgba: Promise<Uint8ClampedArray> | undefined
  return {
    header: { ...sniffed, size: { width, height } },
    decode: async (longest, region) => {
      if (width * height > PHOTO.maxPixels) throw new Error(TOO_MANY_PIXELS)
      rgba ??= heic.pixels()
      const source = sharp(await rgba, { raw: { width, height, channels: 4 } })
      return render(source, { width, height }, longest, region)
    },
    close: () => heic.close(),
  }
}

/** Upright sRGB without alpha: what lies behind transparent pixels becomes white, as chats show it. */
async function render(
  source: Sharp,
  size: { width: number; height: number },
  longest: number,
  region: Box = { x: 0, y: 0, ...size },
): Promise<Picture> {
  const scale = Math.min(1, longest / Math.max(region.width, region.height))
  const whole = region.width === size.width && region.height === size.height
  const cut = whole
    ? source
    : source.extract({ left: region.x, top: region.y, width: region.width, height: region.height })
  const { data, info } = await cut
    .resize(Math.max(1, Math.round(region.width * scale)), Math.max(1, Math.round(region.height * scale)), {
      fit: 'fill',
    })
    .toColourspace('srgb')
    .flatten({ background: '#fff' })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: toRgb(data, info.channels) }
}

/** Grey pictures stay one channel in sharp's raw output. */
function toRgb(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data
  const pixels = data.length / channels
  const rgb = new Uint8Array(pixels * 3)
  for (let i = 0; i < pixels; i++) {
    const from = i * channels
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = data[from + (channels < 3 ? 0 : c)]!
  }
  return rgb
}
