/** Opening a photo: at the address that came with it, or at a fresh one when that has expired. */
import { type RouteLike, Routes } from 'discord.js'
import { z } from 'zod'
import { Fault, toFault } from '../../core/errors.js'
import type { PhotoBytes, PhotoSource } from '../../core/platform.js'
import { openDownload } from '../download.js'
import type { Api } from './api.js'

const refreshed = z.object({ refreshed_urls: z.array(z.object({ refreshed: z.string() })).min(1) })
const REFRESH: RouteLike = '/attachments/refresh-urls'

/** Signed addresses live for a day; those of messages can be had anew. Faults as `openDownload`. */
export async function openDiscordPhoto(
  { address }: PhotoSource,
  deps: { api: Api; origins: readonly string[]; signal: AbortSignal },
): Promise<PhotoBytes> {
  const { api, ...options } = deps
  const { url } = address
  if (!url) throw new Fault('unfetchable', 'The photo has no address.')
  try {
    return await openDownload(url, options)
  } catch (error) {
    if (toFault(error).code !== 'unfetchable' || !address.message) throw error
    const fresh = await freshUrl(url, address, api, options.signal)
    if (!fresh || fresh === url) throw error
    return openDownload(fresh, options)
  }
}

/** Discord's own renewal, or the message once more. */
async function freshUrl(
  url: string,
  { channel = '', message = '' }: PhotoSource['address'],
  api: Api,
  signal: AbortSignal,
): Promise<string | undefined> {
  const renewed = refreshed.safeParse(
    await api.call('POST', REFRESH, { body: { attachment_urls: [url] }, signal }).catch(() => null),
  )
  if (renewed.success) return renewed.data.refreshed_urls[0]?.refreshed
  const holder = z.object({ attachments: z.array(z.object({ url: z.string() })) })
  const again = holder.safeParse(
    await api.call('GET', Routes.channelMessage(channel, message), { signal }).catch(() => null),
  )
  const place = (address: string) => (URL.canParse(address) ? new URL(address).pathname : '')
  return again.data?.attachments.find(one => place(one.url) === place(url))?.url
}
