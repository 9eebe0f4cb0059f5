import type { Policy } from '../../../config/policy.js'
import type { Prisma, PrismaClient } from '../../../prisma/client.js'
import { type NotificationTexts, wordsOf } from '../../delivery/notification-view.js'
import { aboutMoney } from './money.js'
import type { ExportData } from './schema.js'

type Db = Prisma.TransactionClient

/** An object of the vault, and the file of the archive that it becomes. */
export interface ExportFile {
  key: string
  name: string
  at: Date
}

/** All rows about a person; files are told by the names that they have in the archive. */
export interface Gathered {
  data: ExportData
  files: ExportFile[]
}

const iso = (at: Date) => at.toISOString()
const maybe = (at: Date | null) => at && iso(at)

/** Reads everything about a person as of one moment; null when they are gone, or being erased. */
export async function gather(
  db: PrismaClient,
  personId: string,
  { policy, now }: { policy: Pick<Policy, 'version' | 'hash'>; now: number },
): Promise<Gathered | null> {
  return db.$transaction(
    async tx => {
      const person = await tx.person.findUnique({ where: { id: personId } })
      if (!person || person.erasingAt) return null
      const files: ExportFile[] = []
      const { id, createdAt, lastSeenAt, frozenAt, warnedAt, closedAt, wish, wishedAt } = person
      const { language, languageChosen, name, birthYear, imagesPerRun } = person
      const data: ExportData = {
        format: 'pixbooth export',
        version: 1,
        exportedAt: new Date(now).toISOString(),
        policy: { version: policy.version, hash: policy.hash },
        person: {
          ...{ id, language, languageChosen, name, birthYear, imagesPerRun },
          createdAt: iso(createdAt),
          lastSeenAt: iso(lastSeenAt),
          wish: wish === null ? null : { style: wish, at: maybe(wishedAt) },
          frozenAt: maybe(frozenAt),
          warnedAt: maybe(warnedAt),
          closedAt: maybe(closedAt),
        },
        ...(await aboutPerson(tx, personId)),
        ...(await aboutMoney(tx, personId)),
        ...(await aboutPictures(tx, personId, files)),
        ...(await aboutTalk(tx, personId)),
      }
      return { data, files }
    },
    // Years of messages take a while to read.
    { isolationLevel: 'RepeatableRead', timeout: 60_000 },
  )
}

async function aboutPerson(tx: Db, personId: string) {
  const order = { orderBy: [{ createdAt: 'asc' as const }, { id: 'asc' as const }] }
  const accounts = await tx.account.findMany({ where: { personId }, ...order })
  const consents = await tx.consent.findMany({ where: { personId }, orderBy: [{ at: 'asc' }, { id: 'asc' }] })
  const characters = await tx.character.findMany({ where: { personId }, ...order })
  const reports = await tx.report.findMany({ where: { personId }, ...order })
  const exports = await tx.export.findMany({ where: { personId }, ...order })
  return {
    accounts: accounts.map(({ id, platform, tenant, userId, createdAt, unreachableAt }) => ({
      ...{ id, platform, tenant, userId },
      createdAt: iso(createdAt),
      unreachableAt: maybe(unreachableAt),
    })),
    consents: consents.map(({ purpose, granted, version, textHash, language, platform, at }) => ({
      ...{ purpose, granted, version, textHash, language, platform },
      at: iso(at),
    })),
    characters: characters.map(({ id, name, description, seed, createdAt }) => ({
      ...{ id, name, description, seed },
      createdAt: iso(createdAt),
    })),
    reports: reports.map(({ id, kind, text, imageId, createdAt, dueAt, answer, about, closedAt }) => ({
      ...{ id, kind, text, imageId, answer, about },
      createdAt: iso(createdAt),
      dueAt: maybe(dueAt),
      closedAt: maybe(closedAt),
    })),
    exports: exports.map(({ state, bytes, createdAt, expiresAt }) => ({
      state,
      bytes: Number(bytes),
      createdAt: iso(createdAt),
      expiresAt: maybe(expiresAt),
    })),
  }
}

type Told = { id: string; context: Record<string, string | number> }

