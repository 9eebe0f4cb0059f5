import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { findModel } from '../../../config/models.js'
import { SAMPLE, SAMPLES_FOLDER, SHIPPED_SAMPLES } from '../../../config/samples.js'
import { STYLES } from '../../../config/styles.js'

it('every style of the studio has a sample, and no other files lie there', () => {
  const local = STYLES.filter(({ models }) => findModel(models[0])?.engine === 'local').map(({ id }) => id)
  expect(Object.keys(SHIPPED_SAMPLES).sort()).toEqual([...local].sort())
  const files = Object.values(SHIPPED_SAMPLES).map(({ file }) => file)
  expect(readdirSync(SAMPLES_FOLDER).sort()).toEqual(['README.md', ...files].sort())
})

it.each(Object.values(SHIPPED_SAMPLES))('$file is as the table says, small, and labelled', async shipped => {
  const bytes = readFileSync(join(SAMPLES_FOLDER, shipped.file))
  expect(bytes.length).toBeLessThanOrEqual(SAMPLE.shipped.bytes)
  const { width, height, format, xmp } = await sharp(bytes).metadata()
  expect({ width, height, mime: `image/${format}` }).toEqual({
    width: shipped.width,
    height: shipped.height,
    mime: shipped.mime,
  })
  expect(xmp?.toString()).toContain('digitalsourcetype')
})
