import { DELIVERY, TRANSFER } from '../config/limits.js'
import type { Catalogue } from '../core/catalogue.js'
import { viewSays } from '../core/delivery/account-view.js'
import { viewExport } from '../core/delivery/export-view.js'
import { keepLeftover } from '../core/delivery/leftovers.js'
import { viewLink } from '../core/delivery/link-view.js'
import { type LoadedDelivery, loadDelivery } from '../core/delivery/load.js'
import { viewNotification } from '../core/delivery/notification-view.js'
import { finishSending, giveUpSending } from '../core/delivery/store.js'
import { viewGeneration, viewParted, viewSelfie } from '../core/delivery/view.js'
import { Fault, toFault } from '../core/errors.js'
import { type Bot, isHome, type Message, type Platform } from '../core/platform.js'
import type { Clock } from '../core/ports.js'
import type { Say } from '../core/say.js'
import type { Handler } from '../core/tasks/run.js'
import type { TaskStore } from '../core/tasks/store.js'
import { timeLimit } from '../core/time-limit.js'
import type { PrismaClient } from '../prisma/client.js'
import { isSolid } from './clips.js'

/** Brings a message up to date: edits it where it stands, or goes down the ladder of addresses. */
export function createDeliver(deps: {
  db: PrismaClient
  bots: Partial<Record<Platform, Bot>>
  say: (language: string) => Say
  catalogue: Catalogue
  minimumAge: number
  clock: Clock
  tasks: TaskStore
}): Handler {
  const { db, bots, clock, tasks } = deps

  function render(delivery: LoadedDelivery): Message | null {
    const { generation, selfie, link, notification, says } = delivery
    const rules = {
      say: deps.say(delivery.language),
      minimumAge: deps.minimumAge,
      styles: deps.catalogue.styles(),
    }
    const { language } = rules.say
    // Another person's account by now: whom this is for is told elsewhere.
    if (notification)
      return delivery.parted ? null : { ...viewNotification(notification, rules.say), language }
    if (says)
      return delivery.parted
        ? null
        : {
            ...viewSays({ deliveryId: delivery.id, platform: delivery.replyTo.platform }, says, rules.say),
            language,
          }
    if (delivery.parted) return { ...viewParted(delivery, rules.say), language }
    if (link) return { ...viewLink(link, rules.say), language }
    if (delivery.export) return { ...viewExport(delivery.export, rules.say, clock.now()), language }
    if (generation) return { ...viewGeneration(generation, rules), language }
    return selfie && { ...viewSelfie(selfie, rules), language }
  }

  /** From the rung that worked last: those before it are dead, and the message that can be edited stands on it. */
  async function send(delivery: LoadedDelivery, message: Message, signal: AbortSignal) {
    const { platform, rungs } = delivery.replyTo
    const bot = bots[platform]
    if (!bot) throw new Fault('unavailable', `No bot for ${platform} runs here.`)
    for (const [rung, { address, expiresAt }] of rungs.entries()) {
      if (rung < delivery.rung || (expiresAt !== undefined && expiresAt < clock.now())) continue
      try {
        const ms = message.images.some(isSolid) ? TRANSFER.sendVideoMs : TRANSFER.sendMs
        const limit = timeLimit(ms, signal)
        const before = rung === delivery.rung ? delivery.messageRef : null
        const at = isHome(address) ? bot.direct(delivery.account) : address
        return { rung, ref: await bot.send(at, message, before, { signal: limit }) }
      } catch (error) {
        if (toFault(error).code !== 'undeliverable') throw error
      }
    }
    throw new Fault('undeliverable', 'No address of the reply target works any more.')
  }

  return {
    maxFailures: DELIVERY.maxFailures,

    async run(task, { signal }) {
      const delivery = await loadDelivery(db, task.subjectId)
      const message = delivery && render(delivery)
      if (!delivery || !message) {
        await tasks.done(task)
        return []
      }
      if (delivery.unreachable) throw new Fault('undeliverable', 'The account can no longer be written to.')
      // The first message is the command's own answer and on its way: wait for its name, or there would be two.
      const answersEvent = !delivery.notification && !delivery.says
      if (answersEvent && delivery.sent < 0 && delivery.openedMsAgo < DELIVERY.answerMs)
        return tasks.retry(task, DELIVERY.answerLookMs, false)
      const sent = await send(delivery, message, signal)
      const { id: deliveryId, wanted } = delivery
      const more = await finishSending(db, {
        deliveryId,
        wanted,
        ...sent,
        taskId: task.id,
        owner: tasks.owner,
      })
      // Nobody would know any more that it stands there.
      if (more === null) await keepLeftover(db, delivery.replyTo.platform, sent.ref)
      return more ? tasks.retry(task, 0, false) : []
    },

    async giveUp(task) {
      await giveUpSending(db, task.subjectId)
      await tasks.done(task)
      return []
    },
  }
}
