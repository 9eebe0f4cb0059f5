/** The rules of components: fields that must and may be there, what holds what, every length. */

type Fields = Record<string, unknown>
export type Surface = 'message' | 'modal'

/** By type: fields that a component needs, and may have beside `id`. */
const COMPONENTS: Record<number, { name: string; required: string[]; optional: string[] }> = {
  1: { name: 'action row', required: ['components'], optional: [] },
  2: {
    name: 'button',
    required: ['style'],
    optional: ['label', 'emoji', 'custom_id', 'url', 'sku_id', 'disabled'],
  },
  3: {
    name: 'string select',
    required: ['custom_id', 'options'],
    optional: ['placeholder', 'min_values', 'max_values', 'disabled', 'required'],
  },
  4: {
    name: 'text input',
    required: ['custom_id', 'style'],
    optional: ['min_length', 'max_length', 'required', 'value', 'placeholder'],
  },
  9: { name: 'section', required: ['components', 'accessory'], optional: [] },
  10: { name: 'text display', required: ['content'], optional: [] },
  11: { name: 'thumbnail', required: ['media'], optional: ['description', 'spoiler'] },
  12: { name: 'media gallery', required: ['items'], optional: [] },
  13: { name: 'file', required: ['file'], optional: ['spoiler'] },
  14: { name: 'separator', required: [], optional: ['divider', 'spacing'] },
  17: { name: 'container', required: ['components'], optional: ['accent_color', 'spoiler'] },
  18: { name: 'label', required: ['label', 'component'], optional: ['description'] },
  19: { name: 'file upload', required: ['custom_id'], optional: ['min_values', 'max_values', 'required'] },
}
const TOP: Record<Surface, number[]> = { message: [1, 9, 10, 12, 13, 14, 17], modal: [10, 18] }
const INSIDE: Record<number, number[]> = { 1: [2, 3], 9: [10], 17: [1, 9, 10, 12, 13, 14], 18: [3, 4, 19] }

const MOST = { components: 40, text: 4_000, modal: 5 }

/** Everything that is wrong with the components of a message. `files` are the names of the files that it has. */
export function checkMessage(components: unknown, files: readonly string[]): string[] {
  const found = walk(components, 'message')
  const text = sum(found.all, ({ content }) => String(content ?? '').length)
  const shown = new Set(found.all.flatMap(mediaOf))
  return [
    ...found.wrong,
    ...(found.all.length === 0 ? ['an empty message'] : []),
    ...(found.all.length > MOST.components ? [`${found.all.length} components`] : []),
    ...(text > MOST.text ? [`${text} characters of text`] : []),
    ...[...shown].filter(name => !files.includes(name)).map(() => 'a picture that is not attached'),
    ...files.filter(name => !shown.has(name)).map(() => 'a file that no component shows'),
  ]
}

/** Everything that is wrong with a form. */
export function checkModal(modal: unknown): string[] {
  if (typeof modal !== 'object' || modal === null) return ['the form is no object']
  const { components } = modal as Fields
  const found = walk(components, 'modal')
  return [
    ...fields(modal as Fields, { required: ['custom_id', 'title', 'components'], optional: [] }),
    ...length(modal as Fields, 'custom_id', 1, 100),
    ...length(modal as Fields, 'title', 1, 45),
    ...found.wrong,
    ...(Array.isArray(components) && (components.length < 1 || components.length > MOST.modal)
      ? [`${components.length} parts of a form`]
      : []),
  ]
}

/** Names of the files that a component shows. */
function mediaOf(component: Fields): string[] {
  const media = [
    component.file,
    component.media,
    ...((component.items as Fields[]) ?? []).map(item => item.media),
  ]
  return media.flatMap(
    one => /^attachment:\/\/(.+)$/.exec(String((one as Fields | undefined)?.url))?.[1] ?? [],
  )
}

function walk(components: unknown, surface: Surface): { all: Fields[]; wrong: string[] } {
  const all: Fields[] = []
  const wrong: string[] = []
  const ids: { custom_id: Set<unknown>; id: Set<unknown> } = { custom_id: new Set(), id: new Set() }
  function visit(list: unknown, allowed: readonly number[], where: string): void {
    if (!Array.isArray(list)) return void wrong.push(`${where}: components are no list`)
    for (const component of list as Fields[]) {
      all.push(component)
      const rule = COMPONENTS[Number(component.type)]
      if (!rule) {
        wrong.push(`${where}: unknown component ${component.type}`)
        continue
      }
      const at = `${where} ${rule.name}`
      if (!allowed.includes(Number(component.type))) wrong.push(`${at} may not be there`)
      const known = { required: ['type', ...rule.required], optional: ['id', ...rule.optional] }
      const found = [...fields(component, known), ...inside(component, surface)]
      wrong.push(...found.map(problem => `${at}: ${problem}`))
      for (const name of ['custom_id', 'id'] as const) {
        if (component[name] === undefined) continue
        if (ids[name].has(component[name])) wrong.push(`${at}: ${name} stands there twice`)
        ids[name].add(component[name])
      }
      const children = INSIDE[Number(component.type)]
      if (component.type === 9) visit([component.accessory], [2, 11], at)
      if (component.type === 18) visit([component.component], children ?? [], at)
      else if (children) visit(component.components, children, at)
    }
  }
  visit(components, TOP[surface], surface)
  return { all, wrong }
}

