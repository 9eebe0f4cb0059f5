import { WebAPIPlatformError } from '@slack/web-api'
import { describe, expect, it } from 'vitest'
import { createAdmins } from '../../../bots/slack/admins.js'
import type { Api } from '../../../bots/slack/api.js'
import { slackFault } from '../../../bots/slack/faults.js'
import type { Act, Incoming } from '../../../core/platform.js'
import { createTestLog } from '../../support/booth.js'

const TEAM: Act = { type: 'command', name: 'team', argument: '' }

function asked(answer: () => Promise<unknown>) {
  const log = createTestLog()
  const calls: string[] = []
  const api: Api = {
    token: async () => 'xoxb-1',
    with: async (_tenant, work) => {
      const info = async ({ user }: { user: string }) => {
        calls.push(user)
        return answer()
      }
      try {
        return await work({ users: { info } } as never)
      } catch (error) {
        throw slackFault(error)
      }
    },
  }
  const withAdmin = createAdmins({ api, log })
  const is = async (act: Act = TEAM, tenant = 'T1') => {
    const incoming = {
      account: { tenant, userId: 'U1' },
      place: { kind: 'shared', team: { tenant, admin: false } },
      act,
    }
    return (await withAdmin(incoming as Incoming)).place.team?.admin
  }
  return { is, calls, log }
}
const refuse = (error: string) => async () => {
  throw new WebAPIPlatformError({ ok: false, error })
}

describe('whether somebody is an admin', () => {
  it.each([
    [{ is_admin: true, is_owner: false }, true],
    [{ is_admin: false, is_owner: true }, true],
    [{ is_admin: false, is_owner: false }, false],
    [{}, false],
    [{ is_admin: true, deleted: true }, false],
  ])('%j is %s', async (user, admin) => {
    expect(await asked(async () => ({ ok: true, user })).is()).toBe(admin)
  })

  it('is asked for the command and the buttons of the team alone', async () => {
    const { is, calls } = asked(async () => ({ user: { is_admin: true } }))
    expect(await is({ type: 'press', action: 'team:cap:10' })).toBe(true)
    expect(calls).toHaveLength(1)
    for (const act of [
      { type: 'command', name: 'portrait', argument: 'team' },
      { type: 'press', action: 'style:team' },
      { type: 'text', text: 'team' },
    ] as Act[])
      expect(await is(act)).toBe(false)
    expect(calls).toHaveLength(1)
  })

  it('of an organisation is its own admin, not one of a workspace', async () => {
    const one = { is_admin: true, enterprise_user: { is_admin: false, is_owner: false } }
    expect(await asked(async () => ({ user: one })).is(TEAM, 'E1')).toBe(false)
    const all = { is_admin: false, enterprise_user: { is_admin: false, is_owner: true } }
    expect(await asked(async () => ({ user: all })).is(TEAM, 'E1')).toBe(true)
  })

  it('is no where the scope is missing, and said once to the operators', async () => {
    const { is, log } = asked(refuse('missing_scope'))
    expect(await is()).toBe(false)
    expect(await is()).toBe(false)
    expect(log.lines).toHaveLength(1)
    expect(JSON.stringify(log.lines)).toContain('users:read')
  })

  it.each(['user_not_found', 'internal_error', 'ratelimited'])('is no when Slack says %s', async error => {
    expect(await asked(refuse(error)).is()).toBe(false)
  })

  it('is no when Slack does not answer in time for the acknowledgement', async () => {
    const before = performance.now()
    expect(await asked(() => new Promise(() => {})).is()).toBe(false)
    expect(performance.now() - before).toBeLessThan(2_000)
  })
})
