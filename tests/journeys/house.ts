import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { ROOT } from '../../config/env.js'

/** The whole booth as `bin/pixbooth start` runs it, in a data folder of its own. */
export async function openHouse() {
  const folder = mkdtempSync(join(tmpdir(), 'pixbooth-journey-'))
  let port = 0
  let child: ChildProcess
  let base = ''

  async function start(): Promise<void> {
    const { PATH = '', HOME = '' } = process.env
    const env = { PATH, HOME, DATA_DIR: folder, PORT: String(port), LOG_LEVEL: 'error', NODE_ENV: 'test' }
    const mine = spawn(join(ROOT, 'bin/pixbooth'), ['start'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    child = mine
    let said = ''
    base = await new Promise<string>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        said += chunk.toString()
        const found = /https?:\/\/[\w.:[\]]+/.exec(said)
        if (found) resolve(found[0])
      }
      mine.stdout?.on('data', hear)
      mine.stderr?.on('data', hear)
      mine.once('exit', code => reject(new Error(`The booth ended with ${code}: ${said}`)))
    })
    // The same address after a restart, as the open pages expect it.
    port = Number(new URL(base).port)
  }

  async function stop(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise(resolve => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }

  await start()
  return {
    get base() {
      return base
    },
    stop: () => stop('SIGTERM'),
    start,
    async close() {
      await stop('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type House = Awaited<ReturnType<typeof openHouse>>

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

/** Whether there is a browser on this machine; without one, journeys are skipped, which in CI is a failure. */
export const hasBrowser = CHROMIUM !== undefined

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: [
      '--no-sandbox',
      '--headless',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A person in front of the page. What the page's console complains about is kept in `complaints`. */
export async function visit(browser: Browser, base: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  page.on('request', request => {
    if (!request.url().startsWith(base) && !request.url().startsWith('blob:'))
      complaints.push(`asked elsewhere: ${request.url()}`)
  })
  await page.goto(base)
  return { context, page, complaints, ...gestures(page) }
}
export type Visit = Awaited<ReturnType<typeof visit>>

/** What a person does on the page, in their words. */
function gestures(page: Page) {
  const field = page.getByRole('textbox')
  const booth = (text: string | RegExp) => page.locator('.message-booth', { hasText: text })
  return {
    booth,
    own: (text: string | RegExp) => page.locator('.message-me', { hasText: text }),
    async write(text: string) {
      await field.fill(text)
      await field.press('Escape')
      await field.press('Enter')
    },
    async press(label: string | RegExp) {
      await page.locator('.message-booth').getByRole('button', { name: label, exact: true }).last().click()
    },
    async attach(...photos: { name: string; bytes: Buffer; mime?: string }[]) {
      await page.setInputFiles(
        'input[type=file]',
        photos.map(({ name, bytes, mime = 'image/jpeg' }) => ({ name, mimeType: mime, buffer: bytes })),
      )
    },
    async send() {
      await page.getByRole('button', { name: 'Send', exact: true }).click()
    },
    async agree() {
      await page.getByRole('button', { name: 'Yes, use my photo for this' }).last().click()
      await page
        .getByRole('button', { name: /or older$/ })
        .last()
        .click()
      await booth('You are all set').waitFor()
    },
    /** The newest picture as the browser has it. */
    async lastPicture() {
      const picture = page.locator('.print-there img').last()
      await picture.waitFor()
      return picture.evaluate((image: HTMLImageElement) => ({
        width: image.naturalWidth,
        height: image.naturalHeight,
        alt: image.alt,
      }))
    },
  }
}
