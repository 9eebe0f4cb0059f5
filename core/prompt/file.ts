/** The operators' own words and patterns, from a file that SCREENING_FILE names. */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { ALWAYS_REFUSED, CATEGORIES, type Category } from '../../config/screening.js'
import { Fault } from '../errors.js'
import { createScreen, isPattern, type Screen, toPattern } from './screen.js'

const entry = z
  .string()
  .min(2)
  .max(300)
  .refine(it => !isPattern(it) || isReadable(it), 'is no regular expression')
  .refine(it => isPattern(it) || /[\p{L}\p{N}]/u.test(it), 'has no letter')

const file = z.strictObject({
  ...(Object.fromEntries(CATEGORIES.map(it => [it, z.array(entry).max(10_000).optional()])) as Record<
    Category,
    z.ZodOptional<z.ZodArray<typeof entry>>
  >),
  off: z
    .array(z.enum(CATEGORIES))
    .refine(
      all => all.every(one => !ALWAYS_REFUSED.includes(one)),
      `may not name ${ALWAYS_REFUSED.join(', ')}`,
    )
    .default([]),
})

function isReadable(pattern: string): boolean {
  try {
    toPattern(pattern)
    return true
  } catch {
    return false
  }
}

/** Reads a file and puts the lists together; without one the booth's own serve alone. Faults: `config`, in one sentence. */
export async function loadScreen(path: string | undefined): Promise<Screen> {
  if (path === undefined) return createScreen()
  const wrong = (what: string) => new Fault('config', `SCREENING_FILE ${what}.`)
  const text = await readFile(path, 'utf8').catch(() => {
    throw wrong(`cannot be read: ${path}`)
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw wrong(`is no JSON: ${path}`)
  }
  const parsed = file.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const at = issue?.path.join(' ') ?? ''
    throw wrong(`is not as it should be${at && ` at ${at}`}: ${issue?.message ?? 'unknown'}`)
  }
  const { off, ...lists } = parsed.data
  return createScreen({ lists: lists as Partial<Record<Category, readonly string[]>>, off })
}
