import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openDownload } from '../../../bots/download.js'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function download(address: string, origins: string[], headers = {}, ms = 5_000): Promise<string> {
  const photo = await openDownload(address, { origins, headers, signal: AbortSignal.timeout(ms) })
  if (photo.kind !== 'stream') throw new Error('no stream')
  const pieces: Uint8Array[] = []
  for await (const piece of photo.stream) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

test('a photo at an allowed place is read, with the token', async () => {
  const origin = await serve((request, response) =>
    response.end(`photo for ${request.headers.authorization}`),
  )
  expect(await download(`${origin}/a.jpg`, [origin], { authorization: 'Bearer x' })).toBe(
    'photo for Bearer x',
  )
})

test('nothing is asked of a place that is not allowed, not even after a redirect', async () => {
  let asked = 0
  const elsewhere = await serve((_request, response) => {
    asked++
    response.end('secret')
  })
  const origin = await serve((_request, response) =>
    response.writeHead(302, { location: `${elsewhere}/x` }).end(),
  )
  await expect(download(`${origin}/a`, [origin])).rejects.toMatchObject({ code: 'unfetchable' })
  await expect(download(`${elsewhere}/a`, [origin])).rejects.toMatchObject({ code: 'unfetchable' })
  await expect(download('file:///etc/passwd', [origin])).rejects.toMatchObject({ code: 'unfetchable' })
  await expect(download('rubbish', [origin])).rejects.toMatchObject({ code: 'unfetchable' })
  expect(asked).toBe(0)
})

test('a redirect within the allowed places is followed, an endless one is not', async () => {
  const origin = await serve((request, response) => {
    if (request.url === '/end') response.end('photo')
    else response.writeHead(307, { location: request.url === '/once' ? '/end' : '/loop' }).end()
  })
  expect(await download(`${origin}/once`, [origin])).toBe('photo')
  await expect(download(`${origin}/loop`, [origin])).rejects.toMatchObject({ code: 'unfetchable' })
})

test.each([
  [404, {}, 'unfetchable', 'never'],
  [403, {}, 'unfetchable', 'never'],
  [500, {}, 'unavailable', 'soon'],
  [429, { 'retry-after': '7' }, 'busy', { afterMs: 7_000 }],
  [429, { 'retry-after': 'soon' }, 'busy', { afterMs: 1_000 }],
  [200, { 'content-type': 'text/html; charset=utf-8' }, 'unfetchable', 'never'],
])('an answer %i %j is %s', async (status, headers, code, retry) => {
  const origin = await serve((_request, response) => response.writeHead(status, headers).end('x'))
  await expect(download(`${origin}/a`, [origin])).rejects.toMatchObject({ code, retry })
})

test('a place that is silent or not there fails within the caller’s time', async () => {
  const silent = await serve(() => {})
  await expect(download(`${silent}/a`, [silent], {}, 50)).rejects.toMatchObject({ name: 'TimeoutError' })
  await expect(download('http://127.0.0.1:1/a', ['http://127.0.0.1:1'])).rejects.toMatchObject({
    code: 'unavailable',
  })
})
