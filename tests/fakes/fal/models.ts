/** Models at fal as their pages describe them: inputs, and in which form they hand over what they made. */

export interface Input {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object'
  /** An address that the model fetches, or one that holds the file. */
  file?: true
  choices?: readonly string[]
  minimum?: number
  maximum?: number
  /** May be left out by null, as newer descriptions write it. */
  nullable?: true
  /** By a name among the choices, or by width and height. */
  sized?: true
}

export interface FakeModel {
  required: readonly string[]
  inputs: Readonly<Record<string, Input>>
  makes: 'images' | 'image' | 'video'
}

const text: Input = { type: 'string' }
const file: Input = { type: 'string', file: true }
const bool: Input = { type: 'boolean' }
const seed: Input = { type: 'integer', nullable: true }
const number = (minimum: number, maximum: number): Input => ({ type: 'number', minimum, maximum })
const whole = (minimum: number, maximum: number): Input => ({ type: 'integer', minimum, maximum })
const choice = (...choices: string[]): Input => ({ type: 'string', choices })

const NAMED = 'square_hd square portrait_4_3 portrait_16_9 landscape_4_3 landscape_16_9'.split(' ')
const size = (...more: string[]): Input => ({ type: 'string', choices: [...more, ...NAMED], sized: true })

const FLUX_2: Record<string, Input> = {
  prompt: text,
  seed,
  safety_tolerance: choice('1', '2', '3', '4', '5'),
  enable_safety_checker: bool,
  output_format: choice('jpeg', 'png'),
  sync_mode: bool,
}

export const FAL_PAGES: Readonly<Record<string, FakeModel>> = {
  'fal-ai/flux-pro/kontext': {
    required: ['prompt', 'image_url'],
    inputs: {
      prompt: text,
      image_url: file,
      aspect_ratio: {
        ...choice('21:9', '16:9', '4:3', '3:2', '1:1', '2:3', '3:4', '9:16', '9:21'),
        nullable: true,
      },
      guidance_scale: number(1, 20),
      num_images: whole(1, 4),
      seed,
      output_format: choice('jpeg', 'png'),
      safety_tolerance: choice('1', '2', '3', '4', '5', '6'),
      enhance_prompt: bool,
      sync_mode: bool,
    },
    makes: 'images',
  },
  'fal-ai/flux-2-pro': {
    required: ['prompt'],
    inputs: { ...FLUX_2, image_size: size() },
    makes: 'images',
  },
  'fal-ai/flux-2-pro/edit': {
    required: ['prompt', 'image_urls'],
    inputs: { ...FLUX_2, image_size: size('auto'), image_urls: { type: 'array', file: true } },
    makes: 'images',
  },
  'fal-ai/flux-pulid': {
    required: ['prompt', 'reference_image_url'],
    inputs: {
      prompt: text,
      reference_image_url: file,
      image_size: size(),
      num_inference_steps: whole(1, 50),
      seed,
      guidance_scale: number(1.5, 20),
      negative_prompt: text,
      sync_mode: bool,
      start_step: whole(0, 50),
      true_cfg: number(1, 10),
      id_weight: number(0, 1),
      enable_safety_checker: bool,
      max_sequence_length: choice('128', '256', '512'),
    },
    makes: 'images',
  },
  'fal-ai/image-apps-v2/headshot-photo': {
    required: ['image_url'],
    inputs: {
      image_url: file,
      background_style: choice('professional', 'corporate', 'clean', 'gradient'),
      aspect_ratio: { type: 'object', nullable: true },
    },
    makes: 'images',
  },
  'fal-ai/birefnet/v2': {
    required: ['image_url'],
    inputs: {
      image_url: file,
      model: choice(
        'General Use (Light)',
        'General Use (Light 2K)',
        'General Use (Heavy)',
        'Matting',
        'Portrait',
        'General Use (Dynamic)',
      ),
      operating_resolution: choice('1024x1024', '2048x2048', '2304x2304'),
      output_format: choice('webp', 'png', 'gif'),
      refine_foreground: bool,
      output_mask: bool,
      mask_only: bool,
      sync_mode: bool,
    },
    makes: 'image',
  },
  'fal-ai/esrgan': {
    required: ['image_url'],
    inputs: {
      image_url: file,
      scale: number(1, 8),
      tile: { type: 'integer' },
      face: bool,
      model: choice(
        'RealESRGAN_x4plus',
        'RealESRGAN_x2plus',
        'RealESRGAN_x4plus_anime_6B',
        'RealESRGAN_x4_v3',
        'RealESRGAN_x4_wdn_v3',
        'RealESRGAN_x4_anime_v3',
      ),
      output_format: choice('png', 'jpeg'),
    },
    makes: 'image',
  },
  'fal-ai/minimax/video-01-live/image-to-video': {
    required: ['prompt', 'image_url'],
    inputs: { prompt: text, image_url: file, prompt_optimizer: bool },
    makes: 'video',
  },
}

