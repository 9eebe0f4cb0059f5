import { cut, GOOD_FACES } from './faces.js'

/** A photograph that passes the gate, as a phone would send it; the number picks another person. */
export async function goodPhoto(which = 0): Promise<Buffer> {
  const face = GOOD_FACES[which]
  if (!face) throw new Error(`There is no face ${which}.`)
  return (await cut(face)).jpeg({ quality: 90 }).toBuffer()
}
