/** The boxes that MP4 files are made of (ISO/IEC 14496-12), walked without believing what they say of themselves. */
import { OUTPUT } from '../../config/limits.js'

export interface VideoBox {
  type: string
  /** From where to where in the file, header included. */
  start: number
  end: number
  /** Where its content begins. */
  body: number
}

/** How many more boxes may be looked at, over all walks of one file. */
export interface BoxBudget {
  left: number
}

export const newBudget = (): BoxBudget => ({ left: OUTPUT.videoBoxes })

/**
 * The boxes of a file, or of one box. Throws a RangeError when one is cut off, reaches out of the one around it, or when
 * there are more than the budget has.
 */
export function* boxesIn(
  bytes: Buffer,
  budget: BoxBudget,
  from = 0,
  to: number = bytes.length,
): Generator<VideoBox> {
  for (let at = from; at < to; ) {
    if (--budget.left < 0) throw new RangeError('too many boxes')
    if (at + 8 > to) throw new RangeError('a box is cut off')
    const said = bytes.readUInt32BE(at)
    // 1: the size stands behind the type in 64 bits. 0: it reaches to the end, for the last one of the file alone.
    if (said === 1 && at + 16 > to) throw new RangeError('a box is cut off')
    if (said === 0 && to !== bytes.length) throw new RangeError('a box has no size')
    const size = said === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : said === 0 ? to - at : said
    const header = said === 1 ? 16 : 8
    if (size < header || at + size > to) throw new RangeError('a box reaches too far')
    yield {
      type: bytes.toString('latin1', at + 4, at + 8),
      start: at,
      end: at + size,
      body: at + header,
    }
    at += size
  }
}

/** The boxes of `parent` by the way of types that leads to them, such as `mdia`, `minf`. */
export function boxesAt(
  bytes: Buffer,
  budget: BoxBudget,
  parent: VideoBox,
  way: readonly string[],
): VideoBox[] {
  let found = [parent]
  for (const type of way)
    found = found.flatMap(box =>
      [...boxesIn(bytes, budget, box.body, box.end)].filter(it => it.type === type),
    )
  return found
}
