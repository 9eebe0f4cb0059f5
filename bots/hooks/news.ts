/** What an engine's webhook says, as far as it has to be known here; the engine's own reader looks at the rest. Pure. */
import { z } from 'zod'

export type HookEngine = 'replicate' | 'fal'

/** `early`: it is no end yet. */
export type News = { engineId: string; answer: unknown } | 'early' | null

const NAME = z.string().min(1).max(200)
const REPLICATE = z.looseObject({ id: NAME, status: z.string() })
const FAL = z.looseObject({
  request_id: NAME,
  status: z.enum(['OK', 'ERROR']),
  payload: z.unknown().optional(),
})
const QUOTING = z.looseObject({ detail: z.array(z.looseObject({})).optional().catch(undefined) })
/** All statuses after which nothing comes any more (Replicate's documentation of predictions). */
const ENDS = ['succeeded', 'failed', 'canceled', 'aborted']

/** Reads a body whose signature was right; null when it is nothing that the engine is known to say. */
export function readNews(engine: HookEngine, body: Buffer): News {
  const value = parse(body)
  if (engine === 'fal') {
    const said = FAL.safeParse(value)
    if (!said.success) return null
    const { payload } = said.data
    const answer = payload === undefined ? said.data : { ...said.data, payload: unquoted(payload) }
    return { engineId: said.data.request_id, answer }
  }
  const said = REPLICATE.safeParse(value)
  if (!said.success) return null
  if (!ENDS.includes(said.data.status)) return 'early'
  // What we sent ourselves (words, the address of a picture), and logs that repeat it, need not lie about a second time.
  const { input: _input, logs: _logs, ...answer } = said.data
  return { engineId: said.data.id, answer }
}

/** Without what fal's models quote of what we sent: the words with a result, and the whole input with a fault of it. */
function unquoted(payload: unknown): unknown {
  const quoting = QUOTING.safeParse(payload)
  if (!quoting.success) return payload
  const { prompt: _prompt, detail, ...said } = quoting.data
  return { ...said, ...(detail && { detail: detail.map(({ input: _input, ctx: _ctx, ...fault }) => fault) }) }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString(), (_key, value) => (typeof value === 'string' ? clean(value) : value))
  } catch {
    return undefined
  }
}

/** Without what Postgres takes in no text: zeros and halves of characters, as a model's log may have them. */
function clean(text: string): string {
  return text.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\ufffd')
}
