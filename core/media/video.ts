/** Videos of anybody's making as ones of ours. Nothing is decoded: facts and metadata are read and changed in the file's boxes. */
import { OUTPUT } from '../../config/limits.js'
import { Fault } from '../errors.js'
import type { Output } from '../ports.js'
import { type BoxBudget, boxesAt, boxesIn, newBudget, type VideoBox } from './video-boxes.js'

/** Brands of MP4 files; others with the same structure are photos (HEIC, AVIF) or QuickTime. */
const BRANDS = /^(?:iso[m2-9]|mp4[12]|avc1|av01|hvc1|dash|cmfc|M4V |MSNV)$/
/** What browsers and chats play: H.264, H.265, AV1, VP9. */
const CODECS = new Set(['avc1', 'avc3', 'hvc1', 'hev1', 'av01', 'vp09'])
const METADATA = new Set(['udta', 'meta', 'uuid', 'free', 'skip'])

/** What a video's header tells. Sides are as shown, after turning. */
export interface VideoFacts {
  width: number
  height: number
  seconds: number
}

/** Whether bytes begin as an MP4 file does. */
export function isMp4(bytes: Uint8Array): boolean {
  if (bytes.length < 16) return false
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 256))
  const size = head.readUInt32BE(0)
  if (head.toString('latin1', 4, 8) !== 'ftyp' || size < 16) return false
  // The major brand, its version, and all brands that the file is compatible with.
  for (let at = 8; at + 4 <= Math.min(size, head.length); at += at === 8 ? 8 : 4)
    if (BRANDS.test(head.toString('latin1', at, at + 4))) return true
  return false
}

/** Reads a video's header. Throws a RangeError when it is no whole MP4 file with moving pictures that are known. */
export function videoFacts(bytes: Buffer): VideoFacts {
  if (!isMp4(bytes)) throw new RangeError('no MP4')
  const budget = newBudget()
  const top = [...boxesIn(bytes, budget)]
  const [movie, ...more] = top.filter(({ type }) => type === 'moov')
  if (!movie || more.length > 0) throw new RangeError('not one movie header')
  if (!top.some(({ type, body, end }) => type === 'mdat' && end > body)) throw new RangeError('no pictures')
  const tracks = boxesAt(bytes, budget, movie, ['trak'])
  const shown = tracks.map(track => trackSize(bytes, budget, track)).find(size => size !== null)
  if (!shown) throw new RangeError('no moving picture')
  const { timescale, duration } = times(bytes, boxesAt(bytes, budget, movie, ['mvhd'])[0])
  const fragmented = boxesAt(bytes, budget, movie, ['mvex', 'mehd'])[0]
  const whole = Math.max(duration, fragmented ? fragmentsLength(bytes, fragmented) : 0)
  return { ...shown, seconds: whole / timescale }
}

/**
 * The same video without metadata: descriptions, places, what a tool has written about itself, the times of its making.
 * Their boxes stay as empty ones of the same size, because sample tables count in bytes from the file's begin.
 */
export function dropVideoMetadata(source: Buffer): Buffer {
  const bytes = Buffer.from(source)
  const budget = newBudget()
  for (const box of boxesIn(bytes, budget)) {
    if (METADATA.has(box.type)) blank(bytes, box)
    if (box.type !== 'moov') continue
    for (const inner of boxesIn(bytes, budget, box.body, box.end)) {
      if (METADATA.has(inner.type)) blank(bytes, inner)
      if (inner.type === 'mvhd') forgetTimes(bytes, inner)
      if (inner.type !== 'trak') continue
      for (const part of boxesIn(bytes, budget, inner.body, inner.end)) {
        if (METADATA.has(part.type)) blank(bytes, part)
        if (part.type === 'tkhd') forgetTimes(bytes, part)
        if (part.type === 'mdia')
          for (const it of boxesAt(bytes, budget, part, ['mdhd'])) forgetTimes(bytes, it)
      }
    }
  }
  return bytes
}

/** A video that was checked and has no metadata. Faults: `engine_output` for everything that is not a short MP4. */
export function cleanVideo(bytes: Buffer): Output {
  try {
    const { width, height, seconds } = videoFacts(bytes)
    if (!(seconds > 0 && seconds <= OUTPUT.videoSeconds))
      throw new RangeError('too long or of no known length')
    if (Math.min(width, height) < 1 || Math.max(width, height) > OUTPUT.side)
      throw new RangeError('too large')
    return { bytes: dropVideoMetadata(bytes), mime: 'video/mp4', width, height }
  } catch (error) {
    throw new Fault('engine_output', 'The output is no video that can be used.', { cause: error })
  }
}