/** What is wrong with an input, as fal says it: one entry for each fault. */
export function faultsOf(model: FakeModel, input: Record<string, unknown>) {
  const fault = (name: string, type: string, msg: string) => ({ loc: ['body', name], type, msg })
  return [
    ...model.required
      .filter(name => input[name] === undefined)
      .map(name => fault(name, 'missing', 'Field required')),
    ...Object.entries(input).flatMap(([name, value]) => {
      const known = model.inputs[name]
      if (!known) return [fault(name, 'extra_forbidden', 'No such input')]
      const wrong = wrongWith(known, value)
      return wrong ? [fault(name, wrong, `Wrong: ${wrong}`)] : []
    }),
  ]
}

function wrongWith(input: Input, value: unknown): string | null {
  if (value === null) return input.nullable ? null : 'none_forbidden'
  if (input.sized && typeof value === 'object')
    return ['width', 'height'].every(side => Number.isInteger((value as Record<string, unknown>)[side]))
      ? null
      : 'size'
  if (input.type === 'integer' ? !Number.isInteger(value) : typeOf(value) !== input.type)
    return `${input.type}_type`
  if (input.choices && !input.choices.includes(String(value))) return 'literal_error'
  if (input.minimum !== undefined && Number(value) < input.minimum) return 'greater_than_equal'
  if (input.maximum !== undefined && Number(value) > input.maximum) return 'less_than_equal'
  if (input.file && ![value].flat().every(isPicture)) return 'file_download_error'
  return null
}

/** Our pictures come within the request; nothing else would reach fal from here. */
function isPicture(value: unknown): boolean {
  const found = /^data:image\/(png|jpeg);base64,([A-Za-z0-9+/]+=*)$/.exec(String(value))
  const start = Buffer.from(found?.[2] ?? '', 'base64')
    .subarray(0, 2)
    .toString('hex')
  return start === (found?.[1] === 'png' ? '8950' : 'ffd8')
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value
}

/** The OpenAPI description of a model, in the different ways in which fal writes one thing. */
export function describeModel(name: string, model: FakeModel): object {
  const title = `${name.split('/').slice(1).join('-')}Input`
  const reference = (schema: string) => ({ $ref: `#/components/schemas/${schema}` })
  const property = (input: Input): object => {
    const plain = {
      type: input.type,
      ...(input.choices && { enum: input.choices }),
      ...(input.minimum !== undefined && { minimum: input.minimum }),
      ...(input.maximum !== undefined && { maximum: input.maximum }),
      ...(input.type === 'array' && { items: { type: 'string' } }),
    }
    if (input.sized) return { anyOf: [reference('ImageSize'), plain], default: 'landscape_4_3' }
    if (input.type === 'object') return { anyOf: [reference('AspectRatio'), { type: 'null' }] }
    return input.nullable ? { anyOf: [plain, { type: 'null' }], title: 'x' } : plain
  }
  const path = (response: object) => ({ get: { responses: { 200: response } } })
  return {
    openapi: '3.0.4',
    info: { title: `Queue OpenAPI for ${name}`, version: '1.0.0' },
    components: {
      schemas: {
        ImageSize: {
          type: 'object',
          properties: { width: { type: 'integer' }, height: { type: 'integer' } },
        },
        AspectRatio: { type: 'object', properties: { ratio: { type: 'string' } }, required: ['ratio'] },
        QueueStatus: { type: 'object', properties: { status: { type: 'string' } } },
        [title]: {
          title,
          type: 'object',
          required: model.required,
          properties: Object.fromEntries(
            Object.entries(model.inputs).map(([key, input]) => [key, property(input)]),
          ),
        },
      },
    },
    paths: {
      [`/${name}/requests/{request_id}/status`]: path({ description: 'The request status.' }),
      [`/${name}`]: {
        post: {
          requestBody: { required: true, content: { 'application/json': { schema: reference(title) } } },
          responses: { 200: { content: { 'application/json': { schema: reference('QueueStatus') } } } },
        },
      },
      [`/${name}/requests/{request_id}`]: path({ description: 'Result of the request.' }),
    },
    servers: [{ url: 'https://queue.fal.run' }],
  }
}
