import { openFile } from '../../core/media/open.js'
import type { Inspection } from '../../core/ports.js'
import { detect } from './detect.js'
import type { Human } from './human.js'

export async function inspect(
  human: Human,
  bytes: Uint8Array,
  _options: { keepWhole: boolean },
): Promise<Inspection> {
  const file = await openFile(bytes)
  const picture = await file.decode(2000)
  const faces = await detect(human, picture)
  return {
    measurements: {
      bytes: bytes.length,
      format: file.header.format,
      animated: false,
      readable: true,
      faces: faces.length,
    },
  }
}
