/** Waits for the parts of an album, which come as updates of their own. */
import { TELEGRAM } from '../../config/limits.js'
import type { Incoming } from '../../core/platform.js'
import { joinAlbum } from './album.js'
import type { AlbumPart } from './inbound.js'
import { createLedger } from './ledger.js'

/** Parts that are handled together. */
interface Round {
  parts: AlbumPart[]
  kept: Promise<void>
  /** Waits a moment longer, within bounds. */
  another(): void
}

interface Album {
  /** By update id, when each was or will be kept. */
  seen: Map<number, Promise<void>>
  done: AlbumPart[]
  open?: Round
}

/**
 * Settles when a part can no longer be lost; throws when it could not be kept, and must be brought again. A part that
 * comes later makes an event of its own, with the command of those before; a repeat makes none.
 */
export type Gather = (part: AlbumPart) => Promise<void>

/** Builds it; `keep` is handed one event for the parts of a round. */
export function createGather(keep: (incoming: Incoming) => Promise<void>): Gather {
  const albums = createLedger<Album>(TELEGRAM.albumsKept)

  function begin(album: Album): Round {
    const parts: AlbumPart[] = []
    const opened = performance.now()
    let timer: NodeJS.Timeout | undefined
    let end = () => {}
    const complete = new Promise<void>(resolve => {
      end = resolve
    })
    async function close(): Promise<void> {
      await complete
      clearTimeout(timer)
      delete album.open
      const incoming = joinAlbum(parts, album.done)
      try {
        if (incoming) await keep(incoming)
        album.done.push(...parts)
      } catch (error) {
        for (const { updateId } of parts) album.seen.delete(updateId)
        throw error
      }
    }
    return {
      parts,
      kept: close(),
      another() {
        clearTimeout(timer)
        const left = TELEGRAM.albumMs - (performance.now() - opened)
        if (parts.length >= TELEGRAM.album || left <= 0) end()
        else timer = setTimeout(end, Math.min(TELEGRAM.albumQuietMs, left))
      },
    }
  }

  return part => {
    const album: Album = albums.find(part.album) ?? { seen: new Map(), done: [] }
    albums.note(part.album, album)
    const before = album.seen.get(part.updateId)
    if (before) return before
    album.open ??= begin(album)
    const { parts, kept, another } = album.open
    parts.push(part)
    album.seen.set(part.updateId, kept)
    another()
    return kept
  }
}
