/** `pixbooth notify-breach`: tells affected persons, once each; bin/help/notify-breach.txt says how. */
import { setTimeout as wait } from 'node:timers/promises'
import { loadConfig } from '../config/env.js'
import { NOTIFICATION } from '../config/limits.js'
import { Fault } from '../core/errors.js'
import { addressAll, countAffected, notificationId } from '../core/notification/address.js'
import { type NotificationReport, readReport, unreached } from '../core/notification/report.js'
import { noteSecurity } from '../core/privacy/security-log.js'
import type { PrismaClient } from '../prisma/client.js'
import { type Order, readOrder } from './notify/options.js'
import { isOver, renderPlan, renderProgress, renderReport, renderUnreached } from './notify/table.js'
import { withDatabase } from './start/database.js'
import { findKnowers } from './start/known-keys.js'

const say = (text: string) => void process.stdout.write(text)

export async function main(args: string[]): Promise<number> {
  const order = await readOrder(args, new Date())
  const config = loadConfig()
  return withDatabase(config, db => (order.kind === 'report' ? report(db, order.id) : notify(db, order)))
}

async function notify(db: PrismaClient, order: Extract<Order, { kind: 'notify' }>): Promise<number> {
  const { texts, affected, yes } = order
  const id = notificationId(texts)
  say(renderPlan({ id, texts, ...(await countAffected(db, id, affected)) }))
  if (!yes) {
    say('Nothing was sent: with --yes it is.\n')
    return 0
  }
  await addressAll(db, texts, affected)
  await noteSecurity(db, { kind: 'breach_told', facts: { notification: id }, now: Date.now() })
  // The bots hold the tokens, so a booth does the sending.
  if ((await findKnowers(db)).length === 0) {
    say(`It goes out as soon as the booth is started; then ask with --report ${id}.\n`)
    return 0
  }
  say(`The booth sends it, also when this command is ended; ask again with --report ${id}.\n`)
  return follow(db, id)
}

/** Says how far it is until nobody waits any more. */
async function follow(db: PrismaClient, id: string): Promise<number> {
  for (let said = ''; ; await wait(NOTIFICATION.lookMs)) {
    const now = await existing(db, id)
    const line = renderProgress(now)
    if (line !== said) process.stderr.write(line)
    said = line
    if (isOver(now)) return report(db, id)
  }
}

async function report(db: PrismaClient, id: string): Promise<number> {
  const now = await existing(db, id)
  say(renderReport(now))
  if (now.unreachable > 0) say('\nOut of reach:\n')
  for await (const one of unreached(db, id)) say(renderUnreached(one))
  return now.unreachable > 0 || !isOver(now) ? 1 : 0
}

async function existing(db: PrismaClient, id: string): Promise<NotificationReport> {
  const found = await readReport(db, id)
  if (!found) throw new Fault('config', `There is no notification ${id}.`)
  return found
}
