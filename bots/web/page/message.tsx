import { useState } from 'preact/hooks'
import type { CommandSpec } from '../../../core/platform.js'
import type { PageMessage } from '../wire.js'
import { Buttons } from './buttons.js'
import { Gallery } from './gallery.js'
import { PhotoIcon } from './icons.js'
import type { LocalPhoto, Pending } from './model.js'
import { texts } from './texts.js'
import { timeOf } from './times.js'
import { Text } from './words.js'

export interface Doing {
  say: (text: string) => void
  press: (action: string, label: string, from: string) => void
  open: (imageId: string) => void
  discard: (eventId: string) => void
}

/** What the booth says: text, progress, pictures, a file to fetch, buttons. */
export function BoothMessage(props: {
  message: PageMessage
  commands: readonly CommandSpec[]
  doing: Doing
}) {
  const { message, commands, doing } = props
  return (
    <article class="message message-booth" data-slot={message.slot}>
      <h3 class="unseen">{texts.booth}</h3>
      <div class="bubble">
        {message.text && <Text text={message.text} commands={commands} say={doing.say} />}
        {message.progress && <Progress done={message.progress.done} />}
        {message.images.length > 0 && <Gallery images={message.images} open={doing.open} />}
      </div>
      {message.link && (
        <p class="button-line">
          <a class="pill pill-primary" href={message.link.url}>
            {message.link.label}
          </a>
        </p>
      )}
      {message.buttons.length > 0 && <Buttons message={message} press={doing.press} />}
      <Time at={message.at} />
    </article>
  )
}

/** Work under way: a bar, or a bar without end when nobody can tell how far it is. */
function Progress({ done }: { done: number | null }) {
  if (done === null) return <progress class="progress" aria-label={texts.working} />
  return (
    <div class="progress-line">
      <progress class="progress" aria-label={texts.working} value={done} max={1} />
      <span aria-hidden="true">{texts.percent(done)}</span>
    </div>
  )
}

/** What the person said; photos are shown from this tab's memory, or as a chip when they are gone from it. */
export function OwnMessage(props: {
  text: string
  photos: number
  previews: LocalPhoto[]
  at: string
  slot?: string
}) {
  const { text, photos, previews } = props
  return (
    <article class="message message-me" data-slot={props.slot}>
      <h3 class="unseen">{texts.you}</h3>
      {previews.length > 0 ? (
        <Previews photos={previews} />
      ) : (
        photos > 0 && <PhotoChip label={texts.photos(photos)} />
      )}
      {text && <p class="bubble">{text}</p>}
      <Time at={props.at} />
    </article>
  )
}

/** The same before the conversation has it, with how it stands. */
export function PendingMessage(props: { pending: Pending; discard: (eventId: string) => void }) {
  const { pending, discard } = props
  const stuck = pending.state === 'refused' || pending.state === 'consent' || pending.state === 'waiting'
  return (
    <article class={`message message-me message-${pending.state}`}>
      <h3 class="unseen">{texts.you}</h3>
      {pending.photos.length > 0 && <Previews photos={pending.photos} />}
      {pending.text && <p class="bubble">{pending.text}</p>}
      <p class="standing" role={pending.state === 'refused' ? 'alert' : undefined}>
        {standing(pending)}
        {stuck && (
          <button type="button" class="word" onClick={() => discard(pending.eventId)}>
            {texts.discard}
          </button>
        )}
      </p>
      {pending.state === 'sending' && pending.photos.length > 0 && (
        <progress class="progress" aria-label={standing(pending)} value={pending.uploaded ?? 0} max={1} />
      )}
    </article>
  )
}

function standing(pending: Pending): string {
  if (pending.state === 'refused') return pending.reason ?? texts.refused
  if (pending.state === 'consent') return texts.waitingForConsent
  if (pending.state === 'waiting') return texts.waiting
  if (pending.photos.length > 0 && pending.uploaded !== undefined && pending.state === 'sending')
    return texts.uploading(Math.round(pending.uploaded * 100))
  return texts.sending
}

export function Previews({ photos }: { photos: LocalPhoto[] }) {
  return (
    <div class="previews">
      {photos.map(photo => (
        <Preview key={photo.id} photo={photo} />
      ))}
    </div>
  )
}

/** The photo itself where the browser can show it, else its name (browsers other than Safari show no HEIC). */
export function Preview({ photo }: { photo: LocalPhoto }) {
  const [shown, setShown] = useState(true)
  if (!shown) return <PhotoChip label={photo.file.name} />
  return (
    <img
      class="preview"
      src={photo.url}
      alt={texts.ownPhoto(photo.file.name)}
      onError={() => setShown(false)}
    />
  )
}

function PhotoChip({ label }: { label: string }) {
  return (
    <span class="photo-chip">
      <PhotoIcon />
      <span>{label}</span>
    </span>
  )
}

function Time({ at }: { at: string }) {
  return <time dateTime={at}>{timeOf(at)}</time>
}
