import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { ChatPage } from '../wire.js'
import { suggest } from './completion.js'
import { CameraIcon, CloseIcon, SendIcon } from './icons.js'
import { Preview } from './message.js'
import type { LocalPhoto } from './model.js'
import { SuggestionList } from './suggestions.js'
import { texts } from './texts.js'

export interface ComposerProps {
  about: Pick<ChatPage, 'commands' | 'limits'>
  photos: LocalPhoto[]
  problems: string[]
  add: (files: File[]) => void
  remove: (photo: LocalPhoto) => void
  send: (text: string) => void
}

/** Where a person writes: text with completion, photos with previews. Enter sends, Shift+Enter starts a line. */
export function Composer(props: ComposerProps) {
  const { about, photos } = props
  const [text, setText] = useState('')
  const [picked, setPicked] = useState<number | null>(null)
  const [closed, setClosed] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const { items, first } = closed ? suggest('', []) : suggest(text, about.commands)
  const active = Math.min(picked ?? first, items.length - 1)

  useEffect(() => {
    // A phone would raise its keyboard over the greeting.
    if (matchMedia('(pointer: fine)').matches) field.current?.focus()
  }, [])
  useLayoutEffect(() => {
    const area = field.current
    if (!area) return
    area.rows = 1
    while (area.rows < 6 && area.scrollHeight > area.clientHeight + 2) area.rows++
  }, [text])

  function change(next: string): void {
    setText(next)
    setPicked(null)
    setClosed(false)
  }
  function send(what = text): void {
    if (what.trim() === '' && photos.length === 0) return
    props.send(what.trim())
    change('')
    field.current?.focus()
  }
  function take(index: number, sendWhole: boolean): void {
    const item = items[index]
    if (!item) return
    if (item.whole && sendWhole) send(item.text)
    else change(item.text)
    field.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent): void {
    // While a word is being composed (Chinese, Japanese …), Enter ends the word and not the message.
    if (event.isComposing) return
    const { key } = event
    const open = items.length > 0
    if (open && (key === 'ArrowDown' || key === 'ArrowUp')) {
      const from = active < 0 && key === 'ArrowUp' ? 0 : active
      setPicked((from + (key === 'ArrowDown' ? 1 : -1) + items.length) % items.length)
    } else if (open && key === 'Tab' && !event.shiftKey) take(Math.max(active, 0), false)
    else if (open && key === 'Escape') setClosed(true)
    else if (key === 'Enter' && !event.shiftKey) {
      if (open && active >= 0) take(active, true)
      else send()
    } else return
    event.preventDefault()
  }

  return (
    <form
      class="composer"
      onSubmit={event => {
        event.preventDefault()
        send()
      }}
    >
      {items.length > 0 && <SuggestionList items={items} active={active} take={index => take(index, true)} />}
      <div role="alert">
        {props.problems.map(problem => (
          <p class="problem">{problem}</p>
        ))}
      </div>
      {photos.length > 0 && (
        <ul class="tray" aria-label={texts.chosenPhotos}>
          {photos.map(photo => (
            <li key={photo.id}>
              <Preview photo={photo} />
              <button
                type="button"
                class="remove"
                aria-label={texts.removePhoto(photo.file.name)}
                onClick={() => {
                  props.remove(photo)
                  field.current?.focus()
                }}
              >
                <CloseIcon />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="composer-line">
        <input
          ref={picker}
          type="file"
          class="unseen"
          accept="image/*,.heic,.heif,.avif"
          multiple
          tabIndex={-1}
          aria-hidden="true"
          onChange={event => {
            props.add([...(event.currentTarget.files ?? [])])
            event.currentTarget.value = ''
            field.current?.focus()
          }}
        />
        <button
          type="button"
          class="round"
          aria-label={texts.attach}
          title={texts.attach}
          onClick={() => picker.current?.click()}
        >
          <CameraIcon />
        </button>
        <textarea
          ref={field}
          rows={1}
          value={text}
          maxLength={about.limits.text}
          placeholder={texts.write}
          aria-label={texts.write}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={items.length > 0 ? 'suggestions' : undefined}
          aria-activedescendant={active >= 0 ? `suggestion-${active}` : undefined}
          autocomplete="off"
          enterkeyhint="send"
          onInput={event => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          class="round round-primary"
          aria-label={texts.send}
          title={texts.send}
          disabled={text.trim() === '' && photos.length === 0}
        >
          <SendIcon />
        </button>
      </div>
    </form>
  )
}
