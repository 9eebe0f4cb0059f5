/** The door to Slack's Web API: a client for each workspace, and its troubles as faults. */
import type { WebClient } from '@slack/web-api'
import { SLACK } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import { createBounded } from '../bounded.js'
import { slackFault } from './faults.js'
import type { Workspaces } from './workspaces.js'

export interface Api {
  /** Does some work with a workspace's client. Faults: `undeliverable` when the app is not installed there, and Slack's. */
  with<T>(tenant: string, work: (client: WebClient) => Promise<T>): Promise<T>
  /** The token of a workspace. Fault `undeliverable`. */
  token(tenant: string): Promise<string>
}

export function createApi(deps: { workspaces: Workspaces; newClient: (token: string) => WebClient }): Api {
  const clients = createBounded<WebClient>(SLACK.clients)

  async function token(tenant: string): Promise<string> {
    const workspace = await deps.workspaces.find(tenant)
    if (!workspace) throw new Fault('undeliverable', 'The app is not installed in that workspace.')
    return workspace.token
  }

  return {
    token,
    async with(tenant, work) {
      const key = await token(tenant)
      const client = clients.get(key) ?? deps.newClient(key)
      clients.set(key, client)
      try {
        return await work(client)
      } catch (error) {
        throw slackFault(error)
      }
    },
  }
}
