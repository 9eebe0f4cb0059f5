import { type PrismaClient, sql } from '../../prisma/client.js'
import type { State } from '../generation/machine.js'
import type { Notice } from '../notice.js'
import { type MessageRef, type ReplyTarget, replyTarget } from '../platform.js'
import type { ExportFacts } from './export-view.js'
import type { LinkFacts } from './link-view.js'
import type { NotificationFacts } from './notification-view.js'
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
  /** Whom it goes to. */
  account: { id: string; tenant: string; userId: string }
  /** The account can no longer be written to. */
  unreachable: boolean
  /** The account is another person's by now: it is shown nothing of this one. */
  parted: boolean
  generation: GenerationFacts | null
  selfie: SelfieFacts | null
  link: LinkFacts | null
  notification: NotificationFacts | null
  /** What it says of its own, when it shows none of those. */
  says: Notice | null
  export: ExportFacts | null
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
  unreachable: boolean
  parted: boolean
  link: LinkFacts | null
  notification: NotificationFacts | null
  accountId: string
  tenant: string
  userId: string
  says: Notice | null
  export: ExportFacts | null
  generationId: string | null
  state: State | null
  style: string | null
  progress: number | null
  position: number | null
  notice: Notice | null
  unlike: boolean | null
  refunded: boolean | null
  selfieId: string | null
  selfieState: string | null
  verdict: Notice[] | null
  keepOpen: boolean
  images: GenerationFacts['images'] | null
}

/** Reads a delivery, or null when what it showed has been erased. */
export async function loadDelivery(db: PrismaClient, deliveryId: string): Promise<LoadedDelivery | null> {
  const [row] = await db.hot<Row>(sql`
    SELECT d.id, d.person_id AS "personId", p.language, d.reply_to AS "replyTo", d.wanted, d.sent,
      d.message_ref AS "messageRef", d.rung, d.says,
      (extract(epoch FROM now() - d.opened_at) * 1000)::float8 AS "openedMsAgo",
      a.unreachable_at IS NOT NULL AS unreachable, a.person_id <> d.person_id AS parted,
      CASE WHEN d.link_id IS NOT NULL THEN (
        SELECT json_build_object('id', l.id, 'side', d.side, 'state', l.state, 'number', l.number, 'other', o.platform)
        FROM link l LEFT JOIN account o ON o.id = CASE d.side WHEN 'host' THEN l.guest_id ELSE l.host_id END
        WHERE l.id = d.link_id) END AS link,
      CASE WHEN d.notification_id IS NOT NULL THEN (
        SELECT json_build_object('id', n.id, 'texts', n.texts) FROM notification n WHERE n.id = d.notification_id)
      END AS notification, a.id AS "accountId", a.tenant, a.user_id AS "userId",
      CASE WHEN d.export_id IS NOT NULL THEN (
        SELECT json_build_object('id', x.id, 'personId', x.person_id, 'state', x.state, 'bytes', x.bytes, 'expiresAt', x.expires_at)
        FROM export x WHERE x.id = d.export_id) END AS export,
      g.id AS "generationId", g.state, g.style, g.progress, g.position, g.notice, g.unlike,
      g.unlike AND EXISTS (SELECT 1 FROM ledger_entry e WHERE e.generation_id = g.id AND e.kind IN ('release', 'refund')) AS refunded,
      s.id AS "selfieId", s.state AS "selfieState", s.verdict,
      NOT EXISTS (SELECT 1 FROM consent c WHERE c.person_id = d.person_id AND c.purpose = 'keep') AS "keepOpen",
      (SELECT json_agg(json_build_object('imageId', i.id, 'personId', i.person_id, 'width', i.width, 'height', i.height, 'mime', i.mime)
        ORDER BY i.created_at, i.id) FROM image i WHERE i.generation_id = g.id) AS images
    FROM delivery d JOIN account a ON a.id = d.account_id JOIN person p ON p.id = a.person_id
      LEFT JOIN generation g ON g.id = d.generation_id
      LEFT JOIN selfie s ON s.id = coalesce(d.selfie_id, g.selfie_id)
    WHERE d.id = ${deliveryId}`)
  if (!row) return null
  const selfie = row.selfieId
    ? {
        id: row.selfieId,
        state: row.selfieState ?? '',
        verdict: row.verdict ?? [],
        keepOpen: row.keepOpen,
      }
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
    unreachable: row.unreachable,
    parted: row.parted,
    link: row.link,
    notification: row.notification,
    account: { id: row.accountId, tenant: row.tenant, userId: row.userId },
    says: row.says,
    export: row.export,
    selfie,
    generation: row.generationId
      ? {
          id: row.generationId,
          state: row.state as State,
          style: row.style ?? '',
          progress: row.progress,
          position: row.position,
          notice: row.notice,
          unlike: row.unlike ?? false,
          refunded: row.refunded ?? false,
          selfie,
          images: row.images ?? [],
        }
      : null,
  }
}
