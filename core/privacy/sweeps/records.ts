/** What is written down along the way: orders, messages, addresses, answers, logs. */
import { LEFTOVERS, TASK } from '../../../config/limits.js'
import { Prisma } from '../../../prisma/client.js'
import { giveUpLeftovers } from '../../delivery/leftovers.js'
import { expireExports } from '../export/store.js'
import { FROZEN, frozenAccount, type Part, rows, type Sweep } from './sweep.js'

/** An order that is still open is ended by the rounds first. */
export const engineOrders: Sweep = [
  rows({
    table: 'engine_order',
    at: Prisma.sql`x.ended_at`,
    frozen: Prisma.sql`
      SELECT 1 FROM generation g JOIN person f ON f.id = g.person_id
      WHERE g.id = x.generation_id AND f.frozen_at IS NOT NULL`,
  }),
]

/** Counted from the beginning of the day. */
export const engineSpend: Sweep = [
  rows({
    table: 'engine_spend',
    at: Prisma.sql`(x.day::timestamp AT TIME ZONE 'UTC')`,
    frozen: Prisma.sql`SELECT 1 FROM person f WHERE x.scope = 'person:' || f.id AND f.frozen_at IS NOT NULL`,
  }),
]

export const wishes: Sweep = [
  rows({
    table: 'person',
    at: Prisma.sql`x.wished_at`,
    also: () => Prisma.sql`x.frozen_at IS NULL`,
    set: () => Prisma.sql`wish = NULL, wished_at = NULL, wish_event = NULL`,
  }),
]

/** It goes for whoever is frozen, too: it was never meant to stay. */
export const inbox: Sweep = [
  rows({
    table: 'inbox_event',
    at: Prisma.sql`x.received_at`,
    also: () => Prisma.sql`x.payload IS NOT NULL`,
    set: ({ now }) => Prisma.sql`payload = NULL, done_at = coalesce(done_at, ${new Date(now)})`,
  }),
]

/** An export says by itself when its time is over. */
const archives: Part = {
  async count({ db, now }) {
    const { _count, _min } = await db.export.aggregate({
      where: { state: 'ready', expiresAt: { lte: new Date(now) } },
      _count: true,
      _min: { readyAt: true },
    })
    return { count: _count, oldest: _min.readyAt }
  },
  sweep: deps => expireExports(deps, TASK.sweepBatch),
}

export const exports: Sweep = [archives]

/** Messages of persons who are gone have a period of their own, which is shorter. */
const leftovers: Part = {
  what: 'messages to take away',
  async count({ db, now }) {
    const { _count, _min } = await db.leftoverMessage.aggregate({
      where: { createdAt: { lt: new Date(now - LEFTOVERS.keepMs) } },
      _count: true,
      _min: { createdAt: true },
    })
    return { count: _count, oldest: _min.createdAt }
  },
  sweep: ({ db, now }) => giveUpLeftovers(db, now),
}

export const addresses: Sweep = [
  rows({ what: 'addresses', table: 'delivery', at: Prisma.sql`x.opened_at`, frozen: FROZEN }),
  leftovers,
]

export const notifications: Sweep = [
  rows({
    table: 'notification_recipient',
    at: Prisma.sql`(SELECT n.created_at FROM notification n WHERE n.id = x.notification_id)`,
    frozen: FROZEN,
  }),
]

export const links: Sweep = [
  rows({
    what: 'links',
    table: 'link',
    at: Prisma.sql`x.created_at`,
    frozen: frozenAccount(Prisma.sql`x.host_id, x.guest_id`),
  }),
  rows({
    what: 'typed codes',
    table: 'link_try',
    at: Prisma.sql`x.at`,
    frozen: frozenAccount(Prisma.sql`x.account_id`),
  }),
]

export const messages: Sweep = [
  rows({ table: 'web_message', at: Prisma.sql`x.at`, frozen: frozenAccount(Prisma.sql`x.account_id`) }),
]

export const reports: Sweep = [rows({ table: 'report', at: Prisma.sql`x.closed_at`, frozen: FROZEN })]

/** Of persons who are gone: nobody else's have an end. */
export const consents: Sweep = [rows({ table: 'consent', at: Prisma.sql`x.ended_at` })]

/** The platform's numbers of events; whose they were is not known any more. */
export const requestLog: Sweep = [rows({ table: 'inbox_event', at: Prisma.sql`x.received_at` })]

export const securityLog: Sweep = [rows({ table: 'security_event', at: Prisma.sql`x.at` })]
