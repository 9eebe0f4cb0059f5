/** Opening photos that people sent: Telegram hands out an address for each, which is good for an hour. */
import type { TelegramConfig } from '../../config/env.js'
import { TELEGRAM } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import type { PhotoBytes, PhotoSource } from '../../core/platform.js'
import { openDownload } from '../download.js'
import { type Call, Refused } from './calls.js'

/** Builds it. The address has the token in it: it is made when it is needed, and told to nobody. */
export function createPhotos(deps: { call: Call; config: Pick<TelegramConfig, 'apiUrl' | 'token'> }) {
  const { call, config } = deps
  return {
    /** Faults: `unfetchable` (gone, or larger than bots may fetch), `busy`, `unavailable`, `timeout`. */
    async open({ address }: PhotoSource, signal: AbortSignal): Promise<PhotoBytes> {
      const { file_path, file_size = 0 } = await find(address.file ?? '', signal)
      if (!file_path || file_size > TELEGRAM.fetchBytes)
        throw new Fault('unfetchable', 'Telegram does not hand out this file.')
      const path = file_path.split('/').map(encodeURIComponent).join('/')
      return openDownload(`${config.apiUrl}/file/bot${config.token}/${path}`, {
        origins: [new URL(config.apiUrl).origin],
        signal,
      })
    },
  }

  async function find(file_id: string, signal: AbortSignal) {
    try {
      return await call('getFile', { file_id }, { signal })
    } catch (error) {
      // "file is too big", "wrong file_id or the file is temporarily unavailable"
      if (error instanceof Refused || (error instanceof Fault && error.facts.status === 400))
        throw new Fault('unfetchable', 'Telegram does not hand out this file.')
      throw error
    }
  }
}
