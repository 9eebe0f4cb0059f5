import type { FaceMeasurements } from '../../core/selfie/measurements.js'
import type { Mesh } from './mesh.js'

const RIGHT_CHEEK = 234
const LEFT_CHEEK = 454
const FOREHEAD = 10
const CHIN = 152

/** Reads the pose off the mesh: how much nearer one cheek is than the other, and the chin than the forehead. */
export function poseOf({ points, square }: Mesh): Pick<FaceMeasurements, 'yaw' | 'pitch' | 'roll'> {
  const [cos, sin] = [Math.cos(square.angle), Math.sin(square.angle)]
  const upright = (i: number) => {
    const [x, y, z] = points[i]!
    return [x * cos + y * sin, y * cos - x * sin, z] as const
  }
  const [right, left, top, chin] = [
    upright(RIGHT_CHEEK),
    upright(LEFT_CHEEK),
    upright(FOREHEAD),
    upright(CHIN),
  ]
  return {
    yaw: degrees(Math.atan2(left[2] - right[2], left[0] - right[0])),
    pitch: degrees(Math.atan2(chin[2] - top[2], chin[1] - top[1])),
    roll: degrees(square.angle),
  }
}

const degrees = (radians: number) => (radians * 180) / Math.PI
