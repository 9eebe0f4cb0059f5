import type { AnyStyle } from '../../config/styles.js'

const MOST = 3

/**
 * Styles that somebody may like: those of the collections that they picked from most often, which they have not made yet.
 * `made` counts by style. Pure.
 */
export function recommended(styles: readonly AnyStyle[], made: ReadonlyMap<string, number>): AnyStyle[] {
  const liked = new Map<string, number>()
  for (const { id, collection } of styles)
    liked.set(collection, (liked.get(collection) ?? 0) + (made.get(id) ?? 0))
  const likes = ({ collection }: AnyStyle) => liked.get(collection) ?? 0
  return styles
    .filter(style => !made.has(style.id) && likes(style) > 0)
    .toSorted((a, b) => likes(b) - likes(a))
    .slice(0, MOST)
}
