/** How styles are shown: titles, prices, buttons. Pure. */
import { CATALOGUE } from '../../config/limits.js'
import {
  type AnyStyle,
  COLLECTIONS,
  type CollectionId,
  findStyle,
  PHOTOLESS_KINDS,
} from '../../config/styles.js'
import type { Button } from '../platform.js'
import type { Say, TextId } from '../say.js'

/** What buttons need to know: what can be had now, in the order of the catalogue. */
export interface StyleRules {
  say: Say
  styles: readonly Pick<AnyStyle, 'id' | 'kind' | 'collection'>[]
}

/** The name of a style in the person's language; the bare id when the catalogue no longer has it. */
export function styleTitle(say: Say, id: string): string {
  return findStyle(id) ? say(`styles.${id}.title` as TextId) : id
}

/** What a picture of a style shows, for whoever cannot see it; never the person's words. */
export function imageAlt(say: Say, id: string): string {
  const kind = findStyle(id)?.kind
  const drawn = kind !== undefined && PHOTOLESS_KINDS.includes(kind)
  return say(drawn ? 'prompts.imageAltDrawn' : 'texts.imageAlt', { style: styleTitle(say, id) })
}

/** One style as a line of a list. */
export function styleLine(say: Say, style: AnyStyle): string {
  return say('catalogue.line', {
    title: styleTitle(say, style.id),
    about: say(`styles.${style.id}.about` as TextId),
    price: say('catalogue.price', { count: style.cost, time: timeWords(style.seconds) }),
  })
}

/** About how long: seconds, or minutes from a minute and a half on. */
export function timeWords(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}

/**
 * What can be made of a photo: a button for every style, three in a row, while they are few. Else a button for every
 * collection that has such a style, and the styles of the first one. `open` is the collection that somebody has opened:
 * they leaf through the catalogue, so that all its collections stay in reach, those without a photo too.
 */
export function styleButtons(selfieId: string, rules: StyleRules, open?: CollectionId): Button[][] {
  const styles = rules.styles.filter(({ kind }) => !PHOTOLESS_KINDS.includes(kind))
  const button = ({ id }: { id: string }): Button => ({
    action: `style:${id}:${selfieId}`,
    label: styleTitle(rules.say, id),
    tone: 'primary',
  })
  if (!open && styles.length <= CATALOGUE.flatStyles) return rowsOf(styles.map(button), CATALOGUE.stylesInRow)
  const shown = open ?? COLLECTIONS.find(id => styles.some(({ collection }) => collection === id))
  const inside = styles.filter(({ collection }) => collection === shown)
  return [
    ...shelfButtons(selfieId, open ? rules : { ...rules, styles }, shown),
    ...rowsOf(inside.map(button), CATALOGUE.stylesInRow),
  ]
}

/** A button for every collection that has something; the open one is marked. Without a selfie they only show. */
export function shelfButtons(selfieId: string, { say, styles }: StyleRules, open?: CollectionId): Button[][] {
  const shelves = COLLECTIONS.filter(id => styles.some(({ collection }) => collection === id))
  return rowsOf(
    shelves.map(id => ({
      action: `shelf:${id}:${selfieId}`,
      label: id === open ? `▾ ${say(`collections.${id}`)}` : say(`collections.${id}`),
    })),
    CATALOGUE.shelvesInRow,
  )
}

function rowsOf(buttons: Button[], width: number): Button[][] {
  return Array.from({ length: Math.ceil(buttons.length / width) }, (_, row) =>
    buttons.slice(row * width, (row + 1) * width),
  )
}
