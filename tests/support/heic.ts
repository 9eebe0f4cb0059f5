/**
 * Writes a HEIC file without any codec: HEVC can carry blocks as plain samples (PCM), and that is all this does. Large
 * files, but real ones: ITU-T H.265 for the stream, ISO/IEC 23008-12 for the boxes around it.
 */

/** Blocks are 32 × 32, the largest that may be plain samples. */
const BLOCK = 32

/** Encodes RGB bytes; width and height are even. `turns` makes the file say that it is to be shown turned by so many quarters anti-clockwise. */
export function encodeHeic(rgb: Uint8Array, width: number, height: number, turns = 0): Buffer {
  const parameters = [nal(32, vps()), nal(33, sps(width, height)), nal(34, pps())]
  const slice = nal(19, sliceOf(rgb, width, height))
  const sample = Buffer.concat([u32(slice.length), slice])
  const properties = [
    box('hvcC', hvcC(parameters)),
    full('ispe', u32(width), u32(height)),
    box('colr', colour),
  ]
  if (turns) properties.push(box('irot', Buffer.of(turns)))
  const meta = (offset: number) =>
    full(
      'meta',
      full('hdlr', u32(0), Buffer.from('pict'), Buffer.alloc(13)),
      full('pitm', u16(1)),
      full('iloc', Buffer.of(0x44, 0), u16(1), u16(1), u16(0), u16(1), u32(offset), u32(sample.length)),
      full('iinf', u16(1), box('infe', Buffer.of(2, 0, 0, 0), u16(1), u16(0), Buffer.from('hvc1\0'))),
      box(
        'iprp',
        box('ipco', ...properties),
        full('ipma', u32(1), u16(1), Buffer.of(properties.length, ...properties.map((_, i) => i + 1))),
      ),
    )
  const ftyp = box('ftyp', Buffer.from('heic'), u32(0), Buffer.from('mif1heic'))
  const head = ftyp.length + meta(0).length + 8
  return Buffer.concat([ftyp, meta(head), box('mdat', sample)])
}

/** sRGB, BT.601 matrix, full range. */
const colour = Buffer.concat([Buffer.from('nclx'), u16(1), u16(13), u16(6), Buffer.of(0x80)])

function u16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 255)
}
function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([u32(body.length + 8), Buffer.from(type), body])
}
function full(type: string, ...parts: Buffer[]): Buffer {
  return box(type, u32(0), ...parts)
}

/** Main profile, level 6.2: 12 bytes that stream and box header share. */
const PROFILE = Buffer.from([0x01, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 186])

function hvcC(parameters: Buffer[]): Buffer {
  const head = Buffer.from([1, ...PROFILE, 0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f, parameters.length])
  const arrays = parameters.map((unit, i) => [Buffer.of(0x80 | (32 + i)), u16(1), u16(unit.length), unit])
  return Buffer.concat([head, ...arrays.flat()])
}

/** A unit of the stream: its header, and the byte 3 wherever the payload would look like the start of another one. */
function nal(type: number, payload: Buffer): Buffer {
  const out = [type << 1, 1]
  let zeros = 0
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      out.push(3)
      zeros = 0
    }
    out.push(byte)
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return Buffer.from(out)
}

class Bits {
  readonly bytes: number[] = []
  private current = 0
  private filled = 0
  put(value: number, count: number): this {
    for (let i = count - 1; i >= 0; i--) {
      this.current = (this.current << 1) | ((value >> i) & 1)
      if (++this.filled === 8) {
        this.bytes.push(this.current)
        this.current = 0
        this.filled = 0
      }
    }
    return this
  }
  /** Exp-Golomb codes, one after the other. */
  ue(...values: number[]): this {
    for (const value of values) {
      const length = 31 - Math.clz32(value + 1)
      this.put(0, length).put(value + 1, length + 1)
    }
    return this
  }
  align(): this {
    while (this.filled) this.put(0, 1)
    return this
  }
  end(): Buffer {
    return Buffer.from(this.put(1, 1).align().bytes)
  }
}

const profile = (bits: Bits) => PROFILE.reduce((b, byte) => b.put(byte, 8), bits)

function vps(): Buffer {
  const bits = new Bits().put(0, 4).put(3, 2).put(0, 6).put(0, 3).put(1, 1).put(0xffff, 16)
  return profile(bits).put(1, 1).ue(0, 0, 0).put(0, 6).ue(0).put(0, 2).end()
}