function inside(component: Fields, surface: Surface): string[] {
  switch (component.type) {
    case 1: {
      const row = (component.components ?? []) as Fields[]
      const buttons = row.filter(({ type }) => type === 2).length
      const alone = row.length === 1
      return buttons === row.length && row.length >= 1 && row.length <= 5
        ? []
        : alone
          ? []
          : [`${row.length} in a row`]
    }
    case 2:
      return checkButton(component)
    case 3:
      return [
        ...length(component, 'custom_id', 1, 100),
        ...length(component, 'placeholder', 0, 150),
        ...(surface === 'message' && component.required !== undefined ? ['required is for forms'] : []),
        ...checkOptions(component.options),
      ]
    case 4:
      return [
        ...length(component, 'custom_id', 1, 100),
        ...length(component, 'placeholder', 0, 100),
        ...(component.style === 1 || component.style === 2 ? [] : ['style']),
        ...(Number(component.max_length ?? 1) >= 1 && Number(component.max_length ?? 1) <= 4_000
          ? []
          : ['max_length']),
      ]
    case 9:
      return within(component.components, 1, 3, 'texts')
    case 10:
      return length(component, 'content', 1, 4_000)
    case 12:
      return [
        ...within(component.items, 1, 10, 'pictures'),
        ...((component.items ?? []) as Fields[]).flatMap(item => [
          ...fields(item, { required: ['media'], optional: ['description', 'spoiler'] }),
          ...length(item, 'description', 1, 1_024),
        ]),
      ]
    case 18:
      return [...length(component, 'label', 1, 45), ...length(component, 'description', 1, 100)]
    case 19: {
      const { min_values: least = 1, max_values: most = 1 } = component as Record<string, number>
      const fine = least >= 0 && most >= 1 && most <= 10 && least <= most
      return [...length(component, 'custom_id', 1, 100), ...(fine ? [] : ['number of files'])]
    }
    default:
      return []
  }
}

function checkButton(button: Fields): string[] {
  const style = Number(button.style)
  const needs = style === 5 ? 'url' : style === 6 ? 'sku_id' : 'custom_id'
  return [
    ...(style >= 1 && style <= 6 ? [] : [`style ${button.style}`]),
    ...['url', 'sku_id', 'custom_id']
      .filter(name => (button[name] !== undefined) !== (name === needs))
      .map(name => `${name} of a button with style ${style}`),
    // Discord writes name and price on it.
    ...['label', 'emoji']
      .filter(name => style === 6 && button[name] !== undefined)
      .map(name => `${name} of a premium button`),
    ...(style === 6 && !/^[1-9]\d{16,19}$/.test(String(button.sku_id))
      ? ['the SKU of a premium button']
      : []),
    ...length(button, 'custom_id', 1, 100),
    ...length(button, 'label', 1, 80),
    ...length(button, 'url', 1, 512),
    ...(button.label === undefined && button.emoji === undefined && style !== 6 ? ['nothing on it'] : []),
    ...(typeof button.label === 'string' && button.label.trim() === '' ? ['nothing on it'] : []),
  ]
}

function checkOptions(options: unknown): string[] {
  const list = (options ?? []) as Fields[]
  return [
    ...within(options, 1, 25, 'options'),
    ...list.flatMap(option => [
      ...fields(option, { required: ['label', 'value'], optional: ['description', 'emoji', 'default'] }),
      ...length(option, 'label', 1, 100),
      ...length(option, 'value', 1, 100),
      ...length(option, 'description', 1, 100),
    ]),
    ...(new Set(list.map(({ value }) => value)).size === list.length ? [] : ['a value stands there twice']),
  ]
}

function within(list: unknown, least: number, most: number, what: string): string[] {
  const count = Array.isArray(list) ? list.length : -1
  return count >= least && count <= most ? [] : [`${count} ${what}`]
}

/** A text that may be missing, of so many UTF-16 units, whole characters only. */
export function length(value: Fields, name: string, least: number, most: number): string[] {
  const text = value[name]
  if (text === undefined || text === null) return []
  if (typeof text !== 'string') return [`${name} is no text`]
  return [
    ...(text.length < least || text.length > most ? [`${name} has ${text.length} characters`] : []),
    ...(/\p{Surrogate}/u.test(text) ? ['half a character'] : []),
    ...(least > 0 && text.trim() === '' ? [`${name} is blank`] : []),
  ]
}

/** Missing and unknown fields. */
export function fields(
  value: Fields,
  rule: { required: readonly string[]; optional: readonly string[] },
): string[] {
  return [
    ...rule.required.filter(name => value[name] === undefined).map(name => `${name} is missing`),
    ...Object.keys(value)
      .filter(name => !rule.required.includes(name) && !rule.optional.includes(name))
      .map(name => `unknown field ${name}`),
  ]
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
