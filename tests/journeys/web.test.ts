import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { GROUPS } from '../support/faces.js'
import { goodPhoto } from '../support/photos.js'
import { type House, openHouse } from './house.js'
import { hasBrowser, launchBrowser, type Visit, visit } from './visit.js'

if (!hasBrowser) {
  const loud = 'NO CHROMIUM ON THIS MACHINE: the journeys through the web chat are left out.'
  if (process.env.CI) throw new Error(loud)
  process.stderr.write(`${loud}\n`)
}

describe.skipIf(!hasBrowser)('a visit to the photo booth', { timeout: 180_000 }, () => {
  let house: House
  let browser: Browser
  let photo: Buffer
  const visits: Visit[] = []
  const enter = async (
    ...options: Parameters<typeof visit> extends [unknown, unknown, ...infer R] ? R : never
  ) => {
    const one = await visit(browser, house.base, ...options)
    visits.push(one)
    await one.booth('Two questions first').waitFor()
    return one
  }

  beforeAll(async () => {
    house = await openHouse()
    browser = await launchBrowser()
    photo = await goodPhoto(0)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await house?.close()
  }, 60_000)
  afterEach(async () => {
    for (const { context } of visits.splice(0)) await context.close()
  })

  test('a photo sent before consent waits here, and becomes a portrait after it', async () => {
    const { page, attach, send, agree, press, booth, own, lastPicture, complaints } = await enter()
    await attach({ name: 'me.jpg', bytes: photo })
    await page.getByRole('img', { name: 'Your photo me.jpg' }).waitFor()
    await send()
    await page.getByText('Stays on your device until you agree').waitFor()
    await agree()
    await booth('That is a good photo').waitFor()
    expect(await own('').getByRole('img', { name: 'Your photo me.jpg' }).count()).toBe(1)
    await press('Noir')
    await booth(/^Booth\s*Noir – here you are/).waitFor()
    const picture = await lastPicture()
    expect(picture.alt).toBe('Noir made from your photo')
    expect(picture.width).toBeGreaterThanOrEqual(1024)
    expect(picture.width / picture.height).toBeCloseTo(4 / 5)
    // One message from the wait to the result.
    expect(await booth(/Noir –/).count()).toBe(1)

    // Full size: arrows, Escape, and the focus back where it was.
    const print = page.getByRole('button', { name: /^Open full size/ }).last()
    await print.click()
    await page.getByRole('dialog', { name: 'Picture in full size' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await print.evaluate(node => node === document.activeElement)).toBe(true)

    const downloading = page.waitForEvent('download')
    await page
      .getByRole('link', { name: /^Download/ })
      .last()
      .click()
    const download = await downloading
    expect(download.suggestedFilename()).toMatch(/^pixbooth-[\w-]{6}\.jpg$/)
    expect(await sharp(readFileSync(await download.path())).metadata()).toMatchObject({
      format: 'jpeg',
      width: picture.width,
    })
    expect(complaints).toEqual([])
  })

  test('everything is still there after a reload and after a restart of the booth', async () => {
    const { page, agree, attach, send, booth, own, press, lastPicture } = await enter()
    await agree()
    await attach({ name: 'me.jpg', bytes: photo })
    await send()
    await booth('That is a good photo').waitFor()
    await press('Sketch')
    await booth('Sketch – here you are').waitFor()
    await page.reload()
    await booth('Sketch – here you are').waitFor()
    expect(await own('1 photo').count()).toBe(1)
    const before = await page.locator('.message').count()

    await house.stop()
    await page.getByText('Connection lost – reconnecting').waitFor()
    await house.start()
    await page.getByText('Connection lost – reconnecting').waitFor({ state: 'hidden' })
    expect(await page.locator('.message').count()).toBe(before)
    await page.reload()
    expect((await lastPicture()).width).toBeGreaterThanOrEqual(1024)
    expect(await page.locator('.message').count()).toBe(before)
  })

  test('what is said while the booth is away is sent once it is back, once', async () => {
    const { write, booth, own, page } = await enter()
    await house.stop()
    await write('/guide')
    await page.getByText('Not sent yet').waitFor()
    await house.start()
    await booth('A photo that works well').waitFor()
    await page.getByText('Not sent yet').waitFor({ state: 'hidden' })
    expect([await own('/guide').count(), await booth('A photo that works well').count()]).toEqual([1, 1])
    await page.reload()
    await booth('A photo that works well').waitFor()
    expect([await own('/guide').count(), await booth('A photo that works well').count()]).toEqual([1, 1])
  })

  test('a photo of several people is refused with its reasons', async () => {
    const { agree, attach, send, booth } = await enter()
    await agree()
    await attach({ name: 'party.jpg', bytes: GROUPS[0]! })
    await send()
    await booth('This photo does not work yet').waitFor()
    expect(await booth('This photo does not work yet').getByRole('listitem').count()).toBeGreaterThan(0)
  })

  test('what is under way can be cancelled', async () => {
    const { agree, attach, send, booth } = await enter()
    await agree()
    await attach({ name: 'me.jpg', bytes: photo })
    await send()
    await booth('That is a good photo').waitFor()
    // Several, so that the last one still waits when it is cancelled.
    for (const style of ['Oil', 'Oil', 'Noir']) {
      await booth('That is a good photo').getByRole('button', { name: style, exact: true }).click()
    }
    await booth(/Noir –/).waitFor()
    await booth(/Noir –/)
      .getByRole('button', { name: 'Cancel' })
      .click()
    await booth(/cancelled/i)
      .first()
      .waitFor()
    expect(await booth('Noir – here you are').count()).toBe(0)
  })

  test('everything can be deleted, here and in the other tab, and one begins anew', async () => {
    const { agree, attach, send, booth, press, write, context, page } = await enter()
    await agree()
    await attach({ name: 'me.jpg', bytes: photo })
    await send()
    await booth('That is a good photo').waitFor()
    const tab = await context.newPage()
    await tab.goto(house.base)
    await tab.getByText('That is a good photo').waitFor()
    await write('/delete')
    await press('Everything')
    await press('Yes, delete')
    await booth('Everything of yours is deleted').waitFor()
    await tab.getByText('This conversation was erased').waitFor()
    await page.getByRole('button', { name: 'Start a new conversation' }).click()
    await booth('Two questions first').waitFor()
    expect(await booth('That is a good photo').count()).toBe(0)
  })

  test('two browsers are two people', async () => {
    const [anna, bert] = [await enter(), await enter()]
    await anna.write('only for the booth')
    await anna.own('only for the booth').waitFor()
    await bert.page.reload()
    await bert.booth('Two questions first').waitFor()
    expect(await bert.own('only for the booth').count()).toBe(0)
  })

  test('with the keyboard alone: completion of commands and of styles', async () => {
    const { page, booth } = await enter()
    const field = page.getByRole('textbox')
    await expect.poll(() => field.evaluate(node => node === document.activeElement)).toBe(true)
    await page.keyboard.type('/por')
    await page.getByRole('option', { name: /\/portrait/ }).waitFor()
    await page.keyboard.press('Tab')
    await expect.poll(() => field.inputValue()).toBe('/portrait ')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await page.getByRole('option', { selected: true }).textContent()).toContain('noir')
    await page.keyboard.press('Escape')
    expect(await page.getByRole('option').count()).toBe(0)
    await field.fill('/gui')
    await page.keyboard.press('Enter')
    await booth('A photo that works well').waitFor()
  })

  test('photos can be dropped and pasted, and taken back before they are sent', async () => {
    const { page } = await enter()
    const base64 = (await sharp(photo).resize(60).jpeg().toBuffer()).toString('base64')
    const transfer = await page.evaluateHandle(data => {
      const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0))
      const all = new DataTransfer()
      all.items.add(new File([bytes], 'dropped.jpg', { type: 'image/jpeg' }))
      all.items.add(new File(['x'], 'IMG_1.HEIC'))
      return all
    }, base64)
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer })
    await page.getByText('Drop your photos here').waitFor()
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
    await page.getByText('Drop your photos here').waitFor({ state: 'hidden' })
    await page.getByRole('img', { name: 'Your photo dropped.jpg' }).waitFor()
    await page.getByText('IMG_1.HEIC').waitFor()
    await page.getByRole('button', { name: 'Remove dropped.jpg' }).click()
    await page.getByRole('button', { name: 'Remove IMG_1.HEIC' }).click()
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true)
  })

  test('markup in what one writes stays text', async () => {
    const { write, own, page, complaints } = await enter()
    const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    await write(evil)
    await own(evil).waitFor()
    await page.reload()
    await own(evil).waitFor()
    expect(await page.title()).toBe('Pixbooth')
    expect(complaints).toEqual([])
  })

  test('on a phone nothing is wider than the screen', async () => {
    const { page, attach, agree, send, booth } = await enter({
      viewport: { width: 360, height: 640 },
      isMobile: true,
      hasTouch: true,
      colorScheme: 'dark',
    })
    await agree()
    await attach({ name: `${'long '.repeat(30)}.heic`, bytes: Buffer.from('not a picture'), mime: '' })
    await send()
    await booth('does not work').waitFor()
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
  })
})
