/**
 * The last door before the log. Facts are ids, counts, codes and places in our code; anything else that gets here is a
 * mistake of ours, and it must not become a leak: what has a telling name goes, what looks like a secret is covered, and
 * nothing but plain values is written. Pure.
 */

/** Longer than a code, an id or a line of a stack: an address, a text or a picture. */
const MOST_CHARS = 1_500
/** Of the elements of a list, and of levels within each other. */
const MOST_ITEMS = 50
const MOST_LEVELS = 3

/** Names of what says who somebody is, what they wrote, or how one gets in; as a whole word of the name, in any style. */
const TELLING =
  /(?:^|_)(?:tokens?|cookies?|secrets?|passwords?|authorization|texts?|prompts?|words|names?|user|user_ids?|chats?|chat_ids?|channels?|urls?|address(?:es)?|ip|body|payload|headers?|photos?|pictures?|language|reply_to|message_ref|seed)(?:_|$)/

/** What tokens and keys look like, and everything behind the question mark of an address. */
const SECRETS: readonly [RegExp, string][] = [
  [/\bxox[a-z]-[\w-]{6,}|\bxapp-[\w-]{6,}/g, '[token]'],
  [/\b\d{6,12}:[\w-]{30,}/g, '[token]'],
  [/\b[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}/g, '[token]'],
  [/\b(?:r8|whsec|sk|pk|rk)_[\w+/=-]{8,}/g, '[token]'],
  [/\b(bearer|basic|key)\s+[\w+/=.:-]{8,}/gi, '$1 [token]'],
  [/\bpixbooth=[\w.-]+/g, '[cookie]'],
  [/\b([a-z]+:\/\/)[^\s/@]+@/gi, '$1[login]@'],
  [/\bhttps?:\/\/(?!127\.0\.0\.1|localhost)[^\s"')]+/gi, '[address]'],
  [/[\w.+-]+@[\w-]+\.[\w.-]+/g, '[mail]'],
  // Bytes as text.
  [/[A-Za-z0-9+/]{120,}={0,2}/g, '[bytes]'],
]

/** The facts as they may be written. */
export function cleanFacts(facts: Record<string, unknown> | undefined): Record<string, unknown> {
  return facts ? cleanObject(facts, 0) : {}
}

function cleanObject(value: object, level: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !TELLING.test(snake(key)))
      .slice(0, MOST_ITEMS)
      .map(([key, inner]) => [key, clean(inner, level)]),
  )
}

function clean(value: unknown, level: number): unknown {
  if (typeof value === 'string') return cover(value)
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Error) return value.constructor.name
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return '[bytes]'
  if (typeof value !== 'object' || level >= MOST_LEVELS) return undefined
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map(inner => clean(inner, level + 1))
  if (value instanceof Date) return value.toISOString()
  return cleanObject(value, level + 1)
}

function cover(text: string): string {
  let covered = text
  for (const [secret, cover] of SECRETS) covered = covered.replace(secret, cover)
  return covered.length <= MOST_CHARS ? covered : `${covered.slice(0, MOST_CHARS)}…`
}

function snake(key: string): string {
  return key
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase()
}
