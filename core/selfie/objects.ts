import { photoSource } from '../platform.js'
import { readObjectKey } from '../vault/keys.js'

/** What a selfie's row says about where its pictures are. */
export interface SelfiePlaces {
  source: unknown
  originalKey: string | null
  referenceKey: string | null
  wholeKey: string | null
}

/** The keys of all vault objects that a selfie's row names, an upload that was not fetched yet among them. Pure. */
export function objectsOf(selfie: SelfiePlaces): string[] {
  const upload = photoSource.safeParse(selfie.source).data?.address.key
  const own = upload !== undefined && readObjectKey(upload)?.kind === 'upload' ? [upload] : []
  const keys = [selfie.originalKey, selfie.referenceKey, selfie.wholeKey].filter(key => key !== null)
  return [...new Set([...own, ...keys])]
}
