/** Whether fal takes our key, which is not needed to read what its models take. */
import { MODELS } from '../../../config/models.js'
import type { ProveKey } from '../live-schema.js'
import { CallFailed, type CallOptions, createAsk } from './calls.js'

/**
 * Asks for the price of a model, which costs nothing and wants a valid key (fal.ai/docs: platform-apis, models/pricing).
 * Only its 401 says something about the key: any other trouble is trouble of that list, and portraits do not need it.
 */
export function createFalKey(options: CallOptions): ProveKey {
  const ask = createAsk(options)
  const query = new URLSearchParams({ endpoint_id: MODELS['fal-kontext'].name })
  return async ({ signal }) => {
    try {
      await ask(`https://api.fal.ai/v1/models/pricing?${query}`, { signal })
      return true
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      const { failure } = error
      return !(failure.kind === 'answer' && failure.status === 401)
    }
  }
}
