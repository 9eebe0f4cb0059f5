/** Photos that people sent, from where Slack keeps them. */
import { Fault } from '../../core/errors.js'
import type { PhotoBytes, PhotoSource } from '../../core/platform.js'
import type { openDownload } from '../download.js'
import type { Api } from './api.js'
import { refusalOf } from './faults.js'

/** With the bot's token, from Slack's own places alone. Faults: `unfetchable` when it is gone, and those of a download. */
export async function openSlackPhoto(
  source: PhotoSource,
  options: { api: Api; origins: readonly string[]; download: typeof openDownload; signal: AbortSignal },
): Promise<PhotoBytes> {
  const { api, origins, download, signal } = options
  const { tenant = '', file = '', url } = source.address
  try {
    const token = await api.token(tenant)
    const address = url ?? (await addressOf(api, tenant, file))
    return await download(address, { origins, headers: { authorization: `Bearer ${token}` }, signal })
  } catch (error) {
    const gone = ['file_not_found', 'file_deleted', 'not_visible'].includes(refusalOf(error) ?? '')
    if (gone || (error instanceof Fault && error.code === 'undeliverable'))
      throw new Fault('unfetchable', 'The photo is not at Slack any more.', { cause: error })
    throw error
  }
}

/** Files of other workspaces come without their address. */
async function addressOf(api: Api, tenant: string, id: string): Promise<string> {
  const { file } = await api.with(tenant, client => client.files.info({ file: id }))
  const address = file?.url_private_download ?? file?.url_private
  if (!address) throw new Fault('unfetchable', 'Slack does not say where the photo lies.')
  return address
}
