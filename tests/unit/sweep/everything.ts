/** Somebody of whom the booth keeps everything that it can keep, and a look at what of it is still there. */
import { createPolicy, POLICY } from '../../../config/policy.js'
import { newId } from '../../../core/id.js'
import { admit } from '../../../core/person/admit.js'
import { noteConsent } from '../../../core/person/consent.js'
import type { Vault } from '../../../core/ports.js'
import type { SweptKey } from '../../../core/privacy/retention.js'
import { objectKey, readObjectKey } from '../../../core/vault/keys.js'
import type { PrismaClient } from '../../../prisma/client.js'

export interface Everything {
  /** Whose account it is; also the name of all of their rows. */
  name: string
  accountId: string
  /** Under which the pictures lie. */
  owner: string
}

const policy = createPolicy()
export const visit = (db: PrismaClient, name: string, now: number) =>
  admit(db, { platform: 'telegram', tenant: '', userId: name }, policy, now)

/** Fills every table for a person, all of it at the same moment. */
export async function fill(
  { db, vault }: { db: PrismaClient; vault: Vault },
  name: string,
  now: number,
): Promise<Everything> {
  const at = new Date(now)
  const { personId, accountId } = await visit(db, name, now)
  const put = async (kind: 'original' | 'whole' | 'reference' | 'image') => {
    const key = objectKey(personId, kind, newId())
    await vault.put(personId, key, Buffer.from(kind))
    return key
  }
  for (const purpose of ['face', 'adult', 'keep', 'likeness'] as const)
    await noteConsent(db, {
      personId,
      purpose,
      granted: true,
      wording: purpose,
      // Consents lose their person in the end; this names them.
      language: name,
      platform: 'telegram',
      version: policy.version,
      now,
    })
  await db.person.update({
    where: { id: personId },
    data: { name: 'Ada', birthYear: 1990, wish: 'noir', wishedAt: at },
  })
  const source = { platform: 'telegram', address: { photo: 'p' } }
  const base = { personId, createdAt: at }
  await db.selfie.create({
    data: {
      ...base,
      id: newId(),
      origin: `${name}:1`,
      state: 'looking',
      source,
      originalKey: await put('original'),
    },
  })
  const selfieId = newId()
  const [referenceKey, wholeKey] = [await put('reference'), await put('whole')]
  await db.selfie.create({
    data: { ...base, id: selfieId, origin: `${name}:2`, state: 'accepted', referenceKey, wholeKey },
  })
  await db.selfie.create({
    data: { ...base, id: newId(), origin: `${name}:3`, state: 'refused', verdict: [{ id: 'too_dark' }] },
  })
  const generationId = `g-${name}`
  await db.generation.create({
    data: {
      ...base,
      id: generationId,
      selfieId,
      origin: name,
      kind: 'portrait',
      style: 'noir',
      engine: 'local',
      prompt: 'as a pirate',
      state: 'done',
      seed: 1,
      cost: 1,
      unlike: true,
      deadlineAt: at,
      endedAt: at,
    },
  })
  const picture = { width: 1, height: 1, mime: 'image/png', bytes: 1 }
  await db.image.create({
    data: { ...base, ...picture, id: `i-${name}`, generationId, objectKey: await put('image') },
  })
  const order = { engine: 'fal', model: 'm', seed: 1, state: 'done', micros: 1, spentOn: personId }
  await db.engineOrder.create({
    data: {
      ...order,
      id: `o-${name}`,
      generationId,
      engineId: name,
      createdAt: at,
      deadlineAt: at,
      endedAt: at,
    },
  })
  await db.engineSpend.create({
    data: { day: at.toISOString().slice(0, 10), scope: `person:${personId}`, micros: 1, cap: 1 },
  })
  await db.character.create({
    data: { id: newId(), personId, name: 'Zoe', description: 'red hair', seed: 1 },
  })
  const replyTo = { platform: 'telegram', rungs: [{ address: { chat: name } }] }
  await db.delivery.create({
    data: { id: newId(), personId, accountId, platform: 'telegram', replyTo, generationId, openedAt: at },
  })
  await db.link.create({
    data: {
      id: `l-${name}`,
      origin: name,
      codeHash: name,
      hostId: accountId,
      number: 1,
      expiresAt: at,
      createdAt: at,
    },
  })
  await db.linkTry.create({ data: { origin: name, accountId, at } })
  await db.webChat.create({ data: { accountId, seq: 1 } })
  await db.webMessage.create({
    data: { accountId, slot: '1', seq: 1, createdSeq: 1, author: 'me', body: { text: 'hi' }, at },
  })
  await db.inboxEvent.create({
    data: { platform: 'telegram', eventId: name, payload: { text: 'hi' }, receivedAt: at, leaseUntil: at },
  })
  await db.report.create({
    data: { id: newId(), personId, kind: 'report', text: 'bad', origin: name, createdAt: at, closedAt: at },
  })
  await db.ledgerAccount.create({ data: { id: `a-${name}`, personId, free: 1 } })
  await db.ledgerEntry.create({
    data: {
      ...{
        kind: 'grant',
        amount: 1,
        sourceId: 'house',
        source: 'gifts',
        targetId: `a-${name}`,
        target: 'free',
      },
      ...{ reason: 'free:x', at },
    },
  })
  await db.payment.create({
    data: {
      ...{ id: `p-${name}`, origin: `pay:${name}`, personId, ledgerId: `a-${name}`, rail: 'stripe' },
      ...{ product: 'pack_100', state: 'paid', credits: 100, amount: 499, currency: 'usd' },
      ...{ chargeId: `pi_${name}`, createdAt: at, paidAt: at },
    },
  })
  await db.subscription.create({
    data: {
      ...{ id: `s-${name}`, personId, ledgerId: `a-${name}`, rail: 'stripe', subscriptionId: name },
      ...{ product: 'plus', state: 'ended', paidUntil: at, createdAt: at },
    },
  })
  await db.paymentEvent.create({
    data: { rail: 'stripe', eventId: name, type: 'x', objectId: name, receivedAt: at, doneAt: at },
  })
  await db.notification.create({ data: { id: `n-${name}`, texts: { en: 'x' }, addressed: 1, createdAt: at } })
  await db.notificationRecipient.create({ data: { notificationId: `n-${name}`, personId } })
  await db.securityEvent.create({ data: { kind: name, at } })
  return { name, accountId, owner: personId }
}

