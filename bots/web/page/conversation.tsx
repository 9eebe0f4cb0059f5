import { Fragment } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { PageMessage } from '../wire.js'
import { DownIcon, Strip, UpIcon } from './icons.js'
import { BoothMessage, type Doing, OwnMessage, PendingMessage } from './message.js'
import { type Model, shownMessages, shownPending } from './model.js'
import { texts } from './texts.js'
import { dayOf } from './times.js'

/** How near to the end counts as reading the end, and to the top as asking for more; in pixels. */
const NEAR = 120
/** Left free above a long message. */
const MARGIN = 12

/** The conversation: it stays at its end while one reads there, and stays put while one reads further up. */
export function Conversation(props: { model: Model; older: () => void; doing: Doing }) {
  const { model, older, doing } = props
  const box = useRef<HTMLDivElement>(null)
  const messages = shownMessages(model)
  const pending = shownPending(model)
  const place = useScroll(box, messages, pending.length)
  const now = new Date()

  return (
    <div class="conversation-frame">
      <div
        ref={box}
        class="conversation"
        role="log"
        aria-label={texts.chat}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        onScroll={() => {
          place.onScroll()
          if (box.current && box.current.scrollTop < NEAR) older()
        }}
      >
        <div class="beginning">
          {model.more ? (
            <button type="button" class="word" disabled={model.loadingOlder} onClick={older}>
              {model.loadingOlder ? texts.loadingOlder : texts.older}
            </button>
          ) : (
            <>
              <Strip />
              <p>{texts.footnote}</p>
            </>
          )}
        </div>
        {messages.map((message, index) => (
          <Fragment key={message.slot}>
            {dayOf(message.at, now) !== dayOf(messages[index - 1]?.at ?? '1970-01-01', now) && (
              <p class="day">
                <span>{dayOf(message.at, now)}</span>
              </p>
            )}
            {message.author === 'me' ? (
              <OwnMessage
                slot={message.slot}
                text={message.text}
                photos={message.photos}
                previews={model.previews.get(message.slot) ?? []}
                at={message.at}
              />
            ) : (
              <BoothMessage message={message} commands={model.about.commands} doing={doing} />
            )}
          </Fragment>
        ))}
        {pending.map(one => (
          <PendingMessage key={one.eventId} pending={one} discard={doing.discard} />
        ))}
        {model.pending.some(one => one.state === 'sending' && one.photos.length === 0) && <Typing />}
      </div>
      {place.away === 'below' && (
        <button type="button" class="jump" onClick={place.toEnd}>
          <DownIcon />
          {texts.newBelow}
        </button>
      )}
      {place.away === 'above' && (
        <button type="button" class="jump" onClick={place.toPicture}>
          <UpIcon />
          {texts.pictureAbove}
        </button>
      )}
    </div>
  )
}

/** The booth is thinking; the style lets it appear only when that takes a moment. */
function Typing() {
  return (
    <div class="typing" aria-hidden="true">
      <i />
      <i />
      <i />
    </div>
  )
}

/** Keeps the reader's place, and tells where something new is out of sight. */
function useScroll(box: { current: HTMLDivElement | null }, messages: PageMessage[], pending: number) {
  const atEnd = useRef(true)
  const before = useRef({ top: '', height: 0, last: '', pending: 0, pictures: new Set<string>() })
  const [away, setAway] = useState<'above' | 'below' | null>(null)
  const [picture, setPicture] = useState('')

  const toEnd = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight
  }
  useLayoutEffect(() => {
    const area = box.current
    if (!area) return
    const { top, height, last, pictures } = before.current
    const first = messages[0]?.slot ?? ''
    const newest = messages.at(-1)?.slot ?? ''
    // Earlier messages came in above: what one reads stays where it is.
    if (top && first !== top && !atEnd.current) area.scrollTop += area.scrollHeight - height
    // Whoever says something wants to see what comes of it.
    if (pending > before.current.pending) atEnd.current = true
    const came =
      newest !== last ? area.querySelector<HTMLElement>(`[data-slot="${CSS.escape(newest)}"]`) : null
    if (atEnd.current) {
      // What is longer than the screen is read from its beginning.
      if (came && came.offsetHeight > area.clientHeight) area.scrollTop = came.offsetTop - MARGIN
      else toEnd()
    } else if (last && newest !== last) setAway('below')
    const withPictures = messages.filter(one => one.images.length > 0)
    const fresh = withPictures.find(
      one => last && !pictures.has(one.slot) && one.slot !== newest && first === top,
    )
    if (fresh && isOutOfSight(area, fresh.slot)) {
      setPicture(fresh.slot)
      setAway('above')
    }
    before.current = {
      top: first,
      height: area.scrollHeight,
      last: newest,
      pending,
      pictures: new Set(withPictures.map(one => one.slot)),
    }
  }, [box, messages, pending])
  // Pictures that are still loading, a phone's keyboard, a turned screen.
  useEffect(() => {
    const area = box.current
    if (!area) return
    const watch = new ResizeObserver(() => atEnd.current && toEnd())
    watch.observe(area)
    return () => watch.disconnect()
  }, [box])

  return {
    away,
    toEnd: () => {
      atEnd.current = true
      setAway(null)
      toEnd()
    },
    toPicture: () => {
      setAway(null)
      box.current?.querySelector(`[data-slot="${CSS.escape(picture)}"]`)?.scrollIntoView({ block: 'center' })
    },
    onScroll: () => {
      const area = box.current
      if (!area) return
      atEnd.current = area.scrollHeight - area.scrollTop - area.clientHeight < NEAR
      if (atEnd.current && away === 'below') setAway(null)
      if (away === 'above' && !isOutOfSight(area, picture)) setAway(null)
    },
  }
}

function isOutOfSight(area: HTMLElement, slot: string): boolean {
  const place = area.querySelector(`[data-slot="${CSS.escape(slot)}"]`)?.getBoundingClientRect()
  return place !== undefined && place.bottom < area.getBoundingClientRect().top + NEAR
}
