/** What the page knows, and how it changes. Pure. */
import type { Change, ChatPage, PageMessage } from '../wire.js'

/** A photo that the person chose; `url` is a preview that lives as long as this tab. */
export interface LocalPhoto {
  id: string
  file: File
  url: string
}

/**
 * How something the person did stands. sent: taken by the server, its message is on its way back to us.
 * waiting: will be tried again. consent: kept here until they agree.
 */
export type PendingState = 'queued' | 'sending' | 'waiting' | 'consent' | 'sent' | 'refused'

/** Something the person did that the conversation does not show yet. */
export interface Pending {
  eventId: string
  /** What their own message says; null when it leaves none. */
  text: string | null
  photos: LocalPhoto[]
  at: string
  state: PendingState
  /** Between 0 and 1 while photos are uploaded. */
  uploaded?: number
  /** Why it was refused. */
  reason?: string
}

export type Link = 'connecting' | 'open' | 'lost'

export interface Model {
  /** blocked: the browser keeps no cookies, so the booth cannot know anybody again. */
  phase: 'opening' | 'open' | 'erased' | 'blocked'
  link: Link
  chat: string
  /** The newest change that was read. */
  newest: number
  /** As they stand now, by slot. Those above `oldest` are known only because they changed; they come with their page. */
  messages: ReadonlyMap<string, PageMessage>
  /** Slots of messages that are gone, with the number of that change. */
  gone: ReadonlyMap<string, number>
  oldest: number
  more: boolean
  loadingOlder: boolean
  pending: readonly Pending[]
  /** The person's own photos of this tab, by the slot of the message they went with. */
  previews: ReadonlyMap<string, LocalPhoto[]>
  about: Pick<ChatPage, 'commands' | 'mayProcess' | 'language' | 'limits'>
  /** The last words after an erasure. */
  farewell: readonly PageMessage[]
}

export const nothing: Model = {
  phase: 'opening',
  link: 'connecting',
  chat: '',
  newest: 0,
  messages: new Map(),
  gone: new Map(),
  oldest: Number.POSITIVE_INFINITY,
  more: false,
  loadingOlder: false,
  pending: [],
  previews: new Map(),
  about: { commands: [], mayProcess: false, language: '', limits: { photoBytes: 0, photos: 1, text: 1000 } },
  farewell: [],
}

export type Step =
  | { type: 'opened'; page: ChatPage }
  | { type: 'blocked' }
  | { type: 'loadingOlder' }
  | { type: 'older'; page: ChatPage | null }
  | { type: 'changed'; change: Change }
  | { type: 'link'; link: Link }
  | { type: 'mayProcess'; mayProcess: boolean }
  | { type: 'added'; pending: Pending }
  | { type: 'pending'; eventId: string; now: Partial<Pick<Pending, 'state' | 'uploaded' | 'reason'>> }
  | { type: 'discarded'; eventId: string }
  | { type: 'erased'; farewell: readonly PageMessage[] }

/** The next model. */
export function reduce(model: Model, step: Step): Model {
  switch (step.type) {
    case 'opened':
      return prune({
        ...merge(model, step.page),
        phase: 'open',
        newest: Math.max(model.newest, step.page.newest),
      })
    case 'blocked':
      return { ...model, phase: 'blocked' }
    case 'loadingOlder':
      return { ...model, loadingOlder: true }
    case 'older':
      return { ...(step.page ? merge(model, step.page) : model), loadingOlder: false }
    case 'changed':
      return prune({ ...apply(model, step.change), newest: Math.max(model.newest, step.change.seq) })
    case 'link':
      return model.link === step.link ? model : { ...model, link: step.link }
    case 'mayProcess':
      return { ...model, about: { ...model.about, mayProcess: step.mayProcess } }
    case 'added':
      return {
        ...model,
        pending: [...model.pending, step.pending],
        previews: withPreview(model, step.pending),
      }
    case 'pending':
      return prune({
        ...model,
        pending: model.pending.map(one => (one.eventId === step.eventId ? { ...one, ...step.now } : one)),
      })
    case 'discarded':
      return { ...model, pending: model.pending.filter(one => one.eventId !== step.eventId) }
    case 'erased':
      return {
        ...model,
        phase: 'erased',
        farewell: step.farewell.length > 0 ? step.farewell : model.farewell,
      }
  }
}

/** The slot of a person's own message. */
export function ownSlot(eventId: string): string {
  return `me:${eventId}`
}

/** The messages to be shown, in their order. */
export function shownMessages(model: Model): PageMessage[] {
  return [...model.messages.values()]
    .filter(one => one.place >= model.oldest)
    .sort((a, b) => a.place - b.place)
}

/** What is still on its way and has a message to show. */
export function shownPending(model: Model): Pending[] {
  return model.pending.filter(one => one.text !== null && !model.messages.has(ownSlot(one.eventId)))
}

/** A page of history: joins what is there, and moves the upper end. */
function merge(model: Model, page: ChatPage): Model {
  const joined = page.messages.reduce<Model>(apply, model)
  const top = page.messages[0]?.place ?? 0
  const { commands, mayProcess, language, limits } = page
  // The newest page again (after consent in another tab, say) moves nothing.
  const moves = top < model.oldest
  return {
    ...joined,
    chat: page.chat,
    oldest: moves ? top : model.oldest,
    more: moves ? page.more : model.more,
    about: { commands, mayProcess, language, limits },
  }
}

/** Of two versions of a message the later one counts, whichever way it came. */
function apply(model: Model, change: Change): Model {
  const known = Math.max(model.messages.get(change.slot)?.seq ?? -1, model.gone.get(change.slot) ?? -1)
  if (change.seq <= known) return model
  const messages = new Map(model.messages)
  if ('gone' in change) {
    messages.delete(change.slot)
    return { ...model, messages, gone: new Map(model.gone).set(change.slot, change.seq) }
  }
  return { ...model, messages: messages.set(change.slot, change) }
}

/** Forgets what was sent and has arrived, or leaves no message. */
function prune(model: Model): Model {
  const over = (one: Pending) =>
    one.state === 'sent' && (one.text === null || model.messages.has(ownSlot(one.eventId)))
  return model.pending.some(over) ? { ...model, pending: model.pending.filter(one => !over(one)) } : model
}

function withPreview(model: Model, pending: Pending): Model['previews'] {
  if (pending.photos.length === 0) return model.previews
  return new Map(model.previews).set(ownSlot(pending.eventId), pending.photos)
}
