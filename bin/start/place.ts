import type { Config } from '../../config/config.js'
import type { Place } from '../../config/policy.js'

/** Where the booth stands, as people are told. Pure. */
export function placeOf({
  dataRegion,
  vault,
  stripe,
}: Pick<Config, 'dataRegion' | 'vault' | 'stripe'>): Place {
  const storage =
    vault.kind === 's3'
      ? vault.endpoint
        ? new URL(vault.endpoint).host
        : `Amazon S3 (${vault.region})`
      : undefined
  return {
    ...(dataRegion && { region: dataRegion }),
    ...(storage && { storage }),
    ...(stripe && { cards: true }),
  }
}
