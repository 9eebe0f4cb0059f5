/** The page's requests. Each has a time limit; what fails on the way is worth another try. */

import type { ChatPage, ErrorReply, SaidReply } from '../wire.js'
import type { Attempt, Item } from './sender.js'
import { texts } from './texts.js'

const READ_MS = 15_000
/** A little longer than the server's own limit, so that its sentence arrives. */
const SAY_MS = 25_000
/** As long as the server gives an upload. */
const UPLOAD_MS = 300_000

/** The newest messages, or those above `before`. Throws when there is no answer. */
export async function readChat(before?: number): Promise<ChatPage> {
  const query = before === undefined ? '' : `?before=${before}`
  const response = await fetch(`/api/chat${query}`, { signal: AbortSignal.timeout(READ_MS) })
  if (!response.ok) throw new Error(((await response.json()) as ErrorReply).error)
  return (await response.json()) as ChatPage
}

/** One attempt to say something. */
export async function post(item: Item, onProgress: (uploaded: number) => void): Promise<Attempt> {
  return item.photos.length > 0 ? upload(item, onProgress) : postJson(item)
}

async function postJson({ photos: _, ...body }: Item): Promise<Attempt> {
  const response = await fetch('/api/say', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(SAY_MS),
  })
  return judge(response.status, response.headers.get('retry-after'), await response.text())
}

/** Through XMLHttpRequest, for it alone tells how much has been uploaded. */
function upload(item: Item, onProgress: (uploaded: number) => void): Promise<Attempt> {
  const form = new FormData()
  form.append('eventId', item.eventId)
  form.append('text', item.text ?? '')
  // Names stay here: the booth has no use for them.
  for (const photo of item.photos) form.append('photos', photo, 'photo')
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/api/say')
    request.timeout = UPLOAD_MS
    request.upload.onprogress = event => onProgress(event.total > 0 ? event.loaded / event.total : 0)
    request.onload = () =>
      resolve(judge(request.status, request.getResponseHeader('retry-after'), request.responseText))
    request.onerror = () => reject(new Error('network'))
    request.ontimeout = () => reject(new Error('timeout'))
    request.send(form)
  })
}

/** What an answer means for the sender. */
export function judge(status: number, retryAfter: string | null, body: string): Attempt {
  if (status === 408 || status === 429 || status >= 500) {
    const seconds = Number(retryAfter)
    return seconds > 0 ? { result: 'later', afterMs: seconds * 1000 } : { result: 'later' }
  }
  const parsed = parse(body)
  if (status === 200 && parsed) return { result: 'said', reply: parsed as SaidReply }
  const refusal = parsed as ErrorReply | null
  if (status === 409 && refusal?.need === 'consent') return { result: 'consent' }
  return { result: 'refused', reason: refusal?.error ?? texts.ourFault }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
