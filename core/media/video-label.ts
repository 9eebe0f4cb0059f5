import { dropVideoMetadata, isMp4 } from './video.js'
import { boxesIn, newBudget } from './video-boxes.js'

/** The name of XMP's box (XMP specification, part 3: MPEG-4). */
const XMP = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex')

/**
 * An MP4 with an XMP packet as its last box, so that nothing before it moves; other metadata goes. Doing it twice gives the
 * same file. Throws a RangeError when the bytes are no MP4.
 */
export function labelVideo(source: Buffer, packet: Buffer): Buffer {
  if (!isMp4(source)) throw new RangeError('not an MP4')
  const last = [...boxesIn(source, newBudget())].at(-1)
  const labelled =
    last?.type === 'uuid' && source.subarray(last.body, last.body + XMP.length).equals(XMP) ? last : undefined
  const bytes = dropVideoMetadata(source.subarray(0, labelled?.start ?? source.length))
  // A box that reached to the end of the file ends before the label from now on.
  if (last && !labelled && bytes.readUInt32BE(last.start) === 0)
    bytes.writeUInt32BE(last.end - last.start, last.start)
  const header = Buffer.from('\0\0\0\0uuid', 'latin1')
  header.writeUInt32BE(header.length + XMP.length + packet.length)
  return Buffer.concat([bytes, header, XMP, packet])
}
