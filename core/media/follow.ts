/** Following redirects to where a file lies, from known places only. Photos and what engines make are fetched with it. */

/** The platforms' and engines' stores need one at most. */
const REDIRECTS = 3

/** What one step has found: a redirect, or the answer itself. */
export type Step<T> = { onward: string } | { answer: T }

/**
 * Asks `address`, and what it redirects to, until there is an answer. No step is taken that `allowed` does not accept;
 * `refuse` says which error that is, and which one too many redirects are.
 */
export async function follow<T>(
  address: string,
  ways: {
    allowed: (url: URL) => boolean
    ask: (url: URL) => Promise<Step<T>>
    refuse: (why: 'elsewhere' | 'redirects') => Error
  },
): Promise<T> {
  let url = address
  for (let step = 0; step <= REDIRECTS; step++) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined
    if (!parsed || !ways.allowed(parsed)) throw ways.refuse('elsewhere')
    const found = await ways.ask(parsed)
    if ('answer' in found) return found.answer
    if (!URL.canParse(found.onward, parsed)) throw ways.refuse('elsewhere')
    url = new URL(found.onward, parsed).href
  }
  throw ways.refuse('redirects')
}
