/** Whether somebody may speak for their workspace: Slack is asked only where that matters. */
import { SLACK } from '../../config/limits.js'
import { describe } from '../../core/errors.js'
import type { Incoming } from '../../core/platform.js'
import type { Log } from '../../core/ports.js'
import { timeLimit } from '../../core/time-limit.js'
import { createBounded } from '../bounded.js'
import type { Api } from './api.js'
import { refusalOf, slackFault } from './faults.js'

/** An event as it is to be handled: with its sender's say in the workspace, where it is about the workspace. */
export type WithAdmin = (incoming: Incoming) => Promise<Incoming>

/** Builds it. Whatever goes wrong, nobody is an admin then, and may try again. */
export function createAdmins({ api, log }: { api: Api; log: Log }): WithAdmin {
  const warned = createBounded<true>(SLACK.clients)

  async function ask(tenant: string, user: string): Promise<boolean> {
    const { user: found } = await api.with(tenant, client => client.users.info({ user }))
    // Where the app is installed for a whole organisation, it takes one who speaks for all of it.
    const rank = tenant.startsWith('E') ? found?.enterprise_user : found
    return !found?.deleted && Boolean(rank?.is_admin || rank?.is_owner)
  }

  async function isAdmin(tenant: string, user: string): Promise<boolean> {
    const limit = timeLimit(SLACK.adminMs)
    const late = new Promise<false>(resolve => {
      limit.addEventListener('abort', () => resolve(false), { once: true })
    })
    const asked = ask(tenant, user).catch(error => {
      const lacking = refusalOf(error) === 'missing_scope'
      if (lacking && warned.get(tenant)) return false
      if (lacking) warned.set(tenant, true)
      log.warn(
        lacking
          ? 'a Slack workspace has not granted users:read: its admins are not known as such until the app is installed there anew'
          : 'Slack did not say whether somebody is an admin',
        { error: describe(slackFault(error)) },
      )
      return false
    })
    return Promise.race([asked, late])
  }

  return async incoming => {
    const { account, place } = incoming
    if (!place.team || !isAboutTeam(incoming)) return incoming
    const admin = await isAdmin(account.tenant, account.userId)
    return { ...incoming, place: { ...place, team: { ...place.team, admin } } }
  }
}

/** The command `team`, and presses on what it shows. */
function isAboutTeam({ act }: Incoming): boolean {
  if (act.type === 'command') return act.name === 'team'
  return act.type === 'press' && act.action.split(':', 1)[0] === 'team'
}
