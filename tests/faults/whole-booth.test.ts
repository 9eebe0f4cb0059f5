import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { type House, openHouse } from '../journeys/house.js'
import { eventually } from '../support/booth.js'
import { goodPhoto } from '../support/photos.js'
import { openClient } from '../support/web-client.js'

let house: House | undefined
afterEach(() => house?.close())

/** Moments of a portrait's two to four seconds: on its way in, looked at, drawn, finished, delivered. */
const MOMENTS = [40, 350, 900, 1_600, 2_600]
const PORTRAITS = 4

test.each([
  ['the booth alone', false],
  ['the booth and its Postgres', true],
])(
  '%s killed with -9 again and again: each portrait is made, charged and delivered once',
  async (_what, withPostgres) => {
    const home = await openHouse()
    house = home
    const client = await openClient(() => home.base)
    await client.agree()
    const photo = await goodPhoto()
    for (let i = 0; i < PORTRAITS; i++) await client.sendPhoto(photo, '/portrait oil')
    for (const moment of MOMENTS) {
      await wait(moment)
      const pidFile = readFileSync(join(home.folder, 'postgres/cluster/postmaster.pid'), 'utf8')
      await home.kill()
      if (withPostgres) process.kill(Number(pidFile.split('\n')[0]), 'SIGKILL')
      await home.start()
    }
    const withPictures = async () => (await client.messages()).filter(({ images }) => images.length > 0)
    const done = await eventually(withPictures, messages => messages.length >= PORTRAITS, 60_000)
    expect(new Set(done.map(({ slot }) => slot)).size).toBe(PORTRAITS)
    for (const { images } of done) {
      expect(images).toHaveLength(1)
      expect(await client.picture(images[0]?.id ?? '')).toMatchObject({ status: 200 })
    }
    await client.say({ text: '/status' })
    const told = (await client.messages()).at(-1)?.text
    expect(told).toContain(`Credits left today: **${10 - PORTRAITS}** of 10`)
    expect(told).not.toContain('set aside')
    // Nothing comes later, twice.
    await wait(3_000)
    expect(await withPictures()).toHaveLength(PORTRAITS)
  },
  180_000,
)