async function aboutPictures(tx: Db, personId: string, files: ExportFile[]) {
  const order = { orderBy: [{ createdAt: 'asc' as const }, { id: 'asc' as const }] }
  const selfies = await tx.selfie.findMany({ where: { personId }, ...order })
  const generations = await tx.generation.findMany({ where: { personId }, ...order })
  const images = await tx.image.findMany({ where: { personId }, ...order })
  const orders = await tx.engineOrder.findMany({ where: { generation: { personId } }, ...order })
  const spending = await tx.engineSpend.findMany({
    where: { scope: `person:${personId}` },
    orderBy: { day: 'asc' },
  })
  const keep = (key: string | null, name: string, at: Date) => {
    if (key === null) return null
    files.push({ key, name, at })
    return name
  }
  return {
    selfies: selfies.map(({ id, state, verdict, createdAt, judgedAt, ...keys }) => ({
      ...{ id, state },
      verdict: (verdict ?? []) as unknown as Told[],
      createdAt: iso(createdAt),
      judgedAt: maybe(judgedAt),
      // Nobody has looked at it yet, so that nobody knows what kind of file it is.
      original: keep(keys.originalKey, `originals/${id}`, createdAt),
      whole: keep(keys.wholeKey, `wholes/${id}.jpg`, createdAt),
      reference: keep(keys.referenceKey, `references/${id}.jpg`, createdAt),
    })),
    generations: generations.map(({ createdAt, startedAt, endedAt, notice, ...row }) => ({
      ...pick(row, 'id', 'selfieId', 'kind', 'style', 'engine', 'model', 'prompt', 'seed'),
      ...pick(row, 'state', 'cost', 'redone', 'unlike'),
      notice: notice as Told | null,
      createdAt: iso(createdAt),
      startedAt: maybe(startedAt),
      endedAt: maybe(endedAt),
    })),
    images: images.map(({ id, generationId, width, height, mime, bytes, createdAt, objectKey }) => ({
      ...{ id, generationId, width, height, mime, bytes },
      createdAt: iso(createdAt),
      file: keep(objectKey, `images/${id}.${ENDINGS[mime] ?? 'bin'}`, createdAt),
    })),
    orders: orders.map(({ createdAt, sentAt, endedAt, ...row }) => ({
      ...pick(row, 'id', 'generationId', 'engine', 'model', 'engineId', 'seed', 'state', 'micros'),
      createdAt: iso(createdAt),
      sentAt: maybe(sentAt),
      endedAt: maybe(endedAt),
    })),
    spending: spending.map(({ day, micros }) => ({ day, micros: Number(micros) })),
  }
}

const ENDINGS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
}

async function aboutTalk(tx: Db, personId: string) {
  const links = await tx.link.findMany({
    where: { OR: [{ host: { personId } }, { guest: { personId } }] },
    include: { host: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  const tries = await tx.linkTry.findMany({ where: { account: { personId } }, orderBy: { at: 'asc' } })
  const messages = await tx.webMessage.findMany({
    where: { chat: { account: { personId } } },
    orderBy: [{ accountId: 'asc' }, { createdSeq: 'asc' }],
  })
  const deliveries = await tx.delivery.findMany({
    where: { personId },
    orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
  })
  const notified = await tx.notificationRecipient.findMany({
    where: { personId },
    include: { notification: true, person: true },
    orderBy: { notification: { createdAt: 'asc' } },
  })
  return {
    notifications: notified.map(({ notification, person, state, platform, toldAt }) => ({
      text: wordsOf(notification.texts as NotificationTexts, person.language),
      ...{ state, platform },
      toldAt: maybe(toldAt),
    })),
    links: links.map(({ host, state, number, createdAt }) => ({
      side: host?.personId === personId ? ('host' as const) : ('guest' as const),
      ...{ state, number },
      createdAt: iso(createdAt),
    })),
    linkTries: tries.map(({ accountId, at }) => ({ accountId, at: iso(at) })),
    messages: messages.map(({ accountId, author, body, at }) => ({ accountId, author, body, at: iso(at) })),
    deliveries: deliveries.map(({ openedAt, says, ...row }) => ({
      ...pick(row, 'accountId', 'platform', 'generationId', 'selfieId', 'state'),
      says: says as Told | null,
      openedAt: iso(openedAt),
    })),
  }
}

function pick<T, Key extends keyof T>(row: T, ...keys: Key[]): Pick<T, Key> {
  return Object.fromEntries(keys.map(key => [key, row[key]])) as Pick<T, Key>
}
