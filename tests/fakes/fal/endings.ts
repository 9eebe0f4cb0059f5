/** How work at fal ends, in fal's own words (fal.ai/docs: errors, request-errors). */
import type { OutputKind } from '../../contract/engine-stage.js'
import type { FakeModel } from './models.js'
import type { Work } from './world.js'

type Result = { status: number; body: unknown; errorType?: string }

const said = (type: string, at: string | undefined, msg: string): Result => ({
  status: 422,
  body: {
    detail: [
      {
        loc: at ? ['body', at] : ['body'],
        msg,
        type,
        url: `https://docs.fal.ai/errors#${type}`,
        input: 'quoted',
      },
    ],
  },
})

/** What a model answers; `put` lays an output down and tells its address. */
export function resultOf(
  work: Work,
  model: FakeModel,
  put: (kind: OutputKind, index: number) => string,
): Result {
  const { ending } = work.plan
  switch (ending.how) {
    case 'no-face':
      return said('face_detection_error', 'image_url', 'Could not detect face in the image.')
    case 'unsafe':
      return said(
        'content_policy_violation',
        'image_url',
        'The content could not be processed because it contained material flagged by a content checker.',
      )
    case 'model':
      return said('image_load_error', 'image_url', 'Failed to load the image.')
    case 'engine':
      return {
        status: 500,
        body: { detail: 'Runner server error', error_type: 'runner_server_error' },
        errorType: 'runner_server_error',
      }
    case 'cancelled':
      return {
        status: 499,
        body: { detail: 'Request was cancelled', error_type: 'client_cancelled' },
        errorType: 'client_cancelled',
      }
    case 'nothing':
      return { status: 200, body: made(model, []) }
    case 'succeeded': {
      const count = Number(work.input.num_images ?? 1)
      const kinds = ending.outputs ?? Array.from({ length: count }, () => 'picture' as const)
      return { status: 200, body: { ...made(model, kinds.map(put)), seed: work.input.seed ?? 7 } }
    }
  }
}

function made({ makes }: FakeModel, urls: string[]): Record<string, unknown> {
  const files = urls.map(url => ({
    url,
    content_type: makes === 'video' ? 'video/mp4' : 'image/png',
    file_name: 'output',
    file_size: null,
  }))
  if (makes === 'video') return { video: files[0] ?? null }
  if (makes === 'image') return { image: files[0] ?? null }
  return { images: files, timings: { inference: 1.2 }, has_nsfw_concepts: files.map(() => false) }
}
