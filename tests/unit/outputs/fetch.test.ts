import { execFileSync } from 'node:child_process'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import { OUTPUT } from '../../../config/limits.js'
import { isPublic } from '../../../core/media/public-address.js'
import { fetchOutput, outputPlaces } from '../../../workers/engines/output.js'
import { box, mp4 } from '../../support/mp4.js'

const servers: (Server | TcpServer)[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
})

async function listen<T extends Server | TcpServer>(server: T): Promise<number> {
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const serve = async (listener: RequestListener) => `http://127.0.0.1:${await listen(createServer(listener))}`
const serveBytes = (bytes: Buffer, type = 'image/png') =>
  serve((_request, response) => response.writeHead(200, { 'content-type': type }).end(bytes))

function take(url: string, origins: string[], more: Partial<Parameters<typeof fetchOutput>[1]> = {}) {
  return fetchOutput(url, {
    allowed: outputPlaces({ hosts: ['engine.test', 'localhost', '127.0.0.1'], origins, data: true }),
    signal: AbortSignal.timeout(20_000),
    makes: 'image',
    ...more,
  })
}

const colour = { width: 60, height: 40, background: '#c33' } as const
const jpeg = () => sharp({ create: { ...colour, channels: 3 } }).jpeg()
const clear = () =>
  sharp({ create: { ...colour, channels: 4, background: { r: 200, g: 50, b: 50, alpha: 0.5 } } })

const bad = { code: 'engine_output' }

describe('an image', () => {
  it('comes upright, in sRGB and without metadata', async () => {
    const bytes = await jpeg()
      .withExif({ IFD0: { Artist: 'somebody' } })
      .withMetadata({ orientation: 6 })
      .withIccProfile('p3')
      .toBuffer()
    expect(await sharp(bytes).metadata()).toMatchObject({ orientation: 6 })
    const origin = await serveBytes(bytes)
    const output = await take(`${origin}/a`, [origin])
    expect(output).toMatchObject({ mime: 'image/jpeg', width: 40, height: 60 })
    const found = await sharp(output.bytes).metadata()
    expect(found).toMatchObject({ format: 'jpeg', width: 40, height: 60, space: 'srgb' })
    for (const part of ['exif', 'icc', 'xmp', 'orientation'] as const) expect(found[part]).toBeUndefined()
  })

  it.each([
    ['a PNG one can look through', () => clear().png(), 'image/png'],
    ['a PNG with a channel for that, and nothing clear', () => jpeg().ensureAlpha(1).png(), 'image/jpeg'],
    ['a WebP', () => jpeg().webp(), 'image/jpeg'],
    ['a WebP one can look through', () => clear().webp(), 'image/png'],
    ['an AVIF', () => jpeg().avif(), 'image/jpeg'],
    ['a grey one', () => jpeg().greyscale().png(), 'image/jpeg'],
    ['a PNG of 16 bits', () => jpeg().toColourspace('rgb16').png(), 'image/jpeg'],
    ['a JPEG for print', () => jpeg().toColourspace('cmyk').jpeg(), 'image/jpeg'],
  ])('that is %s becomes what chats show', async (_what, make, mime) => {
    const origin = await serveBytes(await make().toBuffer())
    const output = await take(`${origin}/a`, [origin])
    expect(output).toMatchObject({ mime, width: 60, height: 40 })
    expect(await sharp(output.bytes).metadata()).toMatchObject({ width: 60, height: 40, depth: 'uchar' })
  })

  it('is no longer than the limit', async () => {
    const bytes = await sharp({ create: { ...colour, width: OUTPUT.side * 2, height: 64, channels: 3 } })
      .png()
      .toBuffer()
    const origin = await serveBytes(bytes)
    expect(await take(`${origin}/a`, [origin])).toMatchObject({ width: OUTPUT.side, height: 32 })
  })

  it('may stand in the address itself', async () => {
    const data = `data:image/png;base64,${(await clear().png().toBuffer()).toString('base64')}`
    expect(await take(data, [])).toMatchObject({ mime: 'image/png', width: 60 })
    await expect(take(data, [], { allowed: outputPlaces({ hosts: [] }) })).rejects.toMatchObject(bad)
    await expect(take('data:text/html,<p>hello', [])).rejects.toMatchObject(bad)
    await expect(take(`data:image/png;base64,${'A'.repeat(60_000_000)}`, [])).rejects.toMatchObject(bad)
  })

  const half = async (bytes: Promise<Buffer>) => (await bytes).subarray(0, 400)
  const noise = () => sharp(Buffer.alloc(3e4, 'noise'), { raw: { width: 100, height: 100, channels: 3 } })
  it.each<[string, () => Promise<Buffer>]>([
    ['nothing', async () => Buffer.alloc(0)],
    ['a page', async () => Buffer.from('<!doctype html><title>Not found</title>')],
    ['a note', async () => Buffer.from('{"detail":"gone"}')],
    ['a video', async () => mp4()],
    [
      'a drawing with scripts',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ],
    [
      'moving',
      async () =>
        sharp(Buffer.alloc(600, 9), { raw: { width: 10, height: 20, channels: 3, pageHeight: 10 } })
          .gif()
          .toBuffer(),
    ],
    [
      'moving as WebP',
      async () =>
        sharp(Buffer.from(Array.from({ length: 600 }, (_, i) => i % 251)), {
          raw: { width: 10, height: 20, channels: 3, pageHeight: 10 },
        })
          .webp()
          .toBuffer(),
    ],
    ['cut off', () => half(noise().jpeg().toBuffer())],
    ['a cut off PNG', () => half(noise().png({ compressionLevel: 0 }).toBuffer())],
    [
      'a bomb of pixels',
      () =>
        sharp({ create: { ...colour, width: 16_000, height: 16_000, channels: 3 } })
          .png()
          .toBuffer(),
    ],
  ])('is not %s', async (_what, make) => {
    const origin = await serveBytes(await make(), 'image/png')
    await expect(take(`${origin}/a`, [origin])).rejects.toMatchObject(bad)
  })
})

describe('a video', () => {
  it('comes as it was encoded', async () => {
    const bytes = mp4({ movie: [box('udta', 'a place')] })
    const origin = await serveBytes(bytes, 'application/octet-stream')
    const output = await take(`${origin}/a`, [origin], { makes: 'video' })
    expect(output).toMatchObject({ mime: 'video/mp4', width: 320, height: 400 })
    expect(output.bytes.includes('a place')).toBe(false)
  })

  it('is no image', async () => {
    const origin = await serveBytes(await jpeg().toBuffer(), 'video/mp4')
    await expect(take(`${origin}/a`, [origin], { makes: 'video' })).rejects.toMatchObject(bad)
  })
})

describe('bytes', () => {
  it('are not waited for when they are said to be too many', async () => {
    let closed = 0
    const origin = await serve((_request, response) => {
      response.on('close', () => closed++)
      response.writeHead(200, { 'content-length': OUTPUT.imageBytes + 1 }).write('x')
    })
    await expect(take(`${origin}/a`, [origin])).rejects.toMatchObject(bad)
    await expect.poll(() => closed).toBe(1)
  })

  it('that never end are cut off at the limit', async () => {
    let sent = 0
    const origin = await serve((_request, response) => {
      const piece = Buffer.alloc(1024 * 1024)
      const more = () => {
        while (!response.destroyed && response.write(piece)) sent += piece.length
        sent += piece.length
      }
      response.on('drain', more)
      more()
    })
    await expect(take(`${origin}/a`, [origin])).rejects.toMatchObject(bad)
    expect(sent).toBeGreaterThan(OUTPUT.imageBytes)
    expect(sent).toBeLessThan(OUTPUT.imageBytes * 2)
  })

  it('that break off may come whole another time', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 500 })
      response.write(Buffer.alloc(100), () => response.destroy())
    })
    await expect(take(`${origin}/a`, [origin])).rejects.toMatchObject({ code: 'unavailable', retry: 'soon' })
  })

  it('that trickle are cut off, and so are those that stop after a good beginning', async () => {
    const pace = { bytesPerSecond: 1_000, afterMs: 100 }
    let closed = 0
    const origin = await serve((request, response) => {
      response.writeHead(200)
      if (request.url === '/stop') response.write(Buffer.alloc(1_500))
      const drip = setInterval(() => request.url === '/trickle' && response.write('x'), 20)
      response.on('close', () => {
        closed++
        clearInterval(drip)
      })
    })
    for (const path of ['/trickle', '/stop'])
      await expect(take(`${origin}${path}`, [origin], { pace })).rejects.toMatchObject({
        code: 'timeout',
        retry: 'soon',
      })
    await expect.poll(() => closed).toBe(2)
  })

  it('that are slow and no trickle come whole', async () => {
    const bytes = await jpeg().toBuffer()
    const origin = await serve(async (_request, response) => {
      for (const byte of bytes.subarray(0, 20)) {
        response.write(Buffer.from([byte]))
        await new Promise(resolve => setTimeout(resolve, 15))
      }
      response.end(bytes.subarray(20))
    })
    const pace = { bytesPerSecond: 10, afterMs: 100 }
    expect(await take(`${origin}/a`, [origin], { pace })).toMatchObject({ width: 60 })
  })

  it('that do not come are given up when the caller says so', async () => {
    const origin = await serve(() => {})
    const signal = AbortSignal.timeout(50)
    await expect(take(`${origin}/a`, [origin], { signal })).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it.each([
    [404, {}, 'engine_output', 'never'],
    [410, {}, 'engine_output', 'never'],
    [403, {}, 'engine_output', 'never'],
    [304, {}, 'engine_output', 'never'],
    [204, {}, 'engine_output', 'never'],
    [500, {}, 'unavailable', 'soon'],
    [503, {}, 'unavailable', 'soon'],
    [429, { 'retry-after': '7' }, 'unavailable', { afterMs: 7_000 }],
    [429, { 'retry-after': 'Wed, 25 Nov 2026 05:00:00 GMT' }, 'unavailable', { afterMs: OUTPUT.patienceMs }],
  ])('under an answer of %i %j are %s', async (status, headers, code, retry) => {
    const origin = await serve((_request, response) => response.writeHead(status, headers).end())
    await expect(take(`${origin}/a`, [origin])).rejects.toMatchObject({ code, retry })
  })

  it('of a place that is not there are asked for again later', async () => {
    const port = await listen(createTcpServer())
    const server = servers.pop()
    await new Promise(resolve => server?.close(resolve))
    const origin = `http://127.0.0.1:${port}`
    await expect(take(`${origin}/a`, [origin])).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('come over a kept connection, and over a new one when that has just been closed', async () => {
    const bytes = await jpeg().toBuffer()
    const sockets = new Set<unknown>()
    const server = createServer((request, response) => {
      sockets.add(request.socket)
      response.end(bytes)
    })
    const origin = `http://127.0.0.1:${await listen(server)}`
    await take(`${origin}/a`, [origin])
    await take(`${origin}/b`, [origin])
    expect(sockets.size).toBe(1)
    // It drops the next request, as a server does that was just closing the connection.
    server.prependOnceListener('request', request => request.socket.destroy())
    await take(`${origin}/c`, [origin])
    expect(sockets.size).toBe(2)
  })
})

describe('an output lies', () => {
  /** Counts who comes, and answers nobody. */
  async function trap(): Promise<{ port: number; visits: () => number }> {
    let visits = 0
    const port = await listen(
      createTcpServer(socket => {
        visits++
        socket.destroy()
      }),
    )
    return { port, visits: () => visits }
  }
  const to = (location: string) => serve((_request, response) => response.writeHead(302, { location }).end())

  it('where the engine keeps files, and nowhere else', () => {
    const allowed = outputPlaces({ hosts: ['replicate.delivery'], origins: ['http://10.0.0.1:9000'] })
    const verdict = (url: string) => allowed(new URL(url))
    expect(verdict('https://replicate.delivery/a.png')).toBe(true)
    expect(verdict('https://pbxt.replicate.delivery/a.png')).toBe(true)
    expect(verdict('http://10.0.0.1:9000/a.png')).toBe('configured')
    for (const url of [
      'http://replicate.delivery/a.png',
      'https://replicate.delivery:8443/a.png',
      'https://replicate.delivery.evil.test/a.png',
      'https://notreplicate.delivery/a.png',
      'https://evil.test/?replicate.delivery',
      'http://10.0.0.1:9001/a.png',
      'file:///etc/passwd',
      'data:image/png;base64,AAAA',
    ])
      expect(verdict(url)).toBe(false)
  })

  it('never at an address that the operator has not named, not even after a redirect', async () => {
    const { port, visits } = await trap()
    for (const url of [
      `http://127.0.0.1:${port}/a`,
      `http://localhost:${port}/a`,
      `https://127.0.0.1:${port}/a`,
      `https://user:word@localhost:${port}/a`,
      `ftp://127.0.0.1:${port}/a`,
      'rubbish',
      '',
    ]) {
      const origin = await to(url)
      await expect(take(url, [])).rejects.toMatchObject(bad)
      await expect(take(`${origin}/a`, [origin])).rejects.toMatchObject(bad)
    }
    expect(visits()).toBe(0)
  })

  const anyHttps = (url: URL) => url.protocol === 'https:'

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254'])(
    'never at an address of our own network, however it is written: %s',
    async host => {
      const { port, visits } = await trap()
      await expect(take(`https://${host}:${port}/a`, [], { allowed: anyHttps })).rejects.toMatchObject(bad)
      expect(visits()).toBe(0)
    },
  )

  it.each(['127.0.0.1', '[::1]', '169.254.169.254', 'localhost'])(
    'never inside our own network after a redirect, not by a name that leads there either: %s',
    async host => {
      const { port, visits } = await trap()
      const origin = await to(`https://${host}:${port}/a`)
      const allowed = (url: URL) => (url.origin === origin ? ('configured' as const) : anyHttps(url))
      await expect(take(`${origin}/a`, [], { allowed })).rejects.toMatchObject(bad)
      expect(visits()).toBe(0)
    },
  )

  it('behind three redirects at most', async () => {
    const bytes = await jpeg().toBuffer()
    const origin = await serve((request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) response.end(bytes)
      else response.writeHead(307, { location: `/${left - 1}` }).end()
    })
    expect(await take(`${origin}/3`, [origin])).toMatchObject({ width: 60 })
    await expect(take(`${origin}/4`, [origin])).rejects.toMatchObject(bad)
  })

  it('where the key is told to nobody but who asked for it', async () => {
    const bytes = await jpeg().toBuffer()
    const seen: (string | undefined)[] = []
    const store = await serve((request, response) => {
      seen.push(request.headers.authorization)
      response.end(bytes)
    })
    const api = await serve((request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(302, { location: request.url === '/a' ? `${api}/b` : `${store}/c` }).end()
    })
    await take(`${api}/a`, [api, store], { headers: { authorization: 'Key x' } })
    expect(seen).toEqual(['Key x', 'Key x', undefined])
  })

  it('behind a certificate that fits', async () => {
    const pair = certificate()
    let asked = 0
    const port = await listen(
      createTlsServer(pair, (_request, response) => {
        asked++
        response.end('secret')
      }),
    )
    const origin = `https://localhost:${port}`
    await expect(take(`${origin}/a`, [origin])).rejects.toMatchObject({ code: 'unavailable' })
    expect(asked).toBe(0)
  })

  /** One that nobody has signed. */
  function certificate(): { key: string; cert: string } {
    const made = execFileSync(
      'openssl',
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -keyout - -out -'.split(
        ' ',
      ),
      { stdio: ['ignore', 'pipe', 'ignore'] },
    ).toString()
    const part = (name: string) =>
      new RegExp(`-----BEGIN ${name}[^]*?-----END ${name}-----`).exec(made)?.[0] ?? ''
    return { key: part('PRIVATE KEY'), cert: part('CERTIFICATE') }
  }
})

describe('an address', () => {
  it.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::200e'])(
    'of the Internet is %s',
    address => expect(isPublic(address)).toBe(true),
  )
  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.0.0.1', '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '64:ff9b::7f00:1',
      'fc00::1',
      'fe80::1',
      'fe80::1%eth0',
    ],
    ...['ff02::1', '2001:db8::1', '2002:7f00:1::', '2001:0:7f00:1::', '', 'localhost'],
  ])('of our own or of nobody is %s', address => expect(isPublic(address)).toBe(false))
})
