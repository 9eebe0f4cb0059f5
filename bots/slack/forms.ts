/** Opening the form for whoever pressed for it. */

import type { z } from 'zod'
import type { Booth } from '../../core/platform.js'
import type { Clock } from '../../core/ports.js'
import type { Say } from '../../core/say.js'
import { formView, type Origin } from './form.js'
import { spotOfPress } from './inbound.js'
import type { Outbound } from './outbound.js'
import { type globalShortcut, type Press, tenantOf } from './payload.js'

/** The form remembers where it was asked for, so that the answers go there. */
export function createForms(deps: {
  outbound: Pick<Outbound, 'openForm'>
  booth: Pick<Booth, 'commands'>
  languageOf: (tenant: string, user: string) => Promise<string>
  say: (language: string) => Say
  clock: Clock
}): (payload: Press | z.infer<typeof globalShortcut>) => Promise<void> {
  return async payload => {
    const tenant = tenantOf(payload)
    const language = await deps.languageOf(tenant, payload.user.id)
    const portrait = deps.booth.commands(language).find(({ name }) => name === 'portrait')
    const origin = originOf(payload, deps.clock.now())
    const view = formView(portrait?.options ?? [], origin, deps.say(language))
    await deps.outbound.openForm(tenant, payload.trigger_id, view)
  }
}

function originOf(payload: Press | z.infer<typeof globalShortcut>, at: number): Origin {
  if (payload.type === 'shortcut') return {}
  const { spot, home } = spotOfPress(payload)
  if (home) return {}
  const { channel, thread, url } = spot
  return { ...(channel && { channel }), ...(thread && { thread }), ...(url && { url }), at }
}
