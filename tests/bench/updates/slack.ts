import { randomBytes } from 'node:crypto'
import { createDelivery } from '../../fakes/slack/delivery.js'
import { openServer, type Registered } from '../../fakes/slack/server.js'
import { createWorld } from '../../fakes/slack/world.js'
import type { Crowd } from './load.js'

/** Slack with signed requests; everybody writes in one channel, and is answered alone. */
export async function slackCrowd(people: number): Promise<Crowd> {
  let port = 0
  const world = createWorld()
  const app: Registered = {
    appToken: `xapp-${randomBytes(12).toString('hex')}`,
    signingSecret: randomBytes(16).toString('hex'),
    clientId: `${Date.now()}.1`,
    clientSecret: randomBytes(16).toString('hex'),
    codes: new Map(),
  }
  const server = await openServer(world, app, {
    limited: { count: 0, seconds: 1 },
    failing: { count: 0, how: 'error' },
    swallowed: { count: 0 },
  })
  const team = world.team()
  const channel = world.channel(team, true)
  const users = Array.from({ length: people }, (_, index) => world.user(team, `Person ${index}`))
  const delivery = createDelivery({
    server,
    world,
    app,
    requestUrl: () => `http://127.0.0.1:${port}/webhooks/slack`,
  })
  return {
    platform: 'slack',
    mustHurry: true,
    people,
    settings(at) {
      port = at
      return {
        SLACK_BOT_TOKEN: team.token ?? '',
        SLACK_SIGNING_SECRET: app.signingSecret,
        SLACK_API_URL: `${server.origin}/api`,
        SLACK_FILE_ORIGINS: server.origin,
        PUBLIC_URL: 'https://booth.example',
      }
    },
    ready: async () => {},
    async say(person, word) {
      const user = users[person]
      if (!user) throw new Error('There is no such person.')
      const begun = performance.now()
      await delivery.deliver('slash_commands', {
        token: 'legacy',
        team_id: team.id,
        team_domain: 'acme',
        channel_id: channel.id,
        channel_name: 'general',
        user_id: user.id,
        user_name: user.name,
        command: '/pixbooth',
        text: word,
        api_app_id: 'A0000000001',
        is_enterprise_install: 'false',
        response_url: `${server.origin}/reply/${world.replyUrl(channel, user).id}`,
        trigger_id: world.trigger(user),
      })
      return performance.now() - begun
    },
    answers() {
      const counts = new Map(users.map(user => [user, 0]))
      for (const { only, by } of world.messages)
        if (only && !by) counts.set(only, (counts.get(only) ?? 0) + 1)
      return users.map(user => counts.get(user) ?? 0)
    },
    violations: () => [...world.violations],
    close: () => server.close(),
  }
}
