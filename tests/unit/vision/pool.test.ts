import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { PHOTO, VISION } from '../../../config/limits.js'
import { createVision, type VisionPool } from '../../../workers/vision/pool.js'
import { cut, GOOD_FACES } from '../../support/faces.js'

const log = { info() {}, warn() {}, error() {} }
const selfie = await (await cut(GOOD_FACES[2]!)).jpeg().toBuffer()
const text = Buffer.from('Dear sir or madam')

/** Loading the models takes a second of one core each time, and the cores may be busy with other tests. */
vi.setConfig({ testTimeout: 90_000 })

/** One pool for all tests that do not close it: what the one before did to its process must not matter. */
let vision = createVision({ processes: 1, log })
const impatient = createVision({ processes: 1, log, limitMs: 1_500 })
afterAll(() => Promise.all([vision.close(), impatient.close()]))

const isAlive = (pid: number) => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
const urlOf = (module: string) => new URL(`../../../workers/vision/${module}.ts`, import.meta.url).href

/** A program of its own, so that it can be killed or can end. */
function runScript(script: string) {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  return spawn(process.execPath, ['--import', tsx, '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
const firstLine = async (program: ReturnType<typeof runScript>) =>
  String((await once(program.stdout, 'data', { signal: AbortSignal.timeout(60_000) }))[0])

/** A pool whose only process is ready and stopped: it holds the next photo for ever, as a hung one would. */
async function hung(pool: VisionPool = vision): Promise<number> {
  await pool.inspect(text)
  const [pid] = pool.stats().pids
  process.kill(pid!, 'SIGSTOP')
  return pid!
}

describe('the vision processes', () => {
  it('look at a real photo and hand out the reference', async () => {
    const { measurements, reference, whole } = await vision.inspect(selfie)
    expect(measurements).toMatchObject({ format: 'jpeg', readable: true, faces: 1 })
    expect(reference?.subarray(0, 3)).toEqual(Buffer.of(0xff, 0xd8, 0xff))
    expect(whole).toBeUndefined()
    expect((await vision.inspect(selfie, { keepWhole: true })).whole).toBeInstanceOf(Buffer)
  })

  it('trace face and person of a picture', async () => {
    const { face, mask, width, height } = await vision.trace(selfie)
    const [x, y, w, h] = face!.box
    expect(face!.mesh).toHaveLength(468)
    const [noseX, noseY] = face!.mesh[4]!
    expect(noseX).toBeGreaterThan(x)
    expect(noseX).toBeLessThan(x + w)
    expect(noseY).toBeGreaterThan(y)
    expect(noseY).toBeLessThan(y + h)
    const maskAt = (px: number, py: number) =>
      mask.data[Math.floor((py / height) * mask.height) * mask.width + Math.floor((px / width) * mask.width)]!
    expect(maskAt(noseX, noseY)).toBeGreaterThan(200)
    expect(maskAt(3, 3)).toBeLessThan(60)
  })

  it('a hung process is replaced, and only the photo that it held hears of it', async () => {
    const pid = await hung(impatient)
    const held = impatient.inspect(selfie)
    const next = impatient.inspect(text)
    await expect(held).rejects.toMatchObject({ code: 'timeout', retry: 'soon' })
    expect((await next).measurements.format).toBeNull()
    expect(impatient.stats().pids).not.toContain(pid)
    expect(isAlive(pid)).toBe(false)
  })

  it('a process killed at work is replaced, time after time', async () => {
    const { lost } = vision.stats()
    for (let round = 1; round <= 2; round++) {
      await vision.inspect(text)
      const [pid] = vision.stats().pids
      process.kill(pid!, 'SIGSTOP')
      const held = vision.inspect(selfie)
      const next = vision.inspect(text)
      process.kill(pid!, 'SIGKILL')
      await expect(held).rejects.toMatchObject({ code: 'vision_crashed', retry: 'soon' })
      expect((await next).measurements.bytes).toBe(text.length)
      expect(vision.stats().lost).toBe(lost + round)
    }
  })

  it('a process killed while it is idle is no one’s fault', async () => {
    await vision.inspect(text)
    const [pid] = vision.stats().pids
    const { lost } = vision.stats()
    process.kill(pid!, 'SIGKILL')
    await vi.waitFor(() => expect(vision.stats().pids).toEqual([]))
    await expect(vision.inspect(text)).resolves.toBeDefined()
    expect(vision.stats().lost).toBe(lost)
  })

  it('photos wait in order, and too many are turned away', async () => {
    const pid = await hung()
    const done: number[] = []
    const held = [...Array(VISION.maxQueued + 1).keys()].map(i =>
      vision.inspect(text).then(() => done.push(i)),
    )
    expect(vision.stats()).toMatchObject({ queued: VISION.maxQueued, running: 1 })
    await expect(vision.inspect(text)).rejects.toMatchObject({ code: 'busy' })
    process.kill(pid, 'SIGCONT')
    await Promise.all(held)
    expect(done).toEqual([...done].sort((a, b) => a - b))
    expect(done).toHaveLength(VISION.maxQueued + 1)
  })

  it('a photo that is no longer wanted leaves the queue, and the one at work is let go', async () => {
    const pid = await hung()
    const [atWork, waiting] = [new AbortController(), new AbortController()]
    const held = vision.inspect(selfie, { signal: atWork.signal })
    const queued = vision.inspect(selfie, { signal: waiting.signal })
    const next = vision.inspect(text)
    waiting.abort()
    atWork.abort()
    await expect(held).rejects.toMatchObject({ code: 'cancelled', retry: 'never' })
    await expect(queued).rejects.toMatchObject({ code: 'cancelled' })
    await expect(vision.inspect(text, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    })
    process.kill(pid, 'SIGCONT')
    await expect(next).resolves.toBeDefined()
    expect(vision.stats().pids).toEqual([pid])
  })

  it('closing ends every process and tells those who wait', async () => {
    const pid = await hung()
    const [held, queued] = [vision.inspect(selfie), vision.inspect(selfie)]
    const closed = vision.close()
    await expect(held).rejects.toMatchObject({ code: 'cancelled' })
    await expect(queued).rejects.toMatchObject({ code: 'cancelled' })
    await closed
    expect(isAlive(pid)).toBe(false)
    await expect(vision.inspect(text)).rejects.toMatchObject({ code: 'cancelled' })
    vision = createVision({ processes: 1, log })
  })

  it('a file beyond the limit is not even handed over', async () => {
    const fresh = createVision({ processes: 1, log })
    const { measurements } = await fresh.inspect(new Uint8Array(PHOTO.maxBytes + 1))
    expect(measurements).toMatchObject({ bytes: PHOTO.maxBytes + 1, readable: false })
    expect(fresh.stats().pids).toEqual([])
  })

  it('nothing outlives a parent that is killed', async () => {
    const script = `
      const { createVision } = await import(${JSON.stringify(urlOf('pool'))})
      const log = { info() {}, warn() {}, error() {} }
      const vision = createVision({ processes: 2, log })
      await Promise.all([1, 2].map(() => vision.inspect(new Uint8Array(9))))
      console.log(JSON.stringify(vision.stats().pids))
      setInterval(() => {}, 1000)
    `
    const parent = runScript(script)
    const pids = JSON.parse(await firstLine(parent)) as number[]
    expect(pids.filter(isAlive)).toHaveLength(2)
    parent.kill('SIGKILL')
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 30_000 })
  })

  it('a process that hangs in a model does not outlive its parent either', async () => {
    const hanging = `
      const { watchParent } = await import(${JSON.stringify(urlOf('watchdog'))})
      watchParent()
      const { writeSync } = await import('node:fs')
      writeSync(1, String(process.pid))
      for (;;);
    `
    const parent = runScript(`
      const { spawn } = await import('node:child_process')
      spawn(process.execPath, [...process.execArgv.slice(0, 3), '-e', ${JSON.stringify(hanging)}], { stdio: 'inherit' })
      setInterval(() => {}, 1000)
    `)
    const pid = Number(await firstLine(parent))
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 30_000 })
  })

  it('a program ends by itself once its pool is closed', async () => {
    const program = runScript(`
      const { createVision } = await import(${JSON.stringify(urlOf('pool'))})
      const vision = createVision({ processes: 1, log: { info() {}, warn() {}, error() {} } })
      await vision.inspect(new Uint8Array(9))
      await vision.close()
    `)
    const [code] = await once(program, 'exit', { signal: AbortSignal.timeout(60_000) })
    expect(code).toBe(0)
  })
})