function sps(width: number, height: number): Buffer {
  const [across, down] = [Math.ceil(width / BLOCK) * BLOCK, Math.ceil(height / BLOCK) * BLOCK]
  const bits = profile(new Bits().put(0, 4).put(0, 3).put(1, 1)).ue(0, 1, across, down)
  // What hangs over is cut off again, in units of two pixels (4:2:0).
  bits.put(1, 1).ue(0, (across - width) >> 1, 0, (down - height) >> 1)
  bits.ue(0, 0, 0).put(1, 1).ue(0, 0, 0) // 8 bits, picture order, buffers
  bits.ue(0, 2, 0, 3, 0, 0) // coding blocks 8-32, transform blocks 4-32
  bits.put(0, 3) // no scaling lists, no asymmetric partitions, no sample adaptive offset
  bits.put(1, 1).put(7, 4).put(7, 4).ue(0, 2).put(1, 1) // plain samples of 8 bits, blocks 8-32, never filtered
  return bits.ue(0).put(0, 5).end()
}

function pps(): Buffer {
  const bits = new Bits().ue(0, 0).put(0, 7).ue(0, 0, 0).put(0, 3).ue(0, 0).put(0, 7)
  return bits.put(0b101, 3).put(0, 2).ue(0).put(0, 2).end()
}

/** Width of the less likely half of the code interval by state, for an interval of 448 and more: H.265 table 9-52. */
const LESS_LIKELY = [
  240, 227, 216, 205, 195, 185, 175, 166, 158, 150, 142, 135, 128, 122, 116, 110, 104, 99, 94, 89, 85, 80, 76,
  72, 69, 65, 62, 59, 56, 53, 50, 48, 45, 43, 41, 39, 37, 35, 33, 31, 30, 28, 27, 25, 24, 23, 22, 21, 20, 19,
  18, 17, 16, 15, 14, 14, 13, 12, 12, 11, 11, 10, 9,
]

/** The arithmetic coder of H.265 9.3.4, for the two kinds of bins that plain samples need. */
class Coder {
  private low = 0
  private range = 510
  private first = true
  private outstanding = 0
  private readonly bits: Bits
  constructor(bits: Bits) {
    this.bits = bits
  }
  /** The likelier value, in a context of that state. */
  likely(state: number): void {
    this.range -= LESS_LIKELY[state]!
    this.renormalise()
  }
  terminate(value: 0 | 1): void {
    this.range -= 2
    if (value === 1) {
      this.low += this.range
      this.range = 2
    }
    this.renormalise()
    if (value === 0) return
    this.bit((this.low >> 9) & 1)
    this.bits.put(((this.low >> 7) & 3) | 1, 2)
  }
  private renormalise(): void {
    while (this.range < 256) {
      if (this.low < 256) this.bit(0)
      else if (this.low >= 512) {
        this.low -= 512
        this.bit(1)
      } else {
        this.low -= 256
        this.outstanding++
      }
      this.range <<= 1
      this.low <<= 1
    }
  }
  private bit(value: number): void {
    if (this.first) this.first = false
    else this.bits.put(value, 1)
    for (; this.outstanding > 0; this.outstanding--) this.bits.put(1 - value, 1)
  }
}

function sliceOf(rgb: Uint8Array, width: number, height: number): Buffer {
  // The first and only slice of an intra picture; the last bit starts the alignment.
  const bits = new Bits().put(0b10, 2).ue(0, 2, 0).put(1, 1).align()
  const [columns, rows] = [Math.ceil(width / BLOCK), Math.ceil(height / BLOCK)]
  let coder = new Coder(bits)
  for (let block = 0; block < columns * rows; block++) {
    coder.likely(Math.min(block, LESS_LIKELY.length - 1)) // not split further
    coder.terminate(1) // plain samples follow
    bits.align()
    for (const sample of samplesOf(rgb, width, height, block % columns, Math.floor(block / columns)))
      bits.put(sample, 8)
    coder = new Coder(bits)
    coder.terminate(block === columns * rows - 1 ? 1 : 0)
  }
  return Buffer.from(bits.align().bytes)
}

/** Luma of one block, then Cb and Cr at half the size. Beyond the edge the last pixels are repeated. */
function samplesOf(rgb: Uint8Array, width: number, height: number, column: number, row: number): number[] {
  const [luma, cb, cr]: number[][] = [[], [], []]
  for (let y = 0; y < BLOCK; y++)
    for (let x = 0; x < BLOCK; x++) {
      const px = Math.min(width - 1, column * BLOCK + x)
      const py = Math.min(height - 1, row * BLOCK + y)
      const [r, g, b] = [0, 1, 2].map(c => rgb[(py * width + px) * 3 + c]!) as [number, number, number]
      const Y = 0.299 * r + 0.587 * g + 0.114 * b
      luma!.push(Math.round(Y))
      if (x % 2 || y % 2) continue
      cb!.push(clamp(128 + 0.564 * (b - Y)))
      cr!.push(clamp(128 + 0.713 * (r - Y)))
    }
  return [...luma!, ...cb!, ...cr!]
}

const clamp = (value: number) => Math.min(255, Math.max(0, Math.round(value)))
