/** Which predictions could be a start of ours whose answer was not heard. */
import { z } from 'zod'
import { REPLICATE } from '../../../config/limits.js'
import { findModel } from '../../../config/models.js'
import { Fault } from '../../../core/errors.js'
import type { UnheardStart } from '../../../core/ports.js'
import type { Calls, Limit } from './calls.js'
import { Prediction } from './prediction.js'

const Page = z.looseObject({ results: z.array(z.unknown()), next: z.string().nullish() })

/** Reads the listing, newest first, back to a little before the start. */
export async function findStarts(
  start: UnheardStart,
  { request }: Calls,
  apiUrl: string,
  limit: Limit,
): Promise<{ engineIds: string[]; complete: boolean }> {
  const since = start.sentAt - REPLICATE.findBackMs
  const found: { id: string; at: number }[] = []
  const seen = new Set<string>()
  let complete = true
  let route: string | URL = '/predictions'
  let params: Record<string, string> = { created_after: new Date(since).toISOString() }
  for (let pages = 0; pages < REPLICATE.findPages; pages++) {
    const page = Page.safeParse(await request('GET', route, { params }, limit))
    if (!page.success) throw new Fault('unavailable', 'The listing of Replicate cannot be read.')
    let oldest = Number.POSITIVE_INFINITY
    for (const result of page.data.results) {
      const parsed = Prediction.safeParse(result)
      // What cannot be read could be ours.
      if (!parsed.success) complete = false
      if (!parsed.success || seen.has(parsed.data.id)) continue
      seen.add(parsed.data.id)
      // One without a time is taken for a new one.
      const at = Date.parse(parsed.data.created_at ?? '') || Number.POSITIVE_INFINITY
      oldest = Math.min(oldest, at)
      if (at < since) continue
      const match = matches(start, parsed.data, apiUrl)
      if (match === 'yes') found.push({ id: parsed.data.id, at })
      if (match === 'perhaps') complete = false
    }
    const ended = !page.data.next || oldest < since
    if (ended) return { engineIds: found.sort((a, b) => a.at - b.at).map(({ id }) => id), complete }
    route = sameOrigin(page.data.next ?? '', apiUrl)
    params = {}
  }
  return { engineIds: found.sort((a, b) => a.at - b.at).map(({ id }) => id), complete: false }
}

/** The token goes along, so that the next page must lie where the first did. */
function sameOrigin(next: string, apiUrl: string): URL {
  const url = URL.canParse(next, `${apiUrl}/`) ? new URL(next, `${apiUrl}/`) : undefined
  if (url?.origin !== new URL(apiUrl).origin)
    throw new Fault('unavailable', 'The listing of Replicate goes on elsewhere.')
  return url
}

/**
 * Whether a prediction is that start. What shows the order's id, as our pictures' names and the webhook's address do, or a
 * file that was put there for it, is; without pictures, what has the same model, seed and prompt. `perhaps` where too little
 * is shown to tell: data that was removed, or pictures under names of Replicate's own. Another's prediction must never be
 * taken, so that a likeness is no proof where there are pictures. Pure.
 */
export function matches(
  start: UnheardStart,
  prediction: Prediction,
  apiUrl: string,
): 'yes' | 'no' | 'perhaps' {
  const model = findModel(start.model)
  if (!model || (prediction.model !== undefined && prediction.model !== model.name)) return 'no'
  const told = /[?&]order=([^&]*)/.exec(prediction.webhook ?? '')?.[1]
  if (told !== undefined) return told === start.id ? 'yes' : 'no'
  const input = prediction.input ?? {}
  const texts = textsOf(input)
  const named = (text: string) =>
    text.includes(start.id) || start.files.some(({ id, url }) => text === url || text.includes(id))
  if (texts.some(named)) return 'yes'
  if (prediction.data_removed && Object.keys(input).length === 0) return 'perhaps'
  const { prompt, seed } = model.input
  const alike =
    (prompt === undefined || saysOur(start.prompt, input[prompt])) &&
    (seed === undefined || input[seed] === start.seed)
  if (!alike) return 'no'
  if (start.files.length === 0) return 'yes'
  return texts.some(text => text.startsWith(`${apiUrl}/files/`)) ? 'no' : 'perhaps'
}

/** Some models want an opening before the words. */
function saysOur(prompt: string, said: unknown): boolean {
  const text = typeof said === 'string' ? said : ''
  return prompt === '' ? text === '' : text.endsWith(prompt)
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsOf)
}
