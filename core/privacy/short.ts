import { INACTIVE, type Place, type Policy } from '../../config/policy.js'
import type { Say } from '../say.js'
import { periodWords } from './table.js'

/** What matters most about data, as a list of a few lines. Pure. */
export function shortPolicy({ policy, place, say }: { policy: Policy; place: Place; say: Say }): string[] {
  const { entries } = policy
  const words = (ms: number) => periodWords(say.language, ms)
  return [
    say('rights.short', {
      session: words(entries.selfie_session.keepMs),
      keep: words(entries.selfie_reference.keepMs),
      images: words(entries.images.keepMs),
      closed: words(INACTIVE.closeMs),
    }),
    place.region ? say('rights.region', { region: place.region }) : say('rights.regionUnknown'),
    ...(place.storage ? [say('rights.storage', { storage: place.storage })] : []),
  ]
}
