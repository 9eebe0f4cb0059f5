/** Models at Replicate as their pages describe them: inputs, which of them are official, what they make. */
import { createHash } from 'node:crypto'

export interface Input {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'array'
  /** A file: an address that the model fetches. */
  file?: true
  choices?: readonly (string | number)[]
  minimum?: number
  maximum?: number
}

export interface FakeModel {
  /** `owner/name`. */
  name: string
  /** Official models are started by their name and hide their version. */
  official: boolean
  /** The id of its newest version. */
  version: string
  /** Official models may show no schema. */
  shown: boolean
  required: readonly string[]
  inputs: Readonly<Record<string, Input>>
  makes: 'image' | 'video'
  /** One address, or a list of them. */
  list: boolean
}

const text: Input = { type: 'string' }
const file: Input = { type: 'string', file: true }
const files: Input = { type: 'array', file: true }
const seed: Input = { type: 'integer' }
const bool: Input = { type: 'boolean' }
const number = (minimum: number, maximum: number): Input => ({ type: 'number', minimum, maximum })
const whole = (minimum: number, maximum: number): Input => ({ type: 'integer', minimum, maximum })
const choice = (...choices: string[]): Input => ({ type: 'string', choices })

const RATIOS = '1:1 16:9 9:16 4:3 3:4 3:2 2:3 4:5 5:4 21:9 9:21 2:1 1:2'.split(' ')
const FLUX_2_RATIOS = '1:1 16:9 3:2 2:3 4:5 5:4 9:16 3:4 4:3 custom match_input_image'.split(' ')
const BANANA_RATIOS = '1:1 2:3 3:2 3:4 4:3 4:5 5:4 9:16 16:9 21:9 match_input_image'.split(' ')

const KONTEXT = {
  prompt: text,
  input_image: file,
  aspect_ratio: choice('match_input_image', ...RATIOS),
  output_format: choice('jpg', 'png'),
  seed,
  safety_tolerance: whole(0, 6),
  prompt_upsampling: bool,
}

type Known = Pick<FakeModel, 'required' | 'inputs'> & Partial<FakeModel>

const KNOWN: Record<string, Known> = {
  'black-forest-labs/flux-kontext-pro': { official: true, required: ['prompt'], inputs: KONTEXT },
  'black-forest-labs/flux-kontext-max': { official: true, required: ['prompt'], inputs: KONTEXT },
  'black-forest-labs/flux-2-pro': {
    official: true,
    required: ['prompt'],
    inputs: {
      prompt: text,
      input_images: files,
      aspect_ratio: choice(...FLUX_2_RATIOS),
      resolution: choice('match_input_image', '0.5 MP', '1 MP', '2 MP', '4 MP'),
      width: whole(256, 2_048),
      height: whole(256, 2_048),
      seed,
      safety_tolerance: whole(1, 5),
      output_format: choice('webp', 'jpg', 'png'),
      output_quality: whole(0, 100),
    },
  },
  'bytedance/flux-pulid': {
    list: true,
    required: ['main_face_image'],
    inputs: {
      main_face_image: file,
      prompt: text,
      negative_prompt: text,
      width: whole(256, 1_536),
      height: whole(256, 1_536),
      num_steps: whole(1, 20),
      start_step: whole(0, 10),
      guidance_scale: number(1, 10),
      id_weight: number(0, 3),
      seed,
      true_cfg: number(1, 10),
      max_sequence_length: whole(128, 512),
      num_outputs: whole(1, 4),
      output_format: choice('webp', 'jpg', 'png'),
      output_quality: whole(0, 100),
    },
  },
  'zsxkib/instant-id': {
    list: true,
    required: ['image'],
    inputs: {
      image: file,
      pose_image: file,
      prompt: text,
      negative_prompt: text,
      num_inference_steps: whole(1, 500),
      guidance_scale: number(1, 50),
      ip_adapter_scale: number(0, 1.5),
      controlnet_conditioning_scale: number(0, 1.5),
      num_outputs: whole(1, 8),
      seed,
      output_format: choice('webp', 'jpg', 'png'),
      output_quality: whole(0, 100),
      disable_safety_checker: bool,
    },
  },
  'tencentarc/photomaker': {
    list: true,
    required: ['input_image'],
    inputs: {
      input_image: file,
      input_image2: file,
      input_image3: file,
      input_image4: file,
      prompt: text,
      style_name: choice(
        '(No style)',
        'Cinematic',
        'Disney Charactor',
        'Digital Art',
        'Fantasy art',
        'Comic book',
      ),
      negative_prompt: text,
      num_outputs: whole(1, 4),
      num_steps: whole(1, 100),
      style_strength_ratio: number(15, 50),
      guidance_scale: number(1, 10),
      seed,
      disable_safety_checker: bool,
    },
  },
  'flux-kontext-apps/face-to-many-kontext': {
    official: true,
    shown: false,
    list: true,
    required: ['input_image'],
    inputs: {
      input_image: file,
      style: text,
      persona: text,
      num_images: whole(1, 10),
      aspect_ratio: choice('match_input_image', ...RATIOS),
      seed,
      preserve_outfit: bool,
      preserve_background: bool,
      output_format: choice('jpg', 'png'),
      safety_tolerance: whole(0, 2),
    },
  },
  'google/nano-banana-pro': {
    official: true,
    required: ['prompt'],
    inputs: {
      prompt: text,
      image_input: files,
      aspect_ratio: choice(...BANANA_RATIOS),
      resolution: choice('1K', '2K', '4K'),
      output_format: choice('jpg', 'png'),
      safety_filter_level: choice('block_low_and_above', 'block_medium_and_above', 'block_only_high'),
    },
  },
  '851-labs/background-remover': {
    required: ['image'],
    inputs: {
      image: file,
      format: text,
      background_type: text,
      threshold: number(0, 1),
      reverse: bool,
    },
  },
  'tencentarc/gfpgan': {
    required: ['img'],
    inputs: { img: file, version: choice('v1.2', 'v1.3', 'v1.4', 'RestoreFormer'), scale: number(1, 10) },
  },
  'minimax/video-01-live': {
    official: true,
    makes: 'video',
    required: ['prompt', 'first_frame_image'],
    inputs: { prompt: text, first_frame_image: file, prompt_optimizer: bool },
  },
}

