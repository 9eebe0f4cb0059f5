import type { CommandSpec } from '../../../core/platform.js'
import { type Block, parseText, type Words } from '../../markup.js'

/** A message's text. Everything is a text node, whatever it contains; command words send their command. */
export function Text(props: { text: string; commands: readonly CommandSpec[]; say: (text: string) => void }) {
  const names = new Set(props.commands.map(one => one.name))
  return <>{parseText(props.text, name => names.has(name)).map(block => drawBlock(block, props.say))}</>
}

function drawBlock(block: Block, say: (text: string) => void) {
  if (block.kind === 'list') {
    return (
      <ul>
        {block.lines.map(item => (
          <li>{drawWords(item, say)}</li>
        ))}
      </ul>
    )
  }
  return (
    <p>
      {block.lines.map((line, index) => (
        <>
          {index > 0 && <br />}
          {drawWords(line, say)}
        </>
      ))}
    </p>
  )
}

function drawWords(words: Words[], say: (text: string) => void): preact.ComponentChildren {
  return words.map(one => {
    if (one.kind === 'bold') return <strong>{drawWords(one.words, say)}</strong>
    if (one.kind === 'italic') return <em>{drawWords(one.words, say)}</em>
    if (one.kind === 'text') return one.text
    return (
      <button type="button" class="command-word" onClick={() => say(one.text)}>
        {one.text}
      </button>
    )
  })
}
