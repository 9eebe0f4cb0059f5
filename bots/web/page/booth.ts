/** The page's heart: joins model, sender and stream. Components read the model and call these. */
import type { ChatPage, PageMessage, SaidReply } from '../wire.js'
import { post, readChat } from './api.js'
import {
  type LocalPhoto,
  type Model,
  nothing,
  type Pending,
  reduce,
  type Step,
  shownMessages,
} from './model.js'
import { createSender, type Item, waitBefore } from './sender.js'
import { openStream } from './stream.js'
import { speak } from './texts.js'

export interface BoothPage {
  readonly model: Model
  subscribe(listener: () => void): () => void
  /** Sends text, with the photos that were chosen. */
  say(text: string, photos: LocalPhoto[]): void
  /** Presses a button of the message in slot `from`. */
  press(action: string, label: string, from: string): void
  discard(eventId: string): void
  older(): void
}

const UNSENT = 'pixbooth.unsent'
/** The first /start of a conversation has one name in every tab, so that it happens once. */
const HELLO = 'hello-booth'

export function createBoothPage(): BoothPage {
  let model = nothing
  const listeners = new Set<() => void>()
  const step = (next: Step) => {
    model = reduce(model, next)
    for (const listener of listeners) listener()
  }

  const sender = createSender({
    post,
    tell: (eventId, now) => step({ type: 'pending', eventId, now }),
    said: (_item, reply) => onSaid(reply),
    keep,
    schedule(work, ms) {
      const timer = setTimeout(work, ms)
      return () => clearTimeout(timer)
    },
  })

  function onSaid(reply: SaidReply): void {
    if (reply.farewell) step({ type: 'erased', farewell: reply.farewell })
    // Another person's name in our cookie (it was cleared, or renewed in another tab): begin anew.
    else if (reply.chat !== model.chat) location.reload()
    else {
      learnConsent(reply.mayProcess)
      if (reply.language && reply.language !== model.about.language) void learnLanguage()
    }
  }

  /** The commands are worded anew, and so is all that the page says by itself. */
  async function learnLanguage(): Promise<void> {
    await readChat()
      .then(opened)
      .catch(() => {})
  }

  function opened(page: ChatPage): void {
    speak(page.language)
    step({ type: 'opened', page })
  }

  function learnConsent(mayProcess: boolean): void {
    step({ type: 'mayProcess', mayProcess })
    if (mayProcess && sender.held > 0) sender.consented()
  }

  function send(
    item: Omit<Item, 'eventId'>,
    own: { text: string | null; photos?: LocalPhoto[] },
    eventId?: string,
  ) {
    const id = eventId ?? crypto.randomUUID()
    const hold = item.photos.length > 0 && !model.about.mayProcess
    const pending: Pending = {
      eventId: id,
      text: own.text,
      photos: own.photos ?? [],
      at: new Date().toISOString(),
      state: 'queued',
    }
    step({ type: 'added', pending })
    sender.add({ ...item, eventId: id }, { hold })
    if (hold && !isAsked(shownMessages(model)))
      send({ text: '/start', quiet: true, photos: [] }, { text: null })
  }

  /** Texts survive a reload in this tab; photos cannot. */
  function keep(items: readonly Item[]): void {
    const texts = items.filter(item => item.photos.length === 0)
    try {
      sessionStorage.setItem(UNSENT, JSON.stringify({ chat: model.chat, texts }))
    } catch {
      // No room or no right to store: then a reload loses what was not sent.
    }
  }

  function resend(): void {
    try {
      const kept = JSON.parse(sessionStorage.getItem(UNSENT) ?? '{}') as { chat?: string; texts?: Item[] }
      if (kept.chat !== model.chat) return
      for (const { eventId, ...item } of kept.texts ?? [])
        send(item, { text: item.quiet ? null : (item.text ?? item.label ?? null) }, eventId)
    } catch {
      // Nothing readable was kept.
    }
  }

  async function open(failures = 0): Promise<void> {
    if (!navigator.cookieEnabled) return step({ type: 'blocked' })
    try {
      opened(await readChat())
    } catch {
      step({ type: 'link', link: failures > 0 ? 'lost' : 'connecting' })
      setTimeout(() => void open(failures + 1), waitBefore(failures))
      return
    }
    resend()
    if (model.newest === 0 && model.pending.length === 0)
      send({ text: '/start', quiet: true, photos: [] }, { text: null }, HELLO)
    openStream({
      from: () => ({ chat: model.chat, after: model.newest }),
      change(change) {
        step({ type: 'changed', change })
        if (sender.held > 0 && !('gone' in change) && change.author === 'booth') void askConsent()
      },
      erased: () => step({ type: 'erased', farewell: [] }),
      link(link) {
        step({ type: 'link', link })
        if (link === 'open') sender.retry()
      },
    })
  }

  /** Consent may have been given in another tab. */
  let asking = false
  async function askConsent(): Promise<void> {
    if (asking) return
    asking = true
    await readChat()
      .then(page => learnConsent(page.mayProcess))
      .catch(() => {})
    asking = false
  }

  void open()

  return {
    get model() {
      return model
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    say: (text, photos) => send({ text, photos: photos.map(photo => photo.file) }, { text, photos }),
    press: (action, label, from) =>
      send({ press: action, label: label.slice(0, 100), from, photos: [] }, { text: label }),
    discard(eventId) {
      sender.discard(eventId)
      step({ type: 'discarded', eventId })
    },
    older() {
      if (model.loadingOlder || !model.more) return
      step({ type: 'loadingOlder' })
      readChat(model.oldest)
        .then(page => step({ type: 'older', page }))
        .catch(() => step({ type: 'older', page: null }))
    },
  }
}

/** Whether the last thing that was said is a question of the booth, so that it need not be asked again. */
function isAsked(messages: PageMessage[]): boolean {
  const last = messages.at(-1)
  return last?.author === 'booth' && last.buttons.length > 0
}
