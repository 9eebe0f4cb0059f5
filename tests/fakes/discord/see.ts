/** Messages as people see them in Discord. */
import type { SeenMessage } from '../../contract/stage.js'
import type { Component, Posted, World } from './world.js'

type Fields = Record<string, unknown>

/** What of a file stands in a message. */
interface Shown {
  media: { url: string }
  description?: string
  as?: SeenMessage['images'][number]['as']
}

/** A message of the app. */
export function see(posted: Posted, world: World): SeenMessage {
  const all = posted.components.flatMap(flat)
  const words = all.filter(({ type }) => type === 10).map(({ content }) => readable(String(content), world))
  const items = all.filter(({ type }) => type === 12).flatMap(gallery => gallery.items as Shown[])
  const archives = all
    .filter(({ type }) => type === 13)
    .map(({ file }): Shown => ({ media: file as Shown['media'], as: 'file' }))
  return {
    id: posted.id,
    text: [...(posted.text ? [readable(posted.text, world)] : []), ...words].join('\n'),
    buttons: all
      .filter(({ type }) => type === 1)
      .map(row =>
        (row.components as Fields[]).map(button => {
          const sku = world.market.skus.find(({ id }) => id === button.sku_id)
          return {
            // Discord itself writes on what it sells.
            label: String(button.label ?? sku?.name ?? ''),
            press:
              button.sku_id === undefined ? String(button.custom_id ?? button.url) : `sku:${button.sku_id}`,
          }
        }),
      ),
    images: [...items, ...archives].flatMap(({ media, description = '', as = 'photo' }) => {
      const file = posted.files.find(({ name }) => media.url === `attachment://${name}`)
      return file ? [{ bytes: file.bytes, mime: file.mime, alt: description, as }] : []
    }),
    onlyMe: posted.only !== undefined || posted.channel.direct !== undefined,
    edits: posted.edits,
  }
}

function flat(component: Component): Component[] {
  const inside = component.type === 17 ? (component.components as Component[]) : []
  return [component, ...inside.flatMap(flat)]
}

const SIGNS = new RegExp(
  [
    String.raw`\\([^\p{L}\p{N}\s])`, // a sign that is meant as it is
    String.raw`<\/([^:>\n]+):\d+>`, // a command
    String.raw`<@!?(\d+)>`, // a person
    String.raw`\[([^\]\n]+)\]\(<?https?:[^)\s]+>?\)`, // a link behind words
    '^(?:#{1,3}|-#|>{1,3})[ ]', // headings, small print, quotes
    String.raw`(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])`,
    String.raw`\*+|~~|\|\||\x60+`,
  ].join('|'),
  'gmu',
)

/** Markdown as it is read: without its signs. */
export function readable(markdown: string, world: World): string {
  return markdown.replace(SIGNS, (_all, sign?: string, command?: string, user?: string, link?: string) => {
    if (sign !== undefined) return sign
    if (command !== undefined) return `/${command}`
    if (user !== undefined) return `@${world.users.get(user)?.name ?? 'unknown-user'}`
    return link ?? ''
  })
}
