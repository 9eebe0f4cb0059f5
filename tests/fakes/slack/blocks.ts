/** The rules of Block Kit, as far as the booth's blocks go: fields that must and may be there, and every length. */

type Fields = Record<string, unknown>
export type Surface = 'message' | 'modal' | 'home'

const BLOCKS: Record<string, { required: string[]; optional: string[] }> = {
  section: { required: ['type'], optional: ['text', 'fields', 'accessory', 'block_id', 'expand'] },
  context: { required: ['type', 'elements'], optional: ['block_id'] },
  divider: { required: ['type'], optional: ['block_id'] },
  image: { required: ['type', 'alt_text'], optional: ['image_url', 'slack_file', 'title', 'block_id'] },
  actions: { required: ['type', 'elements'], optional: ['block_id'] },
  input: {
    required: ['type', 'label', 'element'],
    optional: ['block_id', 'hint', 'optional', 'dispatch_action'],
  },
}
const ELEMENTS: Record<string, { required: string[]; optional: string[] }> = {
  button: {
    required: ['type', 'text'],
    optional: ['action_id', 'value', 'style', 'url', 'confirm', 'accessibility_label'],
  },
  static_select: {
    required: ['type', 'options'],
    optional: ['action_id', 'placeholder', 'initial_option', 'confirm', 'focus_on_load'],
  },
  plain_text_input: {
    required: ['type'],
    optional: [
      ...['action_id', 'initial_value', 'multiline', 'min_length', 'max_length', 'placeholder'],
      ...['dispatch_action_config', 'focus_on_load'],
    ],
  },
  file_input: { required: ['type'], optional: ['action_id', 'filetypes', 'max_files'] },
}
const MOST = { message: 50, modal: 100, home: 100 } as const

/** Everything that is wrong with the blocks of a surface; files are looked up by `file`. */
export function checkBlocks(
  blocks: unknown,
  surface: Surface,
  file: (id: string) => 'fine' | 'unready' | 'unknown' | 'no image',
): string[] {
  if (!Array.isArray(blocks)) return ['blocks are no list']
  const problems: string[] = []
  const say = (at: number, what: string) => problems.push(`blocks/${at}: ${what}`)
  if (blocks.length === 0 || blocks.length > MOST[surface]) problems.push(`${blocks.length} blocks`)
  const ids = new Set<unknown>()
  for (const [at, block] of (blocks as Fields[]).entries()) {
    const rule = BLOCKS[String(block.type)]
    if (!rule) {
      say(at, `unknown block ${block.type}`)
      continue
    }
    fields(block, rule).forEach(problem => {
      say(at, problem)
    })
    if (block.block_id !== undefined) {
      if (ids.has(block.block_id)) say(at, 'block_id stands there twice')
      ids.add(block.block_id)
      length(block.block_id, 1, 255, 'block_id').forEach(problem => {
        say(at, problem)
      })
    }
    inside(block, surface, file).forEach(problem => {
      say(at, problem)
    })
  }
  return problems
}

function inside(block: Fields, surface: Surface, file: (id: string) => string): string[] {
  switch (block.type) {
    case 'section':
      return text(block.text, ['mrkdwn', 'plain_text'], 3_000)
    case 'context': {
      const elements = block.elements as Fields[]
      return [
        ...(elements.length < 1 || elements.length > 10 ? ['context elements'] : []),
        ...elements.flatMap(element => text(element, ['mrkdwn', 'plain_text'], 3_000)),
      ]
    }
    case 'image': {
      const id = (block.slack_file as Fields | undefined)?.id
      if (typeof id !== 'string' || !/^F[A-Z0-9]{8,}$/.test(id))
        return ['input must match regex pattern: slack_file/id']
      const state = file(id)
      return [
        ...length(block.alt_text, 1, 2_000, 'alt_text'),
        ...(state === 'fine' ? [] : [`invalid slack file (${state})`]),
      ]
    }
    case 'actions': {
      const elements = block.elements as Fields[]
      const names = elements.map(element => element.action_id)
      return [
        ...(elements.length < 1 || elements.length > 25 ? [`${elements.length} elements`] : []),
        ...(new Set(names).size === names.length ? [] : ['action_id stands there twice']),
        ...elements.flatMap(element => checkElement(element)),
      ]
    }
    case 'input': {
      if (surface === 'message') return ['no input in a message']
      return [
        ...text(block.label, ['plain_text'], 2_000),
        ...(block.hint === undefined ? [] : text(block.hint, ['plain_text'], 2_000)),
        ...checkElement(block.element as Fields),
      ]
    }
    default:
      return []
  }
}