function blank(bytes: Buffer, box: VideoBox): void {
  bytes.write('free', box.start + 4, 'latin1')
  bytes.fill(0, box.body, box.end)
}

/** Full boxes begin with a version and flags; version 1 has times in 64 bits. */
function forgetTimes(bytes: Buffer, box: VideoBox): void {
  const at = box.body + 4
  bytes.fill(0, at, Math.min(box.end, at + (bytes[box.body] === 1 ? 16 : 8)))
}

function inside(box: VideoBox, at: number, length: number): number {
  if (at + length > box.end) throw new RangeError('a box is too short')
  return at
}

function times(bytes: Buffer, box: VideoBox | undefined): { timescale: number; duration: number } {
  if (!box) throw new RangeError('no times')
  const long = bytes[inside(box, box.body, 4)] === 1
  const at = inside(box, box.body + (long ? 20 : 12), long ? 12 : 8)
  const timescale = bytes.readUInt32BE(at)
  const duration = long ? Number(bytes.readBigUInt64BE(at + 4)) : bytes.readUInt32BE(at + 4)
  if (timescale === 0) throw new RangeError('no timescale')
  return { timescale, duration }
}

function fragmentsLength(bytes: Buffer, box: VideoBox): number {
  const long = bytes[inside(box, box.body, 4)] === 1
  const at = inside(box, box.body + 4, long ? 8 : 4)
  return long ? Number(bytes.readBigUInt64BE(at)) : bytes.readUInt32BE(at)
}

/** How large a track is shown; null for tracks of sound and others. */
function trackSize(
  bytes: Buffer,
  budget: BoxBudget,
  track: VideoBox,
): { width: number; height: number } | null {
  const [handler] = boxesAt(bytes, budget, track, ['mdia', 'hdlr'])
  if (!handler) throw new RangeError('a track of no kind')
  const kind = inside(handler, handler.body + 8, 4)
  if (bytes.toString('latin1', kind, kind + 4) !== 'vide') return null
  const [table] = boxesAt(bytes, budget, track, ['mdia', 'minf', 'stbl'])
  if (!table) throw new RangeError('a track without samples')
  checkOffsets(bytes, budget, table)
  const coded = codedSize(bytes, budget, table)
  const [header] = boxesAt(bytes, budget, track, ['tkhd'])
  if (!header) throw new RangeError('a track without a header')
  // Behind version, flags, times and volumes: a matrix of nine numbers, then both sides in 16.16.
  const matrix = inside(header, header.body + (bytes[header.body] === 1 ? 52 : 40), 44)
  const shown = {
    width: Math.round(bytes.readUInt32BE(matrix + 36) / 65_536),
    height: Math.round(bytes.readUInt32BE(matrix + 40) / 65_536),
  }
  const { width, height } = shown.width > 0 && shown.height > 0 ? shown : coded
  // Turned by a quarter: what goes across comes from below.
  const turned = bytes.readInt32BE(matrix) === 0 && bytes.readInt32BE(matrix + 4) !== 0
  return turned ? { width: height, height: width } : { width, height }
}

function codedSize(bytes: Buffer, budget: BoxBudget, table: VideoBox): { width: number; height: number } {
  const [description] = boxesAt(bytes, budget, table, ['stsd'])
  if (!description) throw new RangeError('no codec')
  const entries = inside(description, description.body + 8, 8)
  const [entry] = boxesIn(bytes, budget, entries, description.end)
  if (!entry || !CODECS.has(entry.type)) throw new RangeError('an unknown codec')
  const at = inside(entry, entry.body + 24, 4)
  return { width: bytes.readUInt16BE(at), height: bytes.readUInt16BE(at + 2) }
}

/** Tables of where samples lie must not point out of the file: then its end is missing. */
function checkOffsets(bytes: Buffer, budget: BoxBudget, table: VideoBox): void {
  for (const [type, size] of [
    ['stco', 4],
    ['co64', 8],
  ] as const)
    for (const box of boxesAt(bytes, budget, table, [type])) {
      const count = bytes.readUInt32BE(inside(box, box.body + 4, 4))
      inside(box, box.body + 8, count * size)
      for (let at = box.body + 8, left = count; left > 0; at += size, left--) {
        const offset = size === 4 ? bytes.readUInt32BE(at) : Number(bytes.readBigUInt64BE(at))
        if (offset >= bytes.length) throw new RangeError('the end is missing')
      }
    }
}
