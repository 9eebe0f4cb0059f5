/** Putting the parts of an album together. Pure. */
import { TELEGRAM } from '../../config/limits.js'
import type { Act, Incoming } from '../../core/platform.js'
import type { AlbumPart } from './inbound.js'

/**
 * One event of the parts of an album, in the order in which they were sent: a caption's command is meant for all, also for
 * those that came when the `earlier` ones had been handled already. Null when it is not for us.
 */
export function joinAlbum(parts: readonly AlbumPart[], earlier: readonly AlbumPart[] = []): Incoming | null {
  const inOrder = byUpdate(parts)
  const all = [...byUpdate(earlier), ...inOrder]
  const [first] = inOrder
  if (!first || !all.some(({ addressed }) => addressed)) return null
  const photos = inOrder.flatMap(({ incoming }) => incoming.photos).slice(0, TELEGRAM.album)
  const leading =
    find(all, act => act.type === 'command') ?? find(inOrder, act => act.type === 'text') ?? first
  return { ...leading.incoming, eventId: `a:${first.album}:${first.updateId}`, photos }
}

function byUpdate(parts: readonly AlbumPart[]): AlbumPart[] {
  return [...parts].sort((a, b) => a.updateId - b.updateId)
}

/** The first part that does so, one that has words before one that has none. */
function find(parts: readonly AlbumPart[], isIt: (act: Act) => boolean): AlbumPart | undefined {
  const found = parts.filter(({ incoming }) => isIt(incoming.act))
  return found.find(({ incoming: { act } }) => act.type !== 'text' || act.text !== '') ?? found[0]
}
