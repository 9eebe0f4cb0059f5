import { Fault } from '../../../core/errors.js'

/** Where fal answers: the queue, the platform's lists and files, the descriptions of models. */
const HOSTS = ['queue.fal.run', 'fal.run', 'api.fal.ai', 'rest.fal.ai', 'fal.ai']

/**
 * Where a call to fal goes: with an address configured, that one takes the place of all of fal's hosts, and the path is
 * kept. A key never goes anywhere else.
 */
export function falAddress(address: string, apiUrl: string | undefined): string {
  const url = new URL(address)
  if (url.protocol !== 'https:' || url.port !== '' || !HOSTS.includes(url.hostname))
    throw new Fault('bug', 'A call to fal would have gone to another host.')
  return apiUrl === undefined ? url.href : `${apiUrl.replace(/\/+$/, '')}${url.pathname}${url.search}`
}
