/** Where outputs lie (replicate.delivery): good pictures, and everything that may lie there instead. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import type { OutputKind } from '../../contract/engine-stage.js'
import { playableClip } from '../../support/mp4.js'

export interface Delivery {
  origin: string
  /** An address of a server that is none of Replicate's. */
  elsewhere: string
  /** Requests that came to it. */
  strays(): number
  put(path: string, kind: OutputKind, makes: 'image' | 'video'): string
  close(): Promise<void>
}

/** Larger than anything that is taken. */
const HUGE = 200 * 1024 * 1024

/** `picture` makes what good outputs are; a small one in one colour with metadata unless told. */
export async function openDelivery(
  violations: string[],
  picture: (path: string) => Promise<Buffer> = plain,
): Promise<Delivery> {
  const things = new Map<string, { kind: OutputKind; makes: 'image' | 'video' }>()
  let strays = 0
  const stranger = createServer((_request, response) => {
    strays++
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end('not yours')
  })
  const server = createServer((request, response) => {
    if (request.headers.authorization) violations.push('the token was sent to where outputs lie')
    const path = request.url ?? ''
    const thing = things.get(path)
    if (!thing) return void response.writeHead(404).end()
    serve(path, thing, response).catch(() => response.destroy())
  })
  for (const one of [server, stranger])
    await new Promise<void>(resolve => one.listen(0, '127.0.0.1', resolve))
  const originOf = (one: typeof server) => `http://127.0.0.1:${(one.address() as AddressInfo).port}`
  const elsewhere = `${originOf(stranger)}/x.jpg`

  async function serve(
    path: string,
    { kind, makes }: { kind: OutputKind; makes: 'image' | 'video' },
    response: ServerResponse,
  ): Promise<void> {
    const mime = makes === 'video' ? 'video/mp4' : 'image/png'
    switch (kind) {
      case 'picture': {
        const bytes = makes === 'video' ? await playableClip() : await picture(path)
        response.writeHead(200, { 'content-type': mime, 'content-length': bytes.length }).end(bytes)
        return
      }
      case 'html':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Sign in</p>')
        return
      case 'empty':
        response.writeHead(200, { 'content-type': mime, 'content-length': 0 }).end()
        return
      case 'wrong-type':
        response.writeHead(200, { 'content-type': mime }).end('%PDF-1.7\n%wrong\n')
        return
      case 'huge':
        return pour(response.writeHead(200, { 'content-type': mime }))
      case 'inside':
        response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end()
        return
      case 'elsewhere':
        response.writeHead(302, { location: elsewhere }).end()
        return
      case 'gone':
        response.writeHead(404).end()
        return
      case 'error':
        response.writeHead(503).end()
        return
      case 'cut':
        response.writeHead(200, { 'content-type': mime, 'content-length': 100_000 })
        response.write(Buffer.alloc(1_000), () => response.destroy())
    }
  }

  const close = (one: typeof server) =>
    new Promise<void>(resolve => {
      one.close(() => resolve())
      one.closeAllConnections()
    })
  return {
    origin: originOf(server),
    elsewhere,
    strays: () => strays,
    put(path, kind, makes) {
      things.set(path, { kind, makes })
      return `${originOf(server)}${path}`
    },
    close: async () => void (await Promise.all([close(server), close(stranger)])),
  }
}

/** Sends it as fast as it is read, until nobody reads any more. */
function pour(response: ServerResponse): void {
  const piece = Buffer.alloc(1024 * 1024, 7)
  let left = HUGE
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= piece.length
      if (!response.write(piece)) return void response.once('drain', more)
    }
    response.end()
  }
  more()
}

async function plain(): Promise<Buffer> {
  return sharp({ create: { width: 64, height: 80, channels: 3, background: '#2a6' } })
    .withExif({ IFD0: { ImageDescription: 'made by a model' } })
    .png()
    .toBuffer()
}
