/** Bodies of calls: JSON, or the form of an upload. */
import type { IncomingMessage } from 'node:http'
import busboy from 'busboy'

export interface Body {
  json: unknown
  upload?: { name: string; mime: string; bytes: Buffer }
  /** What is wrong with it. */
  wrong: string[]
}

/** Reads it whole. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('multipart/form-data')) return readForm(request)
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  if (text === '') return { json: undefined, wrong: [] }
  if (!type.startsWith('application/json')) return { json: undefined, wrong: [`a body of type ${type}`] }
  try {
    return { json: JSON.parse(text), wrong: [] }
  } catch {
    return { json: undefined, wrong: ['a body that is no JSON'] }
  }
}

function readForm(request: IncomingMessage): Promise<Body> {
  return new Promise((resolve, reject) => {
    const body: Body = { json: undefined, wrong: [] }
    const form = busboy({ headers: request.headers })
    form.on('field', (name, value) => {
      if (name === 'metadata') JSON.parse(value)
      else if (name !== 'filename' && name !== 'type') body.wrong.push(`a form with ${name}`)
    })
    form.on('file', (name, stream, { filename, mimeType }) => {
      const chunks: Buffer[] = []
      stream.on('data', chunk => chunks.push(chunk))
      stream.on('end', () => {
        const bytes = Buffer.concat(chunks)
        if (name === 'content') body.upload = { name: filename ?? '', mime: mimeType, bytes }
        else if (name !== 'metadata') body.wrong.push(`a file named ${name}`)
      })
    })
    form.on('close', () => resolve(body))
    form.on('error', reject)
    request.on('error', reject)
    request.pipe(form)
  })
}
