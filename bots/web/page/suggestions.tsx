import { useEffect, useRef } from 'preact/hooks'
import type { Suggestion } from './completion.js'
import { texts } from './texts.js'

/** The list above the text field; the keyboard stays in the field, which names the active one. */
export function SuggestionList(props: {
  items: Suggestion[]
  active: number
  take: (index: number) => void
}) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[props.active]?.scrollIntoView({ block: 'nearest' })
  }, [props.active])
  return (
    <div class="suggestions" id="suggestions" role="listbox" aria-label={texts.commands} ref={list}>
      {props.items.map((item, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, aria-activedescendant moves.
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys.
        <div
          key={item.text}
          id={`suggestion-${index}`}
          role="option"
          aria-selected={index === props.active}
          onMouseDown={event => event.preventDefault()}
          onClick={() => props.take(index)}
        >
          <b>{item.title}</b>
          <span>{item.detail}</span>
        </div>
      ))}
    </div>
  )
}
