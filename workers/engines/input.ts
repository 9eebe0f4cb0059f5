import { findModel } from '../../config/models.js'
import { findStyle } from '../../config/styles.js'
import { Fault } from '../../core/errors.js'
import type { EngineFile, EngineRequest } from '../../core/ports.js'

export type ModelInput = Record<string, string | number | boolean | string[]>

/** What a model is handed: our request by the map of the catalogue. Pure. */
export function buildInput(request: EngineRequest, files: readonly EngineFile[]): ModelInput {
  const model = findModel(request.model)
  const style = findStyle(request.style)
  if (!model || !style) throw new Fault('engine_failed', 'No such model.', { retry: 'never' })
  const { input } = model
  const made: ModelInput = { ...input.fixed, ...style.inputs?.[model.id] }
  const put = (name: string | undefined, value: string | number | string[] | undefined) => {
    if (name !== undefined && value !== undefined && value !== '') made[name] = value
  }
  put(input.prompt, request.prompt && `${input.opening ?? ''}${request.prompt}`)
  put(input.negative, style.negative)
  put(input.seed, request.seed)
  put(input.count, input.count && request.count > 1 ? request.count : undefined)
  const ratio = style.aspect && model.aspects.includes(style.aspect) ? style.aspect : model.aspects[0]
  const size = ratio === undefined ? undefined : (input.sizes?.[ratio] ?? ratio)
  if (typeof size === 'object') {
    put(input.width, size[0])
    put(input.height, size[1])
  } else put(input.aspect, size)
  const urls = files.map(({ url }) => url)
  const { pictures } = input
  if (pictures && 'each' in pictures) for (const [i, name] of pictures.each.entries()) put(name, urls[i])
  else if (pictures && urls.length > 0) put(pictures.list, urls.slice(0, pictures.most))
  return made
}
