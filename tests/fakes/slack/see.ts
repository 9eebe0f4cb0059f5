/** Messages as people see them in Slack. */
import type { SeenMessage } from '../../contract/stage.js'
import type { Posted, World } from './world.js'

type Fields = Record<string, unknown>

/** A message of the app. */
export function see(posted: Posted, world: World): SeenMessage {
  const seen = seeBlocks(posted.blocks, world)
  const shared = posted.files
    .filter(({ deleted }) => !deleted)
    .map(({ bytes, mime }) => ({ bytes, mime, alt: posted.text, as: 'photo' as const }))
  return {
    ...seen,
    images: [...seen.images, ...shared],
    ...(shared.length > 0 && { text: words(posted.text) }),
    id: `${posted.channel.id}:${posted.ts}`,
    onlyMe: posted.only !== undefined || posted.channel.direct !== undefined,
    edits: posted.edits,
  }
}

/** Blocks of a message or a page. */
export function seeBlocks(blocks: Posted['blocks'], world: World): SeenMessage {
  const texts: string[] = []
  const buttons: SeenMessage['buttons'] = []
  const images: SeenMessage['images'] = []
  for (const block of blocks) {
    if (block.type === 'section') texts.push(words(String((block.text as Fields).text)))
    if (block.type === 'actions')
      buttons.push(
        (block.elements as Fields[]).map(element => ({
          label: String((element.text as Fields).text),
          press: element.url
            ? String(element.url)
            : JSON.stringify([block.block_id, element.action_id, element.value]),
        })),
      )
    if (block.type === 'image') {
      const file = world.files.get(String((block.slack_file as Fields).id))
      if (file) images.push({ bytes: file.bytes, mime: file.mime, alt: String(block.alt_text), as: 'photo' })
    }
  }
  return { id: '', text: texts.join('\n'), buttons, images, onlyMe: true, edits: 0 }
}

/** mrkdwn without its signs: those with a word joiner behind them are meant as they are. */
function words(mrkdwn: string): string {
  return mrkdwn
    .replace(/`\/pixbooth ([a-z_]+)`/g, '/$1')
    .replace(/[*_~`](?!\u2060)/g, '')
    .replaceAll('\u2060', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
