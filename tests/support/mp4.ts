/** MP4 files made of boxes, whole and hostile ones; with pictures that browsers really show (AV1, by sharp's encoder). */
import sharp from 'sharp'

type Part = Buffer | number | string

/** Numbers are 32 bits, texts are Latin letters. */
export function box(type: string, ...parts: Part[]): Buffer {
  const body = Buffer.concat(parts.map(toBuffer))
  return Buffer.concat([toBuffer(body.length + 8), Buffer.from(type, 'latin1'), body])
}

function toBuffer(part: Part): Buffer {
  if (typeof part === 'string') return Buffer.from(part, 'latin1')
  if (typeof part !== 'number') return part
  const four = Buffer.alloc(4)
  four.writeUInt32BE(part)
  return four
}

const short = (value: number) => Buffer.from([value >> 8, value & 255])
const zeros = (bytes: number) => Buffer.alloc(bytes)
const long = (value: number) => {
  const eight = Buffer.alloc(8)
  eight.writeBigUInt64BE(BigInt(value))
  return eight
}

const UPRIGHT = [65_536, 0, 0, 0, 65_536, 0, 0, 0, 0x40000000]
const QUARTER = [0, 65_536, 0, 0xffff0000, 0, 0, 0, 0, 0x40000000]

export interface Mp4Options {
  width?: number
  height?: number
  seconds?: number
  brand?: string
  codec?: string
  /** What the codec needs to know, and the pictures, one a sample. */
  codecBox?: Buffer
  frames?: Buffer[]
  /** Shown turned by a quarter. */
  turned?: boolean
  /** Times in 64 bits. */
  long?: boolean
  /** The header behind the pictures, as cameras write it. */
  headLast?: boolean
  /** The pictures' box says that it reaches to the end of the file. */
  openEnd?: boolean
  handler?: string
  /** More boxes: at the end of the file, of the movie, of the track. */
  top?: Buffer[]
  movie?: Buffer[]
  track?: Buffer[]
}

const TIMESCALE = 1_000
/** Seconds since 1904, as in the files of somebody's phone. */
const MADE = 3_800_000_000

/** A plain MP4 with one track of moving pictures. */
export function mp4(options: Mp4Options = {}): Buffer {
  const { frames = [Buffer.from('a picture'), Buffer.from('another')], brand = 'isom' } = options
  const { headLast = false, openEnd = false } = options
  const ftyp = box('ftyp', brand, 512, brand, ...(brand === 'isom' ? ['iso2', 'mp41'] : []))
  const pictures = box('mdat', ...frames)
  if (openEnd) pictures.writeUInt32BE(0)
  const size = movieBox(options, frames, 0).length
  const begin = ftyp.length + 8 + (headLast ? 0 : size)
  const movie = movieBox(options, frames, begin)
  return Buffer.concat([ftyp, ...(headLast ? [pictures, movie] : [movie, pictures]), ...(options.top ?? [])])
}

function movieBox(options: Mp4Options, frames: Buffer[], begin: number): Buffer {
  const { width = 320, height = 400, seconds = 5, codec = 'avc1', handler = 'vide' } = options
  const wide = options.long ?? false
  const length = Math.round(seconds * TIMESCALE)
  const head = wide ? [0x01000000, long(MADE), long(MADE)] : [0, MADE, MADE]
  const lasting = wide ? long(length) : length
  const entry = box(
    codec,
    ...[zeros(6), short(1), zeros(16), short(width), short(height), 0x00480000, 0x00480000, 0, short(1)],
    ...[zeros(32), short(24), Buffer.from([255, 255])],
    options.codecBox ?? zeros(0),
  )
  const table = box(
    'stbl',
    box('stsd', 0, 1, entry),
    box('stts', 0, 1, frames.length, Math.round(length / frames.length)),
    box('stsc', 0, 1, 1, frames.length, 1),
    box('stsz', 0, 0, frames.length, ...frames.map(frame => frame.length)),
    box('stco', 0, 1, begin),
  )
  const information = box(
    'minf',
    box('vmhd', 1, zeros(8)),
    box('dinf', box('dref', 0, 1, box('url ', 1))),
    table,
  )
  const track = box(
    'trak',
    box(
      'tkhd',
      ...(wide ? [0x01000003, long(MADE), long(MADE)] : [3, MADE, MADE]),
      ...[1, 0, lasting, zeros(16)],
      ...(options.turned ? QUARTER : UPRIGHT),
      ...[width * 65_536, height * 65_536],
    ),
    box(
      'mdia',
      box('mdhd', ...head, TIMESCALE, lasting, short(0x55c4), short(0)),
      box('hdlr', 0, 0, handler, zeros(12), 'Pictures\0'),
      information,
    ),
    ...(options.track ?? []),
  )
  const header = box(
    'mvhd',
    ...[...head, TIMESCALE, lasting, 0x00010000, short(0x0100), zeros(10)],
    ...[...UPRIGHT, zeros(24), 2],
  )
  return box('moov', header, track, ...(options.movie ?? []))
}

/** A clip that plays: the colour of one picture goes over into another's. */
export async function playableClip(
  options: Pick<Mp4Options, 'width' | 'height' | 'seconds'> & { frames?: number; noise?: number } = {},
): Promise<Buffer> {
  const { width = 320, height = 400, seconds = 2, frames = 4, noise = 0 } = options
  const pictures = await Promise.all(
    Array.from({ length: frames }, async (_, index) => {
      const red = Math.round((255 * index) / Math.max(frames - 1, 1))
      const background = { r: red, g: 90, b: 255 - red }
      return sharp({ create: { width, height, channels: 3, background } })
        .avif({ quality: 50, effort: 0, chromaSubsampling: '4:2:0' })
        .toBuffer()
    }),
  )
  const [first] = pictures as [Buffer]
  const name = first.indexOf('av1C')
  const codecBox = first.subarray(name - 4, name - 4 + first.readUInt32BE(name - 4))
  // Players pass over what follows the header; it makes the file as large as wanted.
  const top = noise > 0 ? [box('mdat', Buffer.alloc(noise, 7))] : []
  return mp4({ width, height, seconds, codec: 'av01', codecBox, frames: pictures.map(coded), top })
}

/** The coded picture of an AVIF file. */
function coded(avif: Buffer): Buffer {
  const name = avif.indexOf('mdat')
  return avif.subarray(name + 4, name - 4 + avif.readUInt32BE(name - 4))
}
