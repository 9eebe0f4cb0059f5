/**
 * Marks a finished picture or video as made by machine: an XMP packet with IPTC's DigitalSourceType, which search engines and
 * feeds read. It is spliced into the file's own structure: sharp's `withXmp` would decode and compress once more.
 * Whatever other metadata an engine left in the file is dropped on the way; colour profiles stay.
 */
import { crc32 } from 'node:zlib'
import { type EngineId, type GenerationKind, PHOTOLESS_KINDS } from '../../config/styles.js'
import type { Output } from '../ports.js'
import { labelVideo } from './video-label.js'

export interface LabelFacts {
  engine: EngineId
  kind: GenerationKind
}

const VOCABULARY = 'http://cv.iptc.org/newscodes/digitalsourcetype/'
const JPEG_XMP = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1')
const PNG_XMP = 'XML:com.adobe.xmp'

/**
 * The file with its label, pixels untouched. Labelling twice gives the same file.
 * Throws a RangeError when the bytes are not of the kind that `mime` names.
 */
export async function label(output: Output, facts: LabelFacts): Promise<Buffer> {
  const xmp = packet(digitalSource(facts))
  if (output.mime === 'video/mp4') return labelVideo(output.bytes, xmp)
  return output.mime === 'image/jpeg' ? labelJpeg(output.bytes, xmp) : labelPng(output.bytes, xmp)
}

/** IPTC's word for how a picture came about (cv.iptc.org/newscodes/digitalsourcetype). */
export function digitalSource({ engine, kind }: LabelFacts): string {
  // Made from words alone, or with somebody's photo in it.
  if (engine !== 'local')
    return PHOTOLESS_KINDS.includes(kind) ? 'trainedAlgorithmicMedia' : 'compositeWithTrainedAlgorithmicMedia'
  // The studio generates no pixels of a person: a cutout is the photo itself, a sticker too, with an edge drawn around;
  // a portrait has a drawn backdrop.
  return kind === 'portrait' ? 'compositeSynthetic' : 'algorithmicallyEnhanced'
}

function packet(source: string): Buffer {
  return Buffer.from(
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>' +
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
      '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"' +
      ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"' +
      ` xmp:CreatorTool="Pixbooth" Iptc4xmpExt:DigitalSourceType="${VOCABULARY}${source}"/>` +
      '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>',
  )
}

/** Segments up to the scan: JFIF, ICC profile and Adobe's colour hint stay, other APPn and comments go. */
function labelJpeg(bytes: Buffer, xmp: Buffer): Buffer {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) throw new RangeError('not a JPEG')
  const kept: Buffer[] = []
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
    const marker = bytes[at + 1]!
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    if (end > bytes.length) throw new RangeError('a JPEG segment is cut off')
    const application = marker >= 0xe0 && marker <= 0xef
    const wanted = marker === 0xe0 || marker === 0xe2 || marker === 0xee
    if (marker !== 0xfe && (!application || wanted)) kept.push(bytes.subarray(at, end))
    at = end
  }
  const body = Buffer.concat([JPEG_XMP, xmp])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  const jfif = kept[0]?.[1] === 0xe0 ? kept.splice(0, 1) : []
  return Buffer.concat([bytes.subarray(0, 2), ...jfif, head, body, ...kept, bytes.subarray(at)])
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const PNG_METADATA = new Set(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME'])

function labelPng(bytes: Buffer, xmp: Buffer): Buffer {
  if (!bytes.subarray(0, 8).equals(PNG_SIGNATURE)) throw new RangeError('not a PNG')
  const kept: Buffer[] = []
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at)
    if (end > bytes.length) throw new RangeError('a PNG chunk is cut off')
    if (!PNG_METADATA.has(bytes.toString('latin1', at + 4, at + 8))) kept.push(bytes.subarray(at, end))
    at = end
  }
  const [header, ...rest] = kept
  if (!header) throw new RangeError('a PNG without a header')
  // Keyword, no compression, no language, no translated keyword.
  const text = Buffer.concat([Buffer.from(`iTXt${PNG_XMP}\0\0\0\0\0`, 'latin1'), xmp])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length - 4)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(text))
  return Buffer.concat([PNG_SIGNATURE, header, length, text, sum, ...rest])
}
