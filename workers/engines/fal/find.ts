/** What became of a start whose answer was not heard: looked up in fal's list of requests. */
import { z } from 'zod'
import { FAL } from '../../../config/limits.js'
import { findModel } from '../../../config/models.js'
import type { UnheardStart } from '../../../core/ports.js'
import type { Ask } from './calls.js'
import { isMarked } from './mark.js'
import { workId } from './work-id.js'

const page = z.object({
  items: z.array(
    z.object({
      request_id: workId,
      sent_at: z.string().optional().catch(undefined),
      json_input: z.record(z.string(), z.unknown()).nullish().catch(undefined),
    }),
  ),
  next_cursor: z.string().nullish(),
  has_more: z.boolean().optional(),
})

type Item = z.infer<typeof page>['items'][number]

/**
 * Whether a request on the list is that start. A picture has the start's id in it; a wrong guess would show somebody
 * else's face. Without a picture, what was made from the same words and seed is the same for everybody. Pure.
 */
export function isThatStart({ json_input: input, sent_at: sentAt }: Item, start: UnheardStart): boolean {
  const map = findModel(start.model)?.input
  if (!map || !input) return false
  if (Date.parse(sentAt ?? '') < start.sentAt - FAL.clockMs) return false
  if (map.pictures) {
    const names = 'each' in map.pictures ? map.pictures.each : [map.pictures.list]
    return names.some(name => [input[name]].flat().some(picture => isMarked(picture, start.id)))
  }
  if (!map.seed || !map.prompt || input[map.seed] !== start.seed) return false
  const prompt = input[map.prompt]
  // A model may want an opening before it.
  return typeof prompt === 'string' && start.prompt !== '' && prompt.endsWith(start.prompt)
}

/**
 * Finds it. The list has only requests that have ended, and only inputs that fal was allowed to keep, so that it never
 * says that nothing was started (fal.ai/docs: platform-apis, models/requests/by-endpoint).
 */
export async function findStart(
  ask: Ask,
  start: UnheardStart,
  signal: AbortSignal,
): Promise<{ engineIds: string[]; complete: boolean }> {
  const name = findModel(start.model)?.name
  if (name === undefined) return { engineIds: [], complete: false }
  const found: Item[] = []
  let cursor: string | null | undefined
  for (let read = 0; read < FAL.listPages; read++) {
    const query = new URLSearchParams({
      endpoint_id: name,
      start: new Date(start.sentAt - FAL.clockMs).toISOString(),
      expand: 'payloads',
      limit: String(FAL.listPage),
      ...(cursor && { cursor }),
    })
    const answer = page.parse(
      await ask(`https://api.fal.ai/v1/models/requests/by-endpoint?${query}`, { signal }),
    )
    found.push(...answer.items.filter(item => isThatStart(item, start)))
    cursor = answer.next_cursor
    if (!cursor || answer.has_more === false) break
  }
  found.sort((a, b) => (a.sent_at ?? '').localeCompare(b.sent_at ?? ''))
  return { engineIds: found.map(item => item.request_id), complete: false }
}
