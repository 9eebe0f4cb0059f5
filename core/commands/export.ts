import { viewExport } from '../delivery/export-view.js'
import { notice } from '../notice.js'
import { type ExportState, requestExport } from '../privacy/export/store.js'
import { type Answer, type Command, type Context, tell } from './command.js'
import { originOf } from './make.js'

/** Asks for it; the message goes on to be edited into what comes of it. */
async function ask(context: Context): Promise<Answer> {
  const { db, incoming, visitor, now } = context
  const { personId, accountId } = visitor
  const origin = originOf(context, 'export')
  const asked = await requestExport(db, { personId, accountId, origin, replyTo: incoming.replyTo, now })
  if (!asked.ok) return tell(context, asked.notice)
  const fresh = { id: asked.exportId, personId, state: 'waiting' as const, bytes: 0, expiresAt: null }
  return { messages: [viewExport(fresh, context.say, now)], jobs: asked.jobs }
}

/** What has become of one once more, for whoever cannot see its own message; to its person alone. */
async function show(context: Context, id: string): Promise<Answer> {
  const { personId } = context.visitor
  const row = await context.db.export.findFirst({ where: { id, personId } })
  if (!row) return tell(context, notice('button_old'))
  if (row.state === 'waiting') return tell(context, notice('export_running'))
  const facts = {
    id,
    personId,
    state: row.state as ExportState,
    bytes: Number(row.bytes),
    expiresAt: row.expiresAt?.toISOString() ?? null,
  }
  const { slot: _, elsewhere: __, ...message } = viewExport(facts, context.say, context.now)
  return { messages: [message], jobs: [] }
}

/** Hands a person everything that the booth has about them, as an archive that is put together in the background. */
export const exportCommand: Command = {
  name: 'export',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  run: ask,
  presses: {
    export: (context, [what, id = '']) => (what === 'show' ? show(context, id) : ask(context)),
  },
}
