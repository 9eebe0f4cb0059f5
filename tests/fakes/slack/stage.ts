/** Slack as a stage: a stand-in over sockets, the real bot of a whole booth, and people in a workspace. */
import { randomBytes } from 'node:crypto'
import type { Stage } from '../../contract/stage.js'
import { openStageBooth, type StageBoothOptions } from '../../support/stage-booth.js'
import { createDelivery, type Delivery } from './delivery.js'
import { createPerson, type SlackPerson } from './people.js'
import { openServer, type Registered, type SlackServer } from './server.js'
import { type Channel, createWorld, type Team, type User, type World } from './world.js'

export interface SlackStageOptions extends Omit<StageBoothOptions, 'platforms' | 'only'> {
  /** Without it: the socket. */
  http?: boolean
  /** The app can be installed in more workspaces. */
  oauth?: boolean
  /** Without a token of its own: workspaces come by installation only. */
  noToken?: boolean
  /** The app is no member of the channel. */
  stranger?: boolean
  /** What the operator got wrong. */
  wrong?: 'botToken' | 'appToken'
}

export interface SlackStage extends Stage {
  readonly world: World
  readonly delivery: Delivery
  readonly server: SlackServer
  readonly app: Registered
  /** The first workspace. */
  readonly team: Team
  person(name: string, language?: string): Promise<SlackPerson>
  /** Somebody in another workspace. */
  personIn(team: Team, name: string): SlackPerson
  /** The channel of a workspace where all read along. */
  channel(team: Team): Channel
  /** The answers to the next messages are lost, although Slack takes the messages. */
  swallow(count: number): void
  /** A workspace takes the app off. */
  uninstall(team: Team, seconds?: number): Promise<void>
}

export async function openSlackStage(options: SlackStageOptions = {}): Promise<SlackStage> {
  const { http, oauth, noToken, stranger, wrong, ...rest } = options
  const world = createWorld()
  const app: Registered = {
    appToken: `xapp-${randomBytes(12).toString('hex')}`,
    signingSecret: randomBytes(16).toString('hex'),
    clientId: `${Date.now()}.1`,
    clientSecret: randomBytes(16).toString('hex'),
    codes: new Map(),
  }
  const trouble = {
    limited: { count: 0, seconds: 1 },
    failing: { count: 0, how: 'error' as 'error' | 'silence' },
    swallowed: { count: 0 },
  }
  const server = await openServer(world, app, trouble)
  const team = world.team()
  const channels = new Map<Team, Channel>()
  const channel = (of: Team) => {
    const known = channels.get(of) ?? world.channel(of, !stranger)
    channels.set(of, known)
    return known
  }
  const house = await openStageBooth({
    ...rest,
    ...((http || oauth) && { publicUrl: 'http://booth.example' }),
    only: 'slack',
    platforms: {
      slack: {
        ...(!noToken && { botToken: wrong === 'botToken' ? 'xoxb-wrong' : (team.token ?? '') }),
        ...(http
          ? { signingSecret: app.signingSecret }
          : { appToken: wrong === 'appToken' ? 'xapp-wrong' : app.appToken }),
        ...(oauth && { oauth: { clientId: app.clientId, clientSecret: app.clientSecret } }),
        apiUrl: `${server.origin}/api`,
        fileOrigins: [server.origin],
      },
    },
  })
  const delivery = createDelivery({
    server,
    world,
    app,
    requestUrl: () => (http ? `${house.address}/webhooks/slack` : undefined),
  })
  const people = { world, delivery, origin: server.origin, shared: (user: User) => channel(user.team) }

  const stage: SlackStage = {
    platform: 'slack',
    house,
    world,
    delivery,
    server,
    app,
    team,
    channel,
    ways: ['message', 'album', 'menu', 'form'],
    places: ['private', 'shared'],
    async person(name) {
      return createPerson(world.user(team, name), people)
    },
    personIn: (where, name) => createPerson(world.user(where, name), people),
    repeatLast: () => delivery.repeatLast(),
    limitRate(count, seconds) {
      trouble.limited = { count, seconds }
    },
    fail(count, how) {
      trouble.failing = { count, how }
    },
    expireReplies() {
      for (const url of world.replyUrls.values()) url.dead = true
    },
    block(person, blocked) {
      const user = world.users.get(person.id)
      if (user) user.disabled = blocked
    },
    limitUpload(bytes) {
      world.uploadLimit = bytes
    },
    async dropConnection() {
      for (const socket of server.sockets) socket.terminate()
    },
    violations: () => [...world.violations],
    secrets: () =>
      [
        ...Object.values(app).filter(value => typeof value === 'string'),
        ...[...world.teams.values()].flatMap(it => [it.id, it.token ?? '', it.botUser]),
        ...[...world.users.values()].flatMap(it => [it.id, it.name]),
        ...world.channels.keys(),
        ...world.files.keys(),
        ...world.replyUrls.keys(),
      ].filter(Boolean),
    calls: () => world.calls,
    swallow(count) {
      trouble.swallowed.count = count
    },
    async uninstall(of, seconds = Math.floor(Date.now() / 1_000)) {
      of.token = null
      await delivery.deliver('events_api', {
        token: 'legacy',
        team_id: of.id,
        api_app_id: 'A0000000001',
        event: { type: 'app_uninstalled' },
        type: 'event_callback',
        event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
        event_time: seconds,
      })
    },
    async close() {
      await house.close()
      await server.close()
    },
  }
  return stage
}
