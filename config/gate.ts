/**
 * The thresholds of the selfie gate. A false refusal is worse than a soft photo, so each stands well outside of what
 * good photos measure. "Good" are some 190 single portraits of people of many looks, in good, dim and harsh light.
 */
export const GATE = {
  /** Shorter side of the picture in pixels. Below this no head fits in that a portrait could be made from. */
  minSide: 160,

  /**
   * A candidate is a face when detector and mesh (0-1 each) agree that much together, and the mesh at least half.
   * Real faces reach 1.7 and more. The detector alone sees faces in six of ten faceless pictures, with up to 0.68; the
   * mesh says 0.1 to nearly all of them, and where it is fooled, the detector is not: together they stay below 1.35.
   */
  minFaceScore: 1.4,
  minCertainty: 0.5,
  /** With this detector score it is a head even if the mesh sees no face in it: mostly one that is hidden. */
  headScore: 0.75,
  /**
   * A second face counts when it is at least this share of the main one in height. Somebody who belongs to the photo
   * stands beside and reaches 0.6; a passer-by 2 m behind a selfie at arm's length reaches 0.3.
   */
  secondFaceShare: 0.4,

  /** Side of the face box in pixels. At 64 the head-and-shoulders crop has about 250: soft, but likeness remains. */
  minFace: 64,
  /**
   * How far a face may reach beyond an edge, as a share of its height. A cropped forehead is usual in selfies and may
   * take 0.12; at 0.18 the brows are gone. Below, 0.1 is the line between lips and chin. Beside, 0.08 is the corner of an
   * eye, and turned heads are guessed 0.05 too wide.
   */
  maxOutside: { top: 0.155, bottom: 0.08, side: 0.1 },

  /** Good faces measure 0.24-0.7, where 0.7 are small ones scaled up. A blur of 2 % of the face's height makes 0.83. */
  maxBlur: 0.8,
  /** The same on a whole picture in which no face was found. It is refused anyhow; this only tells why. */
  maxSceneBlur: 0.8,
  /** The highlights of a face. Dark skin in a dim room keeps 84 and more. */
  minBright: 68,
  /** The highlights of a whole picture in which no face was found. */
  minSceneBright: 68,
  /** Burnt-out share of the face. Flash and noon sun reach 0.1; 1.3 times brighter copies of bright photos 0.42. */
  maxBurnt: 0.44,
  /** Mean luma of the face. Pale faces in front of a window reach 222. */
  maxMean: 228,

  /** Degrees to the side as the mesh shows them. Three-quarter views, which make good portraits, reach 41; a far ear gone, 46. */
  maxYaw: 43,
  /** Degrees up or down from the usual 9 that the mesh shows for a straight look. */
  neutralPitch: 9,
  maxPitch: 38,
  /** Degrees tilted. Lying down is fine; from here on the person is upside down or the photo is not upright. */
  maxRoll: 75,

  /** Mean openness of both eyes. Closed lids measure 0.03-0.09, the narrowest laughing eyes 0.13, a wink 0.17. */
  minEyes: 0.095,

  /** Signs of a mask (see Cover). Bare faces reach 6.7 and −24; three quarters of masks exceed one of these. */
  maxRedLost: 9.5,
  minRedLost: -32,
  maxLightLost: 34,
  /** Dark glasses. The deepest shadows in eye sockets leave 0.48, tinted glasses 0.6. */
  minEyeLight: 0.25,

  /**
   * The age guess that makes us ask. Children measured 6-12, adults of twenty 19 and more: the model is rough, so
   * this is a question to the person and never a finding.
   */
  askBelowAge: 15.5,
} as const