function checkElement(element: Fields): string[] {
  const rule = ELEMENTS[String(element.type)]
  if (!rule) return [`unknown element ${element.type}`]
  const problems = fields(element, rule)
  if (element.action_id !== undefined) problems.push(...length(element.action_id, 1, 255, 'action_id'))
  if (element.type === 'button') {
    problems.push(...text(element.text, ['plain_text'], 75))
    if (element.value !== undefined) problems.push(...length(element.value, 1, 2_000, 'value'))
    if (element.url !== undefined && !/^https?:\/\/.{1,2990}$/.test(String(element.url))) problems.push('url')
    if (element.style !== undefined && element.style !== 'primary' && element.style !== 'danger')
      problems.push('style')
  }
  if (element.type === 'static_select') {
    const options = element.options as Fields[]
    if (options.length < 1 || options.length > 100) problems.push(`${options.length} options`)
    for (const option of options)
      problems.push(...text(option.text, ['plain_text'], 75), ...length(option.value, 1, 150, 'option value'))
    if (element.placeholder !== undefined) problems.push(...text(element.placeholder, ['plain_text'], 150))
  }
  if (element.type === 'plain_text_input') {
    if (element.placeholder !== undefined) problems.push(...text(element.placeholder, ['plain_text'], 150))
    const most = Number(element.max_length ?? 1)
    if (!(most >= 1 && most <= 3_000)) problems.push('max_length')
  }
  if (element.type === 'file_input') {
    const most = element.max_files
    if (most !== undefined && !(Number.isInteger(most) && Number(most) >= 1 && Number(most) <= 10))
      problems.push('max_files')
  }
  return problems
}

/** A view, whole. */
export function checkView(
  view: unknown,
  kind: 'modal' | 'home',
  file: Parameters<typeof checkBlocks>[2],
): string[] {
  if (typeof view !== 'object' || view === null) return ['the view is no object']
  const it = view as Fields
  const problems = fields(it, {
    required: kind === 'modal' ? ['type', 'title', 'blocks'] : ['type', 'blocks'],
    optional: [
      ...['callback_id', 'private_metadata', 'external_id'],
      ...(kind === 'modal'
        ? ['submit', 'close', 'clear_on_close', 'notify_on_close', 'submit_disabled']
        : []),
    ],
  })
  if (it.type !== kind) problems.push(`view type ${it.type}`)
  if (kind === 'modal') {
    for (const part of ['title', 'submit', 'close'])
      if (it[part] !== undefined) problems.push(...text(it[part], ['plain_text'], 24))
    const inputs = (it.blocks as Fields[]).some(block => block.type === 'input')
    if (inputs && it.submit === undefined) problems.push('submit is missing')
  }
  if (it.private_metadata !== undefined)
    problems.push(...length(it.private_metadata, 0, 3_000, 'private_metadata'))
  return [...problems, ...checkBlocks(it.blocks, kind, file)]
}

function text(value: unknown, types: string[], most: number): string[] {
  if (typeof value !== 'object' || value === null) return ['text is no object']
  const it = value as Fields
  const mrkdwn = it.type === 'mrkdwn'
  return [
    ...fields(it, { required: ['type', 'text'], optional: mrkdwn ? ['verbatim'] : ['emoji'] }),
    ...(types.includes(String(it.type)) ? [] : [`text type ${it.type}`]),
    ...length(it.text, 1, most, 'text'),
    // In mrkdwn these three signs begin what Slack makes of them.
    ...(mrkdwn && /[<>]|&(?!(amp|lt|gt);)/.test(String(it.text)) ? ['mrkdwn is not escaped'] : []),
    ...(/\p{Surrogate}/u.test(String(it.text)) ? ['half a character'] : []),
  ]
}

function length(value: unknown, least: number, most: number, name: string): string[] {
  if (typeof value !== 'string') return [`${name} is no text`]
  return value.length < least || value.length > most ? [`${name} has ${value.length} characters`] : []
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
