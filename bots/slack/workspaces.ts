/** The bot's tokens, workspace by workspace. */
import { z } from 'zod'
import { SLACK } from '../../config/limits.js'
import type { Clock, Installations } from '../../core/ports.js'
import { createBounded } from '../bounded.js'

/** What an installation leaves behind. `at` is when, epoch milliseconds. */
const workspace = z.object({
  token: z.string().min(1),
  botUserId: z.string().optional(),
  at: z.number(),
})
export type Workspace = z.infer<typeof workspace>

export interface Workspaces {
  /** The workspace as it is installed, or null. An installation by OAuth goes before the configured token. */
  find(tenant: string): Promise<Workspace | null>
  save(tenant: string, workspace: Workspace): Promise<void>
  /** Removing what is not there is no error. */
  remove(tenant: string): Promise<void>
  /** The one whose token is configured; known once it has been tried. */
  own(tenant: string, workspace: Workspace): void
}

/** Looks at the database once a minute for each workspace; what other processes change is seen by then. */
export function createWorkspaces(deps: { installations: Installations; clock: Clock }): Workspaces {
  const { installations, clock } = deps
  const known = createBounded<Workspace | null>(SLACK.clients, SLACK.installationMs, () => clock.now())
  const configured = new Map<string, Workspace>()
  return {
    async find(tenant) {
      const held = known.get(tenant)
      if (held !== undefined) return held ?? configured.get(tenant) ?? null
      const read = workspace.safeParse(await installations.load('slack', tenant))
      known.set(tenant, read.success ? read.data : null)
      return read.success ? read.data : (configured.get(tenant) ?? null)
    },
    async save(tenant, installed) {
      await installations.save('slack', tenant, installed)
      known.set(tenant, installed)
    },
    async remove(tenant) {
      await installations.remove('slack', tenant)
      configured.delete(tenant)
      known.delete(tenant)
    },
    own: (tenant, installed) => void configured.set(tenant, installed),
  }
}
