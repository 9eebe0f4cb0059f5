import { type PrismaClient, sql } from '../../prisma/client.js'
import type { State } from '../generation/machine.js'
import type { Notice } from '../notice.js'
import { type MessageRef, type ReplyTarget, replyTarget } from '../platform.js'
import type { GenerationFacts, SelfieFacts } from './view.js'

/** A delivery with all that its message shows, read in one go so that it is one moment's truth. */
export interface LoadedDelivery {
  id: string
  personId: string
  language: string
  replyTo: ReplyTarget
  wanted: number
  sent: number
  messageRef: MessageRef | null
  /** The rung at which that message stands. */
  rung: number
  openedMsAgo: number
  generation: GenerationFacts | null
  selfie: SelfieFacts | null
}

interface Row {
  id: string
  personId: string
  language: string
  replyTo: unknown
  wanted: number
  sent: number
  messageRef: MessageRef | null
  rung: number
  openedMsAgo: number
  generationId: string | null
  state: State | null
  style: string | null
  progress: number | null
  position: number | null
  notice: Notice | null
  selfieId: string | null
  selfieState: string | null
  verdict: Notice[] | null
  images: GenerationFacts['images'] | null
}

/** Reads a delivery, or null when what it showed has been erased. */
export async function loadDelivery(db: PrismaClient, deliveryId: string): Promise<LoadedDelivery | null> {
  const [row] = await db.hot<Row>(sql`
    SELECT d.id, d.person_id AS "personId", p.language, d.reply_to AS "replyTo", d.wanted, d.sent,
      d.message_ref AS "messageRef", d.rung,
      (extract(epoch FROM now() - d.opened_at) * 1000)::float8 AS "openedMsAgo",
      g.id AS "generationId", g.state, g.style, g.progress, g.position, g.notice,
      s.id AS "selfieId", s.state AS "selfieState", s.verdict,
      (SELECT json_agg(json_build_object('imageId', i.id, 'width', i.width, 'height', i.height, 'mime', i.mime)
        ORDER BY i.created_at, i.id) FROM image i WHERE i.generation_id = g.id) AS images
    FROM delivery d JOIN person p ON p.id = d.person_id
      LEFT JOIN generation g ON g.id = d.generation_id
      LEFT JOIN selfie s ON s.id = coalesce(d.selfie_id, g.selfie_id)
    WHERE d.id = ${deliveryId}`)
  if (!row) return null
  const selfie = row.selfieId
    ? { id: row.selfieId, state: row.selfieState ?? '', verdict: row.verdict ?? [] }
    : null
  return {
    id: row.id,
    personId: row.personId,
    language: row.language,
    replyTo: replyTarget.parse(row.replyTo),
    wanted: row.wanted,
    sent: row.sent,
    messageRef: row.messageRef,
    rung: row.rung,
    openedMsAgo: row.openedMsAgo,
    selfie,
    generation: row.generationId
      ? {
          id: row.generationId,
          state: row.state as State,
          style: row.style ?? '',
          progress: row.progress,
          position: row.position,
          notice: row.notice,
          selfie,
          images: row.images ?? [],
        }
      : null,
  }
}
