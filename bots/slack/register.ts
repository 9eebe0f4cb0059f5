/** What the app listens to: each payload becomes an `Incoming` that is kept before Slack is told so. */
import type { App } from '@slack/bolt'
import type { z } from 'zod'
import { slackWords } from '../../config/locales/slack/index.js'
import { describe, toFault } from '../../core/errors.js'
import type { Booth, Incoming } from '../../core/platform.js'
import type { Clock, Log } from '../../core/ports.js'
import type { Answerer, Intake } from '../intake.js'
import type { WithAdmin } from './admins.js'
import { FORM, readForm } from './form.js'
import * as inbound from './inbound.js'
import * as payloads from './payload.js'
import type { Uploads } from './uploads.js'
import type { Workspaces } from './workspaces.js'

export interface Rooms {
  app: App
  bot: Answerer
  intake: Intake
  booth: Pick<Booth, 'forgetTenant'>
  workspaces: Workspaces
  uploads: Uploads
  isCommand: (name: string) => boolean
  withAdmin: WithAdmin
  openForm(payload: payloads.Press | z.infer<typeof payloads.globalShortcut>): Promise<void>
  publishHome(tenant: string, user: string): Promise<void>
  languageOf(tenant: string, user: string): Promise<string>
  clock: Clock
  log: Log
}

/** Puts the listeners on the app. What cannot be read is acknowledged and passed over: it will not get better. */
export function registerSlack(rooms: Rooms): void {
  const { app, bot, intake, workspaces, uploads, clock, log } = rooms
  const reading = (): inbound.Inbound => ({ isCommand: rooms.isCommand, now: clock.now() })
  const take = async (incoming: Incoming) => intake.take(bot, await rooms.withAdmin(incoming))

  function read<T>(schema: z.ZodType<T>, body: unknown): T | undefined {
    const parsed = schema.safeParse(body)
    if (!parsed.success) log.warn('a Slack payload could not be read', { fields: fieldsOf(parsed.error) })
    return parsed.data
  }

  /** Nobody waits for it, and it can be done again by whoever looks at the page. */
  function beside(work: Promise<unknown>, what: string): void {
    work.catch(error => log.warn(what, { error: describe(toFault(error)) }))
  }

  app.command(/.*/, async ({ body, ack }) => {
    const payload = read(payloads.command, body)
    if (payload) await take(inbound.fromCommand(payload, reading()))
    await ack()
  })

  app.action(/^form:/, async ({ body, ack }) => {
    const payload = read(payloads.press, body)
    await ack()
    if (payload) beside(rooms.openForm(payload), 'a form could not be opened')
  })

  // The browser follows it by itself; Slack tells of it and wants to hear that it was heard.
  app.action(/^link:/, async ({ ack }) => ack())
  app.action(/^(press|command):/, async ({ body, ack }) => {
    const payload = read(payloads.press, body)
    const incoming = payload && inbound.fromPress(payload, reading())
    if (incoming) {
      const { done } = await take(incoming)
      if (inbound.spotOfPress(payload).home)
        beside(
          done.then(() => rooms.publishHome(incoming.account.tenant, incoming.account.userId)),
          'a home page could not be drawn',
        )
    }
    await ack()
  })

  app.shortcut({ type: 'shortcut' }, async ({ body, ack }) => {
    const payload = read(payloads.globalShortcut, body)
    await ack()
    if (payload) beside(rooms.openForm(payload), 'a form could not be opened')
  })

  app.shortcut({ type: 'message_action' }, async ({ body, ack }) => {
    const payload = read(payloads.messageShortcut, body)
    if (payload) await take(inbound.fromMessageShortcut(payload, reading()))
    await ack()
  })

  app.view(FORM, async ({ body, ack }) => {
    const payload = read(payloads.submission, body)
    if (payload && inbound.picturesOf(readForm(payload).files).length === 0) {
      const { formNoPhoto } = slackWords(await rooms.languageOf(payloads.tenantOf(payload), payload.user.id))
      return ack({ response_action: 'errors', errors: { photo: formNoPhoto } })
    }
    if (payload) await take(inbound.fromForm(payload, reading()))
    await ack()
  })

  app.event('message', async ({ body }) => {
    const payload = read(payloads.message, body)
    const incoming = payload && inbound.fromMessage(payload, reading())
    if (!incoming || !uploads.isNew(payload)) return
    await take(incoming)
    uploads.taken(payload)
  })

  app.event('file_shared', async ({ body }) => {
    const payload = read(payloads.fileShared, body)
    const found = payload && (await uploads.read(payload, reading()))
    if (!found) return
    await take(found.incoming)
    if (found.alone) uploads.takenAlone(payload)
  })

  app.event('app_home_opened', async ({ body }) => {
    const payload = read(payloads.homeOpened, body)
    if (!payload || payload.event.tab === 'messages') return
    beside(
      rooms.publishHome(payloads.tenantOf(payload), payload.event.user),
      'a home page could not be drawn',
    )
  })

  app.event('app_uninstalled', async ({ body }) => leave(body))
  app.event('tokens_revoked', async ({ body }) => leave(body))

  /** Acknowledged when all is deleted; until then Slack tells it again, and a repeat goes on where a crash has cut it off. */
  async function leave(body: unknown): Promise<void> {
    const payload = read(payloads.farewell, body)
    if (!payload) return
    const { event, event_time: seconds } = payload
    if (event.type === 'tokens_revoked' && !event.tokens?.bot?.length) return
    const tenant = payloads.tenantOf(payload)
    const installed = await workspaces.find(tenant)
    // An old farewell that comes after a new installation is not about that one.
    if (installed && seconds !== undefined && seconds * 1_000 + 999 < installed.at) return
    await workspaces.remove(tenant)
    await rooms.booth.forgetTenant('slack', tenant)
    log.info('a Slack workspace has taken the app off; its data is deleted')
  }
}

/** Which fields could not be read; never what they held. */
function fieldsOf(error: z.ZodError): string {
  return [
    ...new Set(error.issues.map(issue => issue.path.filter(part => typeof part === 'string').join('.'))),
  ]
    .slice(0, 5)
    .join(' ')
}
