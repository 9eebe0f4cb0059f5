/** How long it takes until a person with many pictures is gone: every row, every object, every word of theirs. */
import { randomBytes } from 'node:crypto'
import { newId } from '../../core/id.js'
import { erasePerson } from '../../core/privacy/erase.js'
import { objectKey } from '../../core/vault/keys.js'
import { openTestBooth, openTestHome } from '../support/booth.js'
import { createEyes } from '../support/eyes.js'
import { wholeLife } from '../support/whole-life.js'

const IMAGES = 1_000
const IMAGE_BYTES = 20_000
/** Others whose rows stand between hers. */
const OTHERS = 20
/** Seconds: whoever deletes everything waits for the receipt. */
const GOAL = 5

/** One person with 1,000 images of 20 kB on disk, each with its request, its order, its message and its entries. */
export async function benchErase() {
  const home = await openTestHome()
  const house = await openTestBooth({ home, engines: {}, vision: createEyes(), idle: true })
  try {
    for (let n = 0; n < OTHERS; n++) await wholeLife(house, `other${n}`)
    const { personId } = await wholeLife(house, 'ada')
    await fill(house, personId)
    const began = performance.now()
    const receipt = await erasePerson(house, personId, Date.now())
    const seconds = (performance.now() - began) / 1_000
    const left = await house.db.image.count({ where: { personId } })
    if (left > 0 || receipt.images < IMAGES) throw new Error('Not everything was erased.')
    return {
      name: `erasing a person with ${IMAGES} images of ${IMAGE_BYTES / 1_000} kB, on disk`,
      rows: [
        { what: 'until the receipt', value: seconds, unit: 's', goal: `<= ${GOAL}`, ok: seconds <= GOAL },
        { what: 'images', value: receipt.images, unit: '' },
        { what: 'messages to be taken back', value: receipt.sent, unit: '' },
      ],
    }
  } finally {
    await house.close()
    await home.drop()
  }
}

async function fill(house: Awaited<ReturnType<typeof openTestBooth>>, personId: string): Promise<void> {
  const { db, vault } = house
  const account = await db.account.findFirstOrThrow({ where: { personId, platform: 'telegram' } })
  const ledger = await db.ledgerAccount.findFirstOrThrow({ where: { personId } })
  const ids = Array.from({ length: IMAGES }, newId)
  const keys = new Map(ids.map(id => [id, objectKey(personId, 'image', newId())]))
  const picture = randomBytes(IMAGE_BYTES)
  for (let n = 0; n < IMAGES; n += 20)
    await Promise.all(ids.slice(n, n + 20).map(id => vault.put(personId, keys.get(id)!, picture)))
  const now = new Date()
  await db.generation.createMany({
    data: ids.map(id => ({
      id,
      personId,
      origin: id,
      kind: 'portrait',
      style: 'noir',
      engine: 'replicate',
      prompt: 'in a garden',
      state: 'done',
      seed: 1,
      cost: 1,
      deadlineAt: now,
      endedAt: now,
    })),
  })
  await db.image.createMany({
    data: ids.map(id => ({
      id,
      generationId: id,
      personId,
      objectKey: keys.get(id)!,
      width: 8,
      height: 8,
      mime: 'image/jpeg',
      bytes: IMAGE_BYTES,
    })),
  })
  await db.engineOrder.createMany({
    data: ids.map(id => ({
      id,
      generationId: id,
      engine: 'replicate',
      model: 'kontext-pro',
      seed: 1,
      state: 'done',
      engineId: id,
      micros: 1,
      spentOn: personId,
      deadlineAt: now,
      endedAt: now,
    })),
  })
  await db.delivery.createMany({
    data: ids.map(id => ({
      id,
      personId,
      accountId: account.id,
      platform: 'telegram',
      replyTo: { platform: 'telegram', rungs: [{ address: { chat: 'ada' } }] },
      messageRef: { name: id },
      generationId: id,
      sent: 1,
    })),
  })
  await db.ledgerEntry.createMany({
    data: ids.map(id => ({
      kind: 'hold',
      amount: 1,
      sourceId: ledger.id,
      source: 'free',
      targetId: ledger.id,
      target: 'held',
      generationId: id,
      phase: 'hold',
      part: 'free',
      reason: 'portrait:noir',
    })),
  })
}