/** Which entries there is still something of, of each. */
export async function look(
  { db, vault }: { db: PrismaClient; vault: Vault },
  all: readonly Everything[],
): Promise<Map<string, Set<SweptKey>>> {
  const kinds = new Map<string, Set<string>>()
  for await (const { key } of vault.list()) {
    const { owner, kind } = readObjectKey(key)!
    kinds.set(owner, (kinds.get(owner) ?? new Set()).add(kind))
  }
  const found = new Map<string, Set<SweptKey>>()
  for (const { name, accountId, owner } of all) {
    const [row] = await db.$queryRaw<Record<SweptKey, boolean>[]>`
      SELECT EXISTS (SELECT 1 FROM account WHERE id = ${accountId}) AS account,
        EXISTS (SELECT 1 FROM consent WHERE language = ${name}) AS consents,
        EXISTS (SELECT 1 FROM person p JOIN account a ON a.person_id = p.id WHERE a.id = ${accountId} AND wish IS NOT NULL) AS wishes,
        EXISTS (SELECT 1 FROM selfie WHERE origin = ${`${name}:1`} AND state = 'looking'
          OR origin = ${`${name}:2`} AND whole_key IS NOT NULL) AS selfie_original,
        EXISTS (SELECT 1 FROM selfie WHERE origin = ${`${name}:2`} AND reference_key IS NOT NULL) AS selfie_reference,
        EXISTS (SELECT 1 FROM selfie WHERE origin = ${`${name}:3`}) AS selfie_verdict,
        EXISTS (SELECT 1 FROM image WHERE id = ${`i-${name}`}) AS images,
        EXISTS (SELECT 1 FROM generation WHERE id = ${`g-${name}`} AND prompt IS NOT NULL) AS prompts,
        EXISTS (SELECT 1 FROM generation WHERE id = ${`g-${name}`}) AS generations,
        EXISTS (SELECT 1 FROM generation WHERE id = ${`g-${name}`} AND unlike) AS likeness,
        EXISTS (SELECT 1 FROM engine_order WHERE id = ${`o-${name}`}) AS engine_orders,
        EXISTS (SELECT 1 FROM engine_spend WHERE scope = ${`person:${owner}`}) AS engine_spend,
        EXISTS (SELECT 1 FROM inbox_event WHERE event_id = ${name} AND payload IS NOT NULL) AS inbox,
        EXISTS (SELECT 1 FROM inbox_event WHERE event_id = ${name}) AS request_log,
        EXISTS (SELECT 1 FROM delivery WHERE account_id = ${accountId}) AS addresses,
        EXISTS (SELECT 1 FROM link WHERE origin = ${name} UNION SELECT 1 FROM link_try WHERE origin = ${name}) AS links,
        EXISTS (SELECT 1 FROM web_message WHERE account_id = ${accountId}) AS messages,
        EXISTS (SELECT 1 FROM report WHERE origin = ${name}) AS reports,
        EXISTS (SELECT 1 FROM ledger_entry WHERE ${`a-${name}`} IN (source_id, target_id)) AS ledger,
        EXISTS (SELECT 1 FROM payment WHERE id = ${`p-${name}`}
          UNION SELECT 1 FROM subscription WHERE id = ${`s-${name}`}) AS payments,
        EXISTS (SELECT 1 FROM payment_event WHERE event_id = ${name}) AS payment_events,
        EXISTS (SELECT 1 FROM notification_recipient WHERE notification_id = ${`n-${name}`}) AS notifications,
        EXISTS (SELECT 1 FROM security_event WHERE kind = ${name}) AS security_log`
    const there = new Set(Object.entries(row!).flatMap(([key, is]) => (is ? [key as SweptKey] : [])))
    // A row without its picture, or a picture without its row, is a mistake of ours.
    const lying = kinds.get(owner) ?? new Set()
    for (const [key, names] of [
      ['selfie_original', ['original', 'whole']],
      ['selfie_reference', ['reference']],
      ['images', ['image']],
    ] as const)
      for (const kind of names)
        if (lying.has(kind) !== there.has(key))
          throw new Error(`${name}: ${kind} in the vault, unlike its row`)
    found.set(name, there)
  }
  return found
}

/** Entries with a period that belong to somebody; `selfie_session` is for those who did not agree to `keep`. */
export const WATCHED = (Object.keys(POLICY) as (keyof typeof POLICY)[]).filter(
  (key): key is SweptKey =>
    POLICY[key].keepMs !== null && key !== 'exports' && (key as string) !== 'selfie_session',
)
