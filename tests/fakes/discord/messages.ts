/** What a call says to show: judged, its files kept, and put into a message. */
import type { Upload } from './body.js'
import { checkMessage, fields, length } from './components.js'
import type { Component, File, Posted, World } from './world.js'

type Payload = Record<string, unknown>

/** A refusal as Discord words it: `{"code": 10008, "message": "…"}`. */
export class Refusal extends Error {
  readonly status: number
  readonly code: number
  constructor(status: number, code: number, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const V2 = 1 << 15
export const EPHEMERAL = 1 << 6

const REQUEST_BYTES = 25 * 1024 * 1024
const FILES = 10

/** A new message may have these; an edit all but the last four. */
const EDIT = ['content', 'embeds', 'flags', 'allowed_mentions', 'components', 'attachments']
const NEW = ['tts', 'nonce', 'enforce_nonce', 'message_reference']

export interface Said {
  text: string
  components: Component[]
  files: File[]
  flags: number
  only: boolean
  mentions: string[]
}

/** What a body says; `before` is the message that it changes. Throws what Discord refuses, and notes what it broke. */
export function readMessage(
  body: Payload,
  uploads: readonly Upload[],
  { world, channel, before }: { world: World; channel: string; before?: Posted | undefined },
): Said {
  // A deferral has no content yet: whatever fills it begins anew.
  const old = before?.loading ? undefined : before
  const flags = Number(body.flags ?? 0) | (old?.flags ?? 0)
  const files = filesOf(body, uploads, channel, old)
  const wrong = [
    ...fields(body, { required: [], optional: before ? EDIT : [...EDIT, ...NEW] }),
    ...checkMentions(body.allowed_mentions),
    ...length(body, 'nonce', 1, 25),
    ...files.wrong,
    ...(flags & V2 ? checkV2(body, files.kept, old) : checkPlain(body)),
  ]
  if (wrong.length > 0) {
    world.violations.push(...wrong)
    throw new Refusal(400, 50035, `Invalid Form Body: ${wrong[0]}`)
  }
  const bytes = files.fresh.map(file => file.bytes.length)
  if (bytes.some(size => size > world.uploadLimit) || bytes.reduce((a, b) => a + b, 0) > REQUEST_BYTES)
    throw new Refusal(413, 40005, 'Request entity too large')
  const { users = [] } = body.allowed_mentions as { users?: string[] }
  const components = (body.components as Component[] | undefined) ?? old?.components ?? []
  return {
    text: String(body.content ?? ''),
    components,
    files: [...files.held, ...files.fresh.map(file => world.keep(file))],
    flags: flags & V2,
    only: (Number(body.flags ?? 0) & EPHEMERAL) > 0,
    mentions: users.filter(id => JSON.stringify(components).includes(`<@${id}>`)),
  }
}

/** Puts what was said into a message that is there already. */
export function change(message: Posted, said: Said, world: World): void {
  // Filling a deferral is no edit that anybody notices.
  if (message.loading) message.loading = false
  else message.edits++
  message.text = said.text
  message.components = said.components
  for (const file of message.files) if (!said.files.includes(file)) world.files.delete(file.id)
  message.files = said.files
  message.flags = said.flags
}

function checkV2(body: Payload, names: readonly string[], old?: Posted): string[] {
  return [
    ...['content', 'embeds', 'poll', 'sticker_ids']
      .filter(name => body[name] !== undefined && body[name] !== null && String(body[name]) !== '')
      .map(name => `${name} in a message of components`),
    ...checkMessage(body.components ?? old?.components, names),
  ]
}

function checkPlain(body: Payload): string[] {
  const rows = (body.components ?? []) as Component[]
  return [
    ...(body.content === undefined && rows.length === 0 ? ['an empty message'] : []),
    ...length(body, 'content', 0, 2_000),
    ...(rows.every(({ type }) => type === 1) ? [] : ['components without their flag']),
  ]
}

/** Nobody is called who is not meant: what is not said means everybody. */
function checkMentions(allowed: unknown): string[] {
  if (typeof allowed !== 'object' || allowed === null) return ['allowed_mentions is missing']
  const { parse, users = [] } = allowed as { parse?: unknown[]; users?: string[] }
  return [
    ...fields(allowed as Payload, { required: ['parse'], optional: ['users', 'roles', 'replied_user'] }),
    ...(Array.isArray(parse) && parse.length === 0 ? [] : ['mentions of whoever a text names']),
    ...(users.length <= 100 && new Set(users).size === users.length ? [] : ['users to mention']),
  ]
}

/** Files that stay and files that come, with the names that they then have. */
function filesOf(body: Payload, uploads: readonly Upload[], channel: string, old?: Posted) {
  const wrong: string[] = []
  const listed = body.attachments as Payload[] | null | undefined
  const entries = listed ?? []
  const held = listed
    ? (old?.files ?? []).filter(({ id }) => entries.some(entry => entry.id === id))
    : (old?.files ?? [])
  for (const entry of entries) {
    wrong.push(...fields(entry, { required: ['id'], optional: ['filename', 'description', 'title'] }))
    wrong.push(...length(entry, 'description', 0, 1_024))
    const known =
      held.some(({ id }) => id === entry.id) ||
      uploads.some(({ index }) => String(index) === String(entry.id))
    if (!known) wrong.push('an attachment that is not there')
  }
  const fresh = uploads.map(upload => {
    const entry = entries.find(({ id }) => String(id) === String(upload.index))
    if (!entry) wrong.push('a file that is not listed')
    const name = String(entry?.filename ?? upload.name)
    // Other letters are changed by Discord, and then the components no longer find the file.
    if (!/^[A-Za-z0-9._-]{1,100}$/.test(name)) wrong.push('the name of a file')
    return {
      channel,
      name,
      bytes: upload.bytes,
      mime: mimeOf(name, upload.bytes),
      alt: String(entry?.description ?? ''),
    }
  })
  const kept = [...held, ...fresh].map(({ name }) => name)
  if (kept.length > FILES) wrong.push(`${kept.length} files`)
  if (new Set(kept).size < kept.length) wrong.push('two files of one name')
  return { held, fresh, kept, wrong }
}

/** Discord believes what it sees, and calls it by the ending of its name. */
function mimeOf(name: string, bytes: Buffer): string {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg'
  if (bytes.subarray(1, 4).toString() === 'PNG') return 'image/png'
  if (bytes.subarray(8, 12).toString() === 'WEBP') return 'image/webp'
  if (bytes.subarray(4, 8).toString() === 'ftyp' && name.endsWith('.mp4')) return 'video/mp4'
  if (bytes.subarray(0, 4).toString() === 'PK\x03\x04' && name.endsWith('.zip')) return 'application/zip'
  return /\.(jpe?g|png|webp|gif)$/.test(name) ? `image/${name.split('.').at(-1)}` : 'application/octet-stream'
}
