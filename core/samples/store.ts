/**
 * Sample pictures of styles: what a style looks like, of nobody. The studio's are shipped, those of engines elsewhere lie in
 * the database, where every bot finds them. A row tells too what is under way, so that nothing is paid for twice.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SAMPLES_FOLDER, SHIPPED_SAMPLES } from '../../config/samples.js'
import { findStyle, type StyleId } from '../../config/styles.js'
import { type PrismaClient, sql } from '../../prisma/client.js'
import type { MessageImage } from '../platform.js'
import type { Output } from '../ports.js'

/** What can be sampled: a style, or the invented face that the others are made from. */
export type SampleId = StyleId | 'face'

/** What a row says without its bytes. Times are epoch milliseconds. */
export interface SampleRow {
  id: string
  model: string
  there: boolean
  begunAt: number | null
  work: string | null
}

/** No generation's pictures are called so. */
const PREFIX = 'sample-'

/** A sample as a message shows it. */
export type Sample = Omit<MessageImage, 'alt'>

/** The sample of a style, or null; its name changes with the picture, so that nobody shows an old one. */
export async function sampleOf(db: PrismaClient, style: StyleId): Promise<Sample | null> {
  const shipped = SHIPPED_SAMPLES[style]
  if (shipped) {
    const { width, height, mime } = shipped
    return { imageId: `${PREFIX}${style}`, personId: null, width, height, mime }
  }
  const row = await db.styleSample.findUnique({ where: { style }, omit: { bytes: true } })
  if (!row?.madeAt || !row.width || !row.height || !row.mime) return null
  const imageId = `${PREFIX}${style}-${row.madeAt.getTime().toString(36)}`
  return { imageId, personId: null, width: row.width, height: row.height, mime: row.mime }
}

export const isSample = (imageId: string): boolean => imageId.startsWith(PREFIX)

/** The picture of that name, or null. */
export async function readSample(
  db: PrismaClient,
  imageId: string,
): Promise<{ bytes: Buffer; mime: string } | null> {
  const style = findStyle(imageId.slice(PREFIX.length).split('-')[0] ?? '')
  if (!isSample(imageId) || !style) return null
  const shipped = SHIPPED_SAMPLES[style.id]
  if (shipped) return { bytes: await readFile(join(SAMPLES_FOLDER, shipped.file)), mime: shipped.mime }
  return readBytes(db, style.id)
}

/** A picture of the table as it lies there. */
export async function readBytes(
  db: PrismaClient,
  id: SampleId,
): Promise<{ bytes: Buffer; mime: string } | null> {
  const row = await db.styleSample.findUnique({ where: { style: id }, select: { bytes: true, mime: true } })
  return row?.bytes && row.mime ? { bytes: Buffer.from(row.bytes), mime: row.mime } : null
}

/** All rows of the table. */
export async function listSamples(db: PrismaClient): Promise<SampleRow[]> {
  const rows = await db.styleSample.findMany({ omit: { bytes: true } })
  return rows.map(({ style, model, madeAt, begunAt, work }) => ({
    id: style,
    model,
    there: madeAt !== null,
    begunAt: begunAt?.getTime() ?? null,
    work,
  }))
}

/**
 * Notes that a sample is about to be started, before anything leaves. False when another run has begun it meanwhile; what
 * was begun before `stale` is held for dead. A picture that is there stays until the new one is.
 */
export async function beginSample(
  db: PrismaClient,
  begin: { id: SampleId; model: string; now: number; stale: number },
): Promise<boolean> {
  const now = new Date(begin.now)
  const rows = await db.hot<{ style: string }>(sql`
    INSERT INTO style_sample AS s (style, model, begun_at) VALUES (${begin.id}, ${begin.model}, ${now}::timestamptz)
    ON CONFLICT (style) DO UPDATE SET model = excluded.model, begun_at = excluded.begun_at, work = NULL
      WHERE s.begun_at IS NULL OR s.begun_at < ${new Date(begin.stale)}::timestamptz
    RETURNING style`)
  return rows.length > 0
}

/** Notes the engine's name of the work: from now on it is only looked after. */
export async function noteSampleWork(db: PrismaClient, id: SampleId, work: string): Promise<void> {
  await db.styleSample.update({ where: { style: id }, data: { work } })
}

/** Notes that nothing is under way any more: it was certainly not started, or has come to nothing. */
export async function dropSampleWork(db: PrismaClient, id: SampleId): Promise<void> {
  await db.styleSample.deleteMany({ where: { style: id, madeAt: null } })
  await db.styleSample.updateMany({ where: { style: id }, data: { begunAt: null, work: null } })
}

/** Keeps the picture. */
export async function keepSample(
  db: PrismaClient,
  id: SampleId,
  picture: Omit<Output, 'mime'> & { mime: string },
  now: number,
): Promise<void> {
  const { bytes, mime, width, height } = picture
  await db.styleSample.update({
    where: { style: id },
    data: {
      bytes: new Uint8Array(bytes),
      mime,
      width,
      height,
      madeAt: new Date(now),
      begunAt: null,
      work: null,
    },
  })
}
