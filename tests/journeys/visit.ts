import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

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
