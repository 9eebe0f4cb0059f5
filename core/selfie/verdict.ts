import { GATE } from '../../config/gate.js'
import { PHOTO } from '../../config/limits.js'
import { type Notice, notice, type RefusalReason } from '../notice.js'
import type { FaceMeasurements, Light, Measurements } from './measurements.js'

/** What is asked of the person before an accepted photo is used; never an accusation. */
export type Confirmation = 'looks_underage'

export interface Verdict {
  /** True when the photo can be used, after the confirmations where there are any. */
  accepted: boolean
  /** Everything that is wrong, in the order of REFUSAL_REASONS, each with what its sentence needs. */
  reasons: Notice<RefusalReason>[]
  confirm: Confirmation[]
}

/** Judges what was measured on a photo: all reasons at once. */
export function judge(measured: Measurements): Verdict {
  const reasons = fileReasons(measured)
  if (reasons.length === 0) reasons.push(...pictureReasons(measured))
  const accepted = reasons.length === 0
  const age = measured.face?.age
  return {
    accepted,
    reasons,
    confirm: accepted && age !== undefined && age < GATE.askBelowAge ? ['looks_underage'] : [],
  }
}

/** What the header alone tells; where there is one of these, nobody looks at the picture. */
export function fileReasons({
  bytes,
  format,
  animated,
  readable,
  size,
}: Measurements): Notice<RefusalReason>[] {
  const tooManyPixels = size !== undefined && size.width * size.height > PHOTO.maxPixels
  if (bytes > PHOTO.maxBytes || tooManyPixels)
    return [
      notice('too_large', {
        megabytes: PHOTO.maxBytes / 1024 / 1024,
        megapixels: PHOTO.maxPixels / 1_000_000,
      }),
    ]
  if (format === null && !animated) return [notice('not_an_image')]
  const reasons: Notice<RefusalReason>[] = []
  if (size && Math.min(size.width, size.height) < GATE.minSide)
    reasons.push(notice('too_small', { width: size.width, height: size.height, least: GATE.minSide }))
  if (animated) reasons.push(notice('animated'))
  if (!readable && !animated) reasons.push(notice('unreadable'))
  return reasons
}

function pictureReasons({ faces = 0, face, scene }: Measurements): Notice<RefusalReason>[] {
  if (faces > 1) return [notice('several_faces', { count: faces })]
  if (!face) return [notice('no_face'), ...(scene ? sceneReasons(scene) : [])]
  return faceReasons(face)
}

function sceneReasons(scene: Light): Notice<RefusalReason>[] {
  const reasons: Notice<RefusalReason>[] = []
  if (scene.blur > GATE.maxSceneBlur) reasons.push(notice('too_blurry'))
  if (scene.bright < GATE.minSceneBright) reasons.push(notice('too_dark'))
  if (isTooBright(scene)) reasons.push(notice('too_bright'))
  return reasons
}

function faceReasons(face: FaceMeasurements): Notice<RefusalReason>[] {
  const reasons: Notice<RefusalReason>[] = []
  const { light, cover } = face
  if (face.box.width < GATE.minFace)
    reasons.push(notice('face_too_small', { pixels: Math.round(face.box.width), least: GATE.minFace }))
  if (isCutOff(face)) reasons.push(notice('face_cut_off'))
  if (light.blur > GATE.maxBlur) reasons.push(notice('too_blurry'))
  if (light.bright < GATE.minBright) reasons.push(notice('too_dark'))
  if (isTooBright(light)) reasons.push(notice('too_bright'))
  if (isTurnedAway(face)) reasons.push(notice('turned_away'))
  if ((face.eyes[0] + face.eyes[1]) / 2 < GATE.minEyes) reasons.push(notice('eyes_closed'))
  const masked =
    cover.redLost > GATE.maxRedLost ||
    cover.redLost < GATE.minRedLost ||
    cover.lightLost > GATE.maxLightLost ||
    cover.eyeLight < GATE.minEyeLight
  if (masked || face.certainty < GATE.minCertainty) reasons.push(notice('covered'))
  return reasons
}

const isTooBright = (light: Light) => light.burnt > GATE.maxBurnt || light.mean > GATE.maxMean

const isCutOff = ({ outside: { top, bottom, side } }: FaceMeasurements) =>
  top > GATE.maxOutside.top || bottom > GATE.maxOutside.bottom || side > GATE.maxOutside.side

const isTurnedAway = ({ yaw, pitch, roll }: FaceMeasurements) =>
  Math.abs(yaw) > GATE.maxYaw ||
  Math.abs(pitch - GATE.neutralPitch) > GATE.maxPitch ||
  Math.abs(roll) > GATE.maxRoll
