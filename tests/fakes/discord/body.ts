/** Bodies of calls: JSON, or a form with `payload_json` and files. */
import type { IncomingMessage } from 'node:http'
import busboy from 'busboy'

export interface Upload {
  /** The n of `files[n]`. */
  index: number
  name: string
  mime: string
  bytes: Buffer
}

export interface Body {
  json: Record<string, unknown> | unknown[]
  uploads: Upload[]
  /** What is wrong with its form. */
  wrong: string[]
}

/** Reads it whole. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('multipart/form-data')) return readForm(request)
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  if (text === '') return { json: {}, uploads: [], wrong: [] }
  const wrong = type.startsWith('application/json') ? [] : [`a body of type ${type}`]
  return { json: JSON.parse(text), uploads: [], wrong }
}

function readForm(request: IncomingMessage): Promise<Body> {
  return new Promise((resolve, reject) => {
    const body: Body = { json: {}, uploads: [], wrong: [] }
    const form = busboy({ headers: request.headers, limits: { fieldSize: 1024 * 1024 } })
    form.on('field', (name, value) => {
      if (name === 'payload_json') body.json = JSON.parse(value)
      else body.wrong.push(`a form with ${name}`)
    })
    form.on('file', (name, stream, { filename, mimeType }) => {
      const chunks: Buffer[] = []
      const index = Number(/^files\[(\d+)\]$/.exec(name)?.[1] ?? Number.NaN)
      if (Number.isNaN(index)) body.wrong.push(`a file named ${name}`)
      stream.on('data', chunk => chunks.push(chunk))
      stream.on('end', () =>
        body.uploads.push({ index, name: filename ?? '', mime: mimeType, bytes: Buffer.concat(chunks) }),
      )
    })
    form.on('close', () => resolve(body))
    form.on('error', reject)
    request.on('error', reject)
    request.pipe(form)
  })
}
