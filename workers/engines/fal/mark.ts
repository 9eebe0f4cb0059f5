/**
 * The id of a start within its picture: a comment of the JPEG, which no reader of pictures minds. fal gives requests no
 * name of ours, and keeps what they were sent with: by this a start is told from all others, be they as alike as they may.
 */

const SOI = 0xffd8
const APP0 = 0xffe0
const COM = 0xfffe
/** A comment stands near the beginning; that many characters of base64 are looked at. */
const LOOKED_AT = 4_096

/** The picture with the id in it; one that is no JPEG is handed back as it is. */
export function markPicture(picture: Buffer, id: string): Buffer {
  if (picture.length < 6 || picture.readUInt16BE(0) !== SOI) return picture
  // JFIF wants its own segment to be the first.
  const at = picture.readUInt16BE(2) === APP0 ? 4 + picture.readUInt16BE(4) : 2
  return Buffer.concat([picture.subarray(0, at), segment(id), picture.subarray(at)])
}

/** Whether a `data:` address holds a picture with that id. */
export function isMarked(address: unknown, id: string): boolean {
  if (typeof address !== 'string' || !address.startsWith('data:')) return false
  const start = address.indexOf(',') + 1
  return Buffer.from(address.slice(start, start + LOOKED_AT), 'base64').includes(segment(id))
}

function segment(id: string): Buffer {
  const text = Buffer.from(`order ${id}`)
  const head = Buffer.alloc(4)
  head.writeUInt16BE(COM, 0)
  head.writeUInt16BE(text.length + 2, 2)
  return Buffer.concat([head, text])
}
