import { z } from 'zod'

/** One thing that fal says against a request. */
export interface Reproach {
  /** fal's own name of it, empty where it gives none. */
  type: string
  words: string
  /** Which input it is about: the last name on the way to it. */
  at: string | undefined
}

const body = z.object({
  detail: z
    .union([
      z.string(),
      z.array(
        z.object({
          type: z.string().catch(''),
          msg: z.string().catch(''),
          loc: z.array(z.union([z.string(), z.number()])).catch([]),
        }),
      ),
    ])
    .optional()
    .catch(undefined),
  error_type: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
})

/**
 * What the body of an error says, in either of fal's forms: models name each fault of the input, fal itself gives one
 * sentence and a type. What the person has sent is quoted there too; it is not taken up.
 */
export function reproachesOf(said: unknown): Reproach[] {
  const parsed = body.safeParse(said)
  if (!parsed.success) return []
  const { detail, error_type: type = '', message = '' } = parsed.data
  const own = type || message ? [{ type, words: message, at: undefined }] : []
  if (detail === undefined) return own
  if (typeof detail === 'string') return [{ type, words: detail, at: undefined }]
  return [
    ...own,
    ...detail.map(each => ({
      type: each.type,
      words: each.msg,
      at: each.loc.findLast((part): part is string => typeof part === 'string'),
    })),
  ]
}
