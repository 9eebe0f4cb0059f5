/** The words of the event stream. Pure. */
import type { Change } from './wire.js'

/** First word: how soon a browser comes back by itself. It also makes the answer leave at once. */
export const hello = 'retry: 1000\n\n'

/** A comment keeps proxies from closing a silent connection; the event beside it lets the page notice a dead one. */
export const beat = ': beat\nevent: beat\ndata: 1\n\n'

/** The conversation is no more. */
export const erased = 'event: erased\ndata: 1\n\n'

/** A change; its number is the event's id, from which a page that comes back goes on. */
export function change(what: Change): string {
  return `id: ${what.seq}\nevent: change\ndata: ${JSON.stringify(what)}\n\n`
}
