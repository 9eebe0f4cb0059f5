/** Forms as Stripe takes them: `a[b][0]=c`, in bodies and in addresses. */

export interface Params {
  [key: string]: string | Params | (string | Params)[]
}

/** Reads one into an object; whole numbers between brackets make lists. */
export function readForm(text: string): Params {
  const root: Params = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const path = [...name.matchAll(/[^[\]]+|\[\]/g)].map(([part]) => part)
    let at: Record<string, unknown> = root
    for (const [index, part] of path.entries()) {
      const key = part === '[]' ? String(Object.keys(at).length) : part
      if (index === path.length - 1) at[key] = value
      else {
        at[key] ??= {}
        at = at[key] as Record<string, unknown>
      }
    }
  }
  return listed(root) as Params
}

function listed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, listed(inner)] as const)
  const isList = entries.length > 0 && entries.every(([key], index) => key === String(index))
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}

/** The names of everything in it: `line_items.0.price` is `line_items.price`. */
export function namesIn(params: Params, prefix = ''): string[] {
  return Object.entries(params).flatMap(([key, value]) => {
    const name = /^\d+$/.test(key) ? prefix.slice(0, -1) : `${prefix}${key}`
    if (typeof value === 'string') return [name]
    const inner = Array.isArray(value) ? Object.fromEntries(value.entries()) : value
    return namesIn(inner as Params, `${name}.`)
  })
}
