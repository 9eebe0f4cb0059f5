/** People who have come as far as most stories begin, and what they say. */
import { FREE_PLAN } from '../../config/plans.js'
import { createPolicy, NEEDED_PURPOSES } from '../../config/policy.js'
import { ENGINE_IDS } from '../../config/styles.js'
import { newId } from '../../core/id.js'
import { noteConsent } from '../../core/person/consent.js'
import type { Incoming } from '../../core/platform.js'
import type { Vault } from '../../core/ports.js'
import { objectKey } from '../../core/vault/keys.js'
import type { PrismaClient } from '../../prisma/client.js'
import type { TestBooth } from './booth.js'

/** Far more credits than any story needs. */
export const PLENTY = { ...FREE_PLAN, freePerDay: 1_000 }

export const press = (action: string) => ({ act: { type: 'press' as const, action } })
export const command = (name: string, argument = '') => ({
  act: { type: 'command' as const, name, argument },
})
export const photo = (name: string) => ({ platform: 'telegram' as const, address: { photo: name } })
export const send = (...names: string[]) => ({
  act: { type: 'text' as const, text: '' },
  photos: names.map(photo),
})

/** What of a booth this needs. */
type House = { booth: TestBooth['booth']; db: PrismaClient; vault: Vault }

/** The person of a chat, who has said yes to what is needed, and that their photo is kept for later. */
export async function consented({ booth, db }: House, chat: string): Promise<string> {
  const { personId } = await booth.admit({ platform: 'telegram', tenant: '', userId: chat })
  for (const purpose of [...NEEDED_PURPOSES, 'keep'] as const)
    await noteConsent(db, {
      personId,
      purpose,
      granted: true,
      wording: purpose,
      engines: ENGINE_IDS,
      language: 'en',
      platform: 'telegram',
      version: createPolicy().version,
      now: Date.now(),
    })
  return personId
}

/** An account of a person's. */
export async function accountOf(db: PrismaClient, personId: string): Promise<string> {
  return (await db.account.findFirstOrThrow({ where: { personId } })).id
}

/** As `consented`, with a photo that passed the gate. */
export async function seated(house: House, chat: string, picture: Buffer = Buffer.from('reference')) {
  const personId = await consented(house, chat)
  const selfieId = newId()
  const referenceKey = objectKey(personId, 'reference', newId())
  await house.vault.put(personId, referenceKey, picture)
  await house.db.selfie.create({
    data: { id: selfieId, personId, origin: `seat:${selfieId}`, state: 'accepted', referenceKey },
  })
  return { personId, selfieId }
}

/** Presses a style's button; answers the id of the generation that it made. */
export async function ask(
  house: Pick<TestBooth, 'booth' | 'platform'>,
  chat: string,
  selfieId: string,
  style = 'noir',
  more: Partial<Incoming> = {},
): Promise<string> {
  const messages = await house.platform.say(house.booth, chat, {
    ...press(`style:${style}:${selfieId}`),
    ...more,
  })
  const id = messages[0]?.slot?.split(':')[1]
  if (!id) throw new Error(`No generation was made: ${messages[0]?.text}`)
  return id
}
