/** Names of objects in the vault: `<owner>/<kind>/<id>`. The owner comes first, so that a person's objects lie together. */
import { Fault } from '../errors.js'

/**
 * upload: bytes on their way in from the web chat.   original: a photo as sent, until it was looked at.
 * whole: the re-encoded picture.   reference: the head-and-shoulders crop.   image: what an engine made.
 * export: a piece of an archive of everything.
 */
export const OBJECT_KINDS = ['upload', 'original', 'whole', 'reference', 'image', 'export'] as const
export type ObjectKind = (typeof OBJECT_KINDS)[number]

export interface ObjectName {
  owner: string
  kind: ObjectKind
  id: string
}

/** Letters that are safe in a file name, an address and a header; no dot, so no way out of a folder. */
const WORD = /^[A-Za-z0-9_-]{1,64}$/

/** The key of an object. Owner and id are 1 to 64 of `A-Z a-z 0-9 _ -`; anything else is a fault `bug`. */
export function objectKey(owner: string, kind: ObjectKind, id: string): string {
  if (!WORD.test(owner) || !WORD.test(id))
    throw new Fault('bug', 'Owner and id of an object must be url-safe.')
  return `${owner}/${kind}/${id}`
}

/** The parts of a key, or null when it is none of ours. */
export function readObjectKey(key: string): ObjectName | null {
  const [owner, kind, id, ...rest] = key.split('/')
  if (owner === undefined || id === undefined || rest.length > 0) return null
  if (!WORD.test(owner) || !WORD.test(id) || !isKind(kind)) return null
  return { owner, kind, id }
}

/** Whether it can be an owner: the check before a name becomes part of a path. */
export function isOwner(owner: string): boolean {
  return WORD.test(owner)
}

function isKind(kind: string | undefined): kind is ObjectKind {
  return (OBJECT_KINDS as readonly (string | undefined)[]).includes(kind)
}
