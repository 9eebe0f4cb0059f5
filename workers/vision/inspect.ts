import { PHOTO } from '../../config/limits.js'
import { toJpeg } from '../../core/media/encode.js'
import { type OpenFile, openFile } from '../../core/media/open.js'
import type { Box, Picture } from '../../core/media/picture.js'
import type { Inspection } from '../../core/ports.js'
import { headAndShoulders } from '../../core/selfie/crop.js'
import type { Measurements } from '../../core/selfie/measurements.js'
import { fileReasons, judge } from '../../core/selfie/verdict.js'
import { detect } from './detect.js'
import { measureFace } from './face.js'
import { countFaces, meshOf } from './faces.js'
import type { Human } from './human.js'
import { lightOf } from './light.js'
import { sharpRaw } from './raw.js'
import type { Square } from './sample.js'

/** The light of a whole picture is measured at this size. */
const SCENE = 160

/**
 * Looks at one photo: the header first, the detector alone second, everything else only for exactly one face.
 * Anything may be handed in; never throws because of the bytes.
 */
export async function inspect(
  human: Human,
  bytes: Uint8Array,
  { keepWhole }: { keepWhole: boolean },
): Promise<Inspection> {
  const file = await openFile(bytes)
  try {
    return await inspectFile(human, bytes.length, file, keepWhole)
  } finally {
    file.close()
  }
}

async function inspectFile(
  human: Human,
  bytes: number,
  file: OpenFile,
  keepWhole: boolean,
): Promise<Inspection> {
  const { format, moving, size } = file.header
  const header: Measurements = {
    bytes,
    format,
    animated: moving,
    readable: size !== undefined,
    ...(size ? { size } : {}),
  }
  if (!size || fileReasons(header).length > 0) return { measurements: header }
  const picture = await file.decode(workSide(size)).catch(() => undefined)
  if (!picture) return { measurements: { ...header, readable: false } }

  const { count, main } = countFaces(human, picture, await detect(human, picture))
  if (!main) return { measurements: { ...header, faces: 0, scene: await sceneLight(picture) } }
  if (count > 1) return { measurements: { ...header, faces: count } }

  const mesh = meshOf(human, picture, main)
  // Begun before it is known whether it is wanted: sharp encodes on another thread while the models have this one.
  const cropped = reference(file, picture, mesh.bounds, size)
  cropped.catch(() => {})
  const scale = size.width / picture.width
  const face = measureFace(human, picture, main.candidate, mesh, scale)
  const measurements: Measurements = { ...header, faces: 1, face }
  if (!judge(measurements).accepted) return { measurements }
  return {
    measurements,
    reference: await cropped,
    ...(keepWhole ? { whole: await whole(file, picture, size) } : {}),
  }
}

/** Halves the longest side until it fits: JPEG decodes to halves directly, in a third of the time. */
function workSide({ width, height }: { width: number; height: number }): number {
  let side = Math.max(width, height)
  while (side > PHOTO.workSide) side = Math.ceil(side / 2)
  return side
}

async function sceneLight(picture: Picture) {
  return lightOf(await sharpRaw(picture).resize(SCENE, SCENE, { fit: 'fill' }).raw().toBuffer(), SCENE)
}

/** Cut from the decoded picture, or from the file once more where that has so many more pixels that it shows. */
async function reference(
  file: OpenFile,
  picture: Picture,
  face: Square,
  size: { width: number; height: number },
): Promise<Buffer> {
  const crop = headAndShoulders(boxOf(face, 1), picture)
  const isLarge = Math.max(crop.width, crop.height) >= PHOTO.referenceEnough
  if (isLarge || picture.width === size.width) return toJpeg(picture, PHOTO.referenceSide, crop)
  const closer = headAndShoulders(boxOf(face, size.width / picture.width), size)
  return toJpeg(await file.decode(PHOTO.referenceSide, closer), PHOTO.referenceSide)
}

const boxOf = ({ x, y, side }: Square, scale: number): Box => ({
  x: (x - side / 2) * scale,
  y: (y - side / 2) * scale,
  width: side * scale,
  height: side * scale,
})

async function whole(file: OpenFile, picture: Picture, size: { width: number; height: number }) {
  const isWhole = picture.width === size.width
  return toJpeg(isWhole ? picture : await file.decode(PHOTO.wholeSide), PHOTO.wholeSide)
}