/** All models that there are. */
export function createModels(): Map<string, FakeModel> {
  return new Map(
    Object.entries(KNOWN).map(([name, known]) => [
      name,
      { name, official: false, shown: true, makes: 'image', list: false, version: versionOf(name), ...known },
    ]),
  )
}

function versionOf(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}

/** What `GET /models/{owner}/{name}` says; enumerations are schemas of their own, as Cog writes them. */
export function describeModel(model: FakeModel): object {
  const [owner, name] = model.name.split('/')
  const choices = Object.entries(model.inputs).filter(([, { choices }]) => choices)
  const properties = Object.entries(model.inputs).map(([key, input], order) => [
    key,
    property(key, input, order),
  ])
  return {
    url: `https://replicate.com/${model.name}`,
    owner,
    name,
    description: null,
    visibility: 'public',
    is_official: model.official,
    github_url: null,
    paper_url: null,
    license_url: null,
    run_count: 12_345,
    cover_image_url: null,
    default_example: null,
    latest_version: model.shown
      ? {
          id: model.version,
          created_at: '2026-05-01T12:00:00.000Z',
          cog_version: '0.14.0',
          openapi_schema: {
            openapi: '3.0.2',
            info: { title: 'Cog', version: '0.1.0' },
            paths: {},
            components: {
              schemas: {
                Input: {
                  type: 'object',
                  title: 'Input',
                  ...(model.required.length > 0 && { required: model.required }),
                  properties: Object.fromEntries(properties),
                },
                Output: model.list
                  ? { type: 'array', items: { type: 'string', format: 'uri' }, title: 'Output' }
                  : { type: 'string', format: 'uri', title: 'Output' },
                ...Object.fromEntries(
                  choices.map(([key, input]) => [
                    key,
                    { type: input.type, title: key, description: 'An enumeration.', enum: input.choices },
                  ]),
                ),
              },
            },
          },
        }
      : null,
  }
}

function property(key: string, input: Input, order: number): object {
  const common = { title: key, description: '', 'x-order': order }
  if (input.choices) return { ...common, allOf: [{ $ref: `#/components/schemas/${key}` }] }
  const { type, minimum, maximum, file: isFile } = input
  return {
    ...common,
    type,
    ...(type === 'array' && { items: { type: 'string', ...(isFile && { format: 'uri' }) } }),
    ...(type === 'string' && isFile && { format: 'uri' }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  }
}

/** What is wrong with an input, as Replicate names it; `unknown` ones are let through there, and are still none of ours. */
export function checkInput(model: FakeModel, given: unknown): { invalid: string[]; unknown: string[] } {
  if (typeof given !== 'object' || given === null) return { invalid: ['input is no object'], unknown: [] }
  const invalid = model.required.filter(key => !(key in given)).map(key => `input: ${key} is required`)
  const unknown: string[] = []
  for (const [key, value] of Object.entries(given)) {
    const input = model.inputs[key]
    if (!input) unknown.push(`${model.name} has no input ${key}`)
    else if (!fits(input, value)) invalid.push(`input.${key}: does not fit`)
  }
  return { invalid, unknown }
}

function fits({ type, choices, minimum, maximum }: Input, value: unknown): boolean {
  if (choices) return choices.includes(value as string)
  if (type === 'array') return Array.isArray(value) && value.every(one => typeof one === 'string')
  if (type === 'integer' || type === 'number') {
    if (typeof value !== 'number' || (type === 'integer' && !Number.isInteger(value))) return false
    return value >= (minimum ?? Number.NEGATIVE_INFINITY) && value <= (maximum ?? Number.POSITIVE_INFINITY)
  }
  return typeof value === type
}
