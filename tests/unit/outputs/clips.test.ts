import { expect, it } from 'vitest'
import { ClipTooLarge, withoutClips } from '../../../bots/clips.js'
import { createPictures, openFitting } from '../../../bots/pictures.js'
import type { Message, MessageImage } from '../../../core/platform.js'
import { mp4 } from '../../support/mp4.js'

const clip = (imageId: string): MessageImage => ({
  imageId,
  personId: 'p',
  alt: 'a clip',
  width: 320,
  height: 400,
  mime: 'video/mp4',
})
const message = (...images: MessageImage[]): Message => ({ text: 'Here you are', buttons: [], images })
const SIZES: Record<string, number> = { small: 0, large: 5_000 }
const open = createPictures({
  readImage: async (_person, id) =>
    id in SIZES
      ? { bytes: mp4({ top: [Buffer.from('\0\0\0\x08free'), box(SIZES[id] ?? 0)] }), mime: 'video/mp4' }
      : null,
})

function box(bytes: number): Buffer {
  const made = Buffer.alloc(bytes + 8)
  made.writeUInt32BE(bytes + 8)
  made.write('free', 4)
  return made
}

it('a clip goes as it is, with a name and what players want to know', async () => {
  const [picture] = await open([clip('small')], { bytes: 4_000, side: 100, types: ['image/jpeg'] })
  expect(picture).toMatchObject({
    mime: 'video/mp4',
    name: 'pixbooth-small.mp4',
    video: { width: 320, height: 400, seconds: 5 },
  })
})

it('one that is too large is not made smaller but left out, and the words say so once', async () => {
  await expect(open([clip('large')], { bytes: 4_000 })).rejects.toThrow(ClipTooLarge)
  const how = { bytes: 4_000, most: 10, sentence: 'Too large.' }
  const { fitting, files } = await openFitting(open, message(clip('large'), clip('small')), how)
  expect(files.map(({ name }) => name)).toEqual(['pixbooth-small.mp4'])
  expect(fitting).toMatchObject({ text: 'Here you are\n\nToo large.', images: [{ imageId: 'small' }] })
  const none = withoutClips(fitting, 'Too large.')
  expect(none).toMatchObject({ text: 'Here you are\n\nToo large.', images: [] })
  expect(withoutClips(none, 'Too large.')).toBe(none)
})

it('one that was deleted meanwhile is left out without a word', async () => {
  const gone = message(clip('gone'))
  const { fitting, files } = await openFitting(open, gone, { bytes: 9, most: 10, sentence: 'Too large.' })
  expect(files).toEqual([])
  expect(fitting).toBe(gone)
})
