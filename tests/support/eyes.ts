/** Eyes that see in a photo what its bytes say, so that a story about a photo needs none: `good`, `child`, `wall`. */
import { Fault } from '../../core/errors.js'
import type { Inspection, Vision } from '../../core/ports.js'
import type { FaceMeasurements, Measurements } from '../../core/selfie/measurements.js'

const FACE: FaceMeasurements = {
  box: { x: 300, y: 300, width: 300, height: 300 },
  certainty: 1,
  outside: { top: 0, bottom: 0, side: 0 },
  light: { mean: 120, bright: 180, burnt: 0, blur: 0.4 },
  yaw: 0,
  pitch: 9,
  roll: 0,
  eyes: [0.3, 0.3],
  cover: { redLost: 0, lightLost: 0, eyeLight: 0.8 },
  age: 35,
}

export interface Eyes extends Vision {
  /** While set, photos stay looked at; `release` lets them go on. */
  hold(): void
  release(): void
  /** How many photos are being looked at. */
  busy(): number
  /** The next looks fail with this. */
  broken: { fault: Fault | null }
}

/** Opens eyes. */
export function createEyes(): Eyes {
  let gate: Promise<void> | null = null
  let open = () => {}
  let busy = 0
  const broken: { fault: Fault | null } = { fault: null }
  return {
    broken,
    hold() {
      gate = new Promise(resolve => {
        open = resolve
      })
    },
    release() {
      gate = null
      open()
    },
    busy: () => busy,
    async inspect(bytes, options = {}) {
      busy++
      try {
        if (broken.fault) throw broken.fault
        await gate
      } finally {
        busy--
      }
      return see(Buffer.from(bytes).toString(), options.keepWhole ?? false)
    },
    async trace() {
      throw new Fault('vision_crashed', 'These eyes trace nothing.')
    },
    async embed() {
      throw new Fault('vision_crashed', 'These eyes compare nobody.')
    },
  }
}

function see(what: string, keepWhole: boolean): Inspection {
  const file: Measurements = {
    bytes: what.length,
    format: 'jpeg',
    animated: false,
    readable: true,
    size: { width: 900, height: 900 },
  }
  if (what === 'wall') return { measurements: { ...file, faces: 0 } }
  const face = what === 'child' ? { ...FACE, age: 8 } : FACE
  return {
    measurements: { ...file, faces: 1, face },
    reference: Buffer.from(`reference of ${what}`),
    ...(keepWhole && { whole: Buffer.from(`whole of ${what}`) }),
  }
}
