import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { PageButton, PageMessage } from '../wire.js'
import type { Doing } from './message.js'

/** For so long nothing is pressed where buttons have just changed: the finger was on its way to another one. */
const SETTLE_MS = 400

/** A message's buttons. When the pressed one goes away, the focus moves to the next thing to do. */
export function Buttons({ message, press }: { message: PageMessage; press: Doing['press'] }) {
  const box = useRef<HTMLDivElement>(null)
  const pressed = useRef(false)
  const shown = useRef('')
  const [settling, setSettling] = useState(false)
  const now = message.buttons
    .flat()
    .map(button => button.action)
    .join(' ')

  useLayoutEffect(() => {
    const changed = shown.current !== '' && shown.current !== now
    shown.current = now
    if (!changed) return
    if (pressed.current && document.activeElement === document.body)
      box.current?.querySelector<HTMLElement>('button, a')?.focus()
    pressed.current = false
    setSettling(true)
    const timer = setTimeout(() => setSettling(false), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [now])
  useLayoutEffect(
    () => () => {
      // The last button went with the press: on to the field, where that raises no keyboard over the answer.
      if (pressed.current && matchMedia('(pointer: fine)').matches)
        document.querySelector('textarea')?.focus()
    },
    [],
  )

  return (
    <div class="buttons" ref={box}>
      {message.buttons.map(line => (
        <div class="button-line" key={line[0]?.action}>
          {line.map(button =>
            button.href !== undefined ? (
              <a
                key={button.action}
                class={classOf(button)}
                href={button.href}
                target="_blank"
                rel="noopener noreferrer"
                aria-disabled={settling}
                onClick={event => {
                  if (settling) event.preventDefault()
                }}
              >
                {button.label}
              </a>
            ) : (
              <button
                key={button.action}
                type="button"
                class={classOf(button)}
                aria-disabled={settling}
                onClick={() => {
                  if (settling) return
                  pressed.current = true
                  press(button.action, button.label, message.slot)
                }}
              >
                {button.label}
              </button>
            ),
          )}
        </div>
      ))}
    </div>
  )
}

function classOf({ tone }: PageButton): string {
  return `pill ${tone ? `pill-${tone}` : ''}`
}
