/** Models at fal, with the inputs of their schemas and the prices of their pages as of November 2026. */
import type { Model } from '../models.js'

/** What fal calls the ratios; the first one is near 4:5, which has no name there. */
const SIZES = {
  '3:4': 'portrait_4_3',
  '1:1': 'square_hd',
  '9:16': 'portrait_16_9',
  '16:9': 'landscape_16_9',
} as const
const SIZED = ['3:4', '1:1', '9:16', '16:9'] as const

const FLUX_2 = {
  engine: 'fal',
  title: 'FLUX.2 Pro',
  seconds: 15,
  deadlineSeconds: 240,
  outputs: 1,
  makes: 'image',
  aspects: SIZED,
} as const

const FLUX_2_INPUT = {
  prompt: 'prompt',
  seed: 'seed',
  aspect: 'image_size',
  sizes: SIZES,
  fixed: { safety_tolerance: '2', enable_safety_checker: true, output_format: 'png' },
} as const

export const FAL_MODELS = {
  'fal-kontext': {
    engine: 'fal',
    name: 'fal-ai/flux-pro/kontext',
    title: 'FLUX.1 Kontext Pro',
    micros: 40_000,
    seconds: 10,
    deadlineSeconds: 180,
    faces: 1,
    outputs: 4,
    makes: 'image',
    aspects: ['3:4', '1:1', '2:3', '9:16', '16:9'],
    input: {
      prompt: 'prompt',
      seed: 'seed',
      aspect: 'aspect_ratio',
      count: 'num_images',
      pictures: { each: ['image_url'] },
      fixed: { safety_tolerance: '2', output_format: 'png' },
    },
  },
  // $0.03 for the first megapixel and $0.015 for each more, in and out: a reference of 1,536 pixels a side counts as three.
  'fal-flux-2': {
    ...FLUX_2,
    name: 'fal-ai/flux-2-pro/edit',
    micros: 75_000,
    faces: 1,
    input: { ...FLUX_2_INPUT, pictures: { list: 'image_urls', most: 8 } },
  },
  'fal-flux-2-words': {
    ...FLUX_2,
    name: 'fal-ai/flux-2-pro',
    micros: 45_000,
    faces: 0,
    input: FLUX_2_INPUT,
  },
  'fal-pulid': {
    engine: 'fal',
    name: 'fal-ai/flux-pulid',
    title: 'FLUX PuLID',
    // $0.0333 a megapixel; the sizes used have no more than one.
    micros: 34_000,
    seconds: 15,
    deadlineSeconds: 240,
    faces: 1,
    outputs: 1,
    makes: 'image',
    aspects: SIZED,
    input: {
      prompt: 'prompt',
      negative: 'negative_prompt',
      seed: 'seed',
      aspect: 'image_size',
      sizes: SIZES,
      pictures: { each: ['reference_image_url'] },
      fixed: { id_weight: 1, guidance_scale: 4, num_inference_steps: 20, enable_safety_checker: true },
    },
  },
  'fal-headshot': {
    engine: 'fal',
    name: 'fal-ai/image-apps-v2/headshot-photo',
    title: 'fal Headshot Generator',
    micros: 40_000,
    seconds: 15,
    deadlineSeconds: 240,
    faces: 1,
    outputs: 1,
    makes: 'image',
    // It takes one wrapped in an object; left out, portraits are 3:4.
    aspects: [],
    input: { pictures: { each: ['image_url'] }, fixed: { background_style: 'professional' } },
  },
  'fal-birefnet': {
    engine: 'fal',
    name: 'fal-ai/birefnet/v2',
    title: 'BiRefNet',
    micros: 5_000,
    seconds: 5,
    deadlineSeconds: 180,
    faces: 1,
    outputs: 1,
    makes: 'image',
    aspects: [],
    input: {
      pictures: { each: ['image_url'] },
      fixed: {
        model: 'Portrait',
        operating_resolution: '1024x1024',
        output_format: 'png',
        refine_foreground: true,
      },
    },
  },
  'fal-esrgan': {
    engine: 'fal',
    name: 'fal-ai/esrgan',
    title: 'Real-ESRGAN',
    // $0.00111 for each second that it computes, and a whole picture takes some 20.
    micros: 25_000,
    seconds: 15,
    deadlineSeconds: 300,
    faces: 1,
    outputs: 1,
    makes: 'image',
    aspects: [],
    input: {
      pictures: { each: ['image_url'] },
      // In tiles, as a whole picture is larger than the memory of its graphics card.
      fixed: { model: 'RealESRGAN_x2plus', scale: 2, face: true, tile: 400, output_format: 'jpeg' },
    },
  },
  'fal-video-live': {
    engine: 'fal',
    name: 'fal-ai/minimax/video-01-live/image-to-video',
    title: 'MiniMax Video-01 Live',
    micros: 500_000,
    seconds: 180,
    deadlineSeconds: 900,
    faces: 1,
    outputs: 1,
    makes: 'video',
    aspects: [],
    input: { prompt: 'prompt', pictures: { each: ['image_url'] }, fixed: { prompt_optimizer: true } },
  },
} as const satisfies Record<string, Model>
