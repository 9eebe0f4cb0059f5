import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSlackStage, type SlackStage } from '../../fakes/slack/stage.js'
import type { Team } from '../../fakes/slack/world.js'
import { eventually } from '../../support/booth.js'
import { consent, portrait, sees } from './talk.js'

let stage: SlackStage
beforeAll(async () => {
  stage = await openSlackStage({ http: true, oauth: true })
})
afterAll(async () => {
  await stage.close()
})

const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }
const event = (text: string, id: string, channel = 'D0000000001') =>
  JSON.stringify({
    team_id: stage.team.id,
    type: 'event_callback',
    event_id: id,
    event_time: Math.floor(Date.now() / 1_000),
    event: { type: 'message', channel, channel_type: 'im', user: 'U0000000009', text, ts: `1.${id}` },
  })
const kept = () => stage.house.db.inboxEvent.count()

describe('signed requests', () => {
  it('come through, and the address is confirmed when Slack asks for it', async () => {
    const check = JSON.stringify({ type: 'url_verification', challenge: 'c0ffee', token: 'x' })
    const answer = await stage.delivery.raw(check, { ...JSON_TYPE, ...stage.delivery.sign(check) })
    expect(answer).toEqual({ status: 200, text: JSON.stringify({ challenge: 'c0ffee' }) })
    const ssl = 'ssl_check=1&token=x'
    expect(await stage.delivery.raw(ssl, { ...FORM_TYPE, ...stage.delivery.sign(ssl) })).toMatchObject({
      status: 200,
    })
    const ann = await stage.person('ann')
    await ann.say('status')
    await sees(ann, 'Nothing of yours is waiting')
  })

  const forged: [string, (body: string) => { body?: string; headers: Record<string, string> }][] = [
    ['without a signature', () => ({ headers: {} })],
    [
      'with a forged one',
      body => ({ headers: { ...stage.delivery.sign(body), 'x-slack-signature': `v0=${'0'.repeat(64)}` } }),
    ],
    [
      'with a short one',
      body => ({ headers: { ...stage.delivery.sign(body), 'x-slack-signature': 'v0=00' } }),
    ],
    ['with one of another body', body => ({ headers: stage.delivery.sign(`${body} `) })],
    ['that is cut off', body => ({ body: body.slice(0, -2), headers: stage.delivery.sign(body) })],
    ['replayed after six minutes', body => ({ headers: stage.delivery.sign(body, Date.now() - 6 * 60_000) })],
    ['from the future', body => ({ headers: stage.delivery.sign(body, Date.now() + 6 * 60_000) })],
    [
      'with a time that is no number',
      body => ({ headers: { ...stage.delivery.sign(body), 'x-slack-request-timestamp': 'NaN' } }),
    ],
    [
      'with another time than was signed',
      body => ({
        headers: {
          ...stage.delivery.sign(body),
          'x-slack-request-timestamp': String(Math.floor(Date.now() / 1_000) - 60),
        },
      }),
    ],
  ]
  it.each(forged)('are refused %s', async (name, make) => {
    const before = await kept()
    const original = event('status', `EvForged${name.length}`)
    const { body = original, headers } = make(original)
    expect(await stage.delivery.raw(body, { ...JSON_TYPE, ...headers })).toMatchObject({ status: 401 })
    expect(await kept()).toBe(before)
  })

  it('that are no JSON, or giant, or no known event, do no harm', async () => {
    const before = await kept()
    const send = (body: string, type = JSON_TYPE) =>
      stage.delivery.raw(body, { ...type, ...stage.delivery.sign(body) })
    expect(await send('{"type":')).toMatchObject({ status: 400 })
    expect(await send('payload={"type":', FORM_TYPE as typeof JSON_TYPE)).toMatchObject({ status: 400 })
    expect(await send('[]')).toMatchObject({ status: 400 })
    expect(await send(event('x'.repeat(2 * 1024 * 1024), 'EvGiant'))).toMatchObject({ status: 413 })
    const odd = { team_id: stage.team.id, type: 'event_callback', event: { type: 'tectonic_shift' } }
    expect(await send(JSON.stringify(odd))).toMatchObject({ status: 200 })
    expect(await send(JSON.stringify({ ...odd, event: { type: 'message' } }))).toMatchObject({ status: 200 })
    expect(await send(JSON.stringify({ nothing: true }))).toMatchObject({ status: 200 })
    expect(await kept()).toBe(before)
  })

  it('of a workspace that has not installed the app are acknowledged and passed over', async () => {
    const before = await kept()
    const body = event('status', 'EvElsewhere').replaceAll(stage.team.id, 'T0000000666')
    expect(await stage.delivery.raw(body, { ...JSON_TYPE, ...stage.delivery.sign(body) })).toMatchObject({
      status: 200,
    })
    expect(await kept()).toBe(before)
  })

  it('are answered with 503 when they cannot be kept, so that Slack brings them again', async () => {
    const ben = await stage.person('ben')
    await ben.say('guide')
    await sees(ben, 'A photo that works well')
    await stage.house.db.$executeRaw`ALTER TABLE inbox_event RENAME TO inbox_event_away`
    const said = ben.say('status')
    await eventually(
      () => JSON.stringify(stage.house.log.lines),
      lines => lines.includes('could not be kept'),
    )
    await stage.house.db.$executeRaw`ALTER TABLE inbox_event_away RENAME TO inbox_event`
    await said
    await sees(ben, 'Nothing of yours is waiting')
    expect(ben.messages().filter(({ text }) => text.includes('Nothing of yours'))).toHaveLength(1)
  })

  it('a command brought twice is done once', async () => {
    const cat = await stage.person('cat')
    await cat.command('status')
    await sees(cat, 'Nothing of yours is waiting')
    await stage.repeatLast()
    await cat.command('guide')
    await sees(cat, 'A photo that works well')
    expect(cat.messages()).toHaveLength(2)
  })
})

/** As a browser: follows to Slack, which sends it back with a code. */
async function begin(): Promise<{ state: string; cookie: string; redirectUri: string; scopes: string }> {
  const response = await fetch(`${stage.house.address}/slack/install`, { redirect: 'manual' })
  expect(response.status).toBe(302)
  const to = new URL(response.headers.get('location') ?? '')
  expect(to.origin + to.pathname).toBe(`${stage.server.origin}/oauth/v2/authorize`)
  const set = response.headers.get('set-cookie') ?? ''
  expect(set).toMatch(/HttpOnly/i)
  return {
    state: to.searchParams.get('state') ?? '',
    cookie: set.split(';')[0] ?? '',
    redirectUri: to.searchParams.get('redirect_uri') ?? '',
    scopes: to.searchParams.get('scope') ?? '',
  }
}

function grant(team: Team, redirectUri: string): string {
  const code = `code-${team.id}-${Math.random()}`
  stage.app.codes.set(code, { team, redirectUri })
  return code
}

async function comeBack(query: Record<string, string>, cookie?: string) {
  const response = await fetch(`${stage.house.address}/slack/oauth_redirect?${new URLSearchParams(query)}`, {
    headers: cookie ? { cookie } : {},
  })
  return { status: response.status, page: await response.text() }
}

async function install(team: Team): Promise<void> {
  const { state, cookie, redirectUri } = await begin()
  const { status, page } = await comeBack({ code: grant(team, redirectUri), state }, cookie)
  expect(status).toBe(200)
  expect(page).toContain('Pixbooth is installed')
}

describe('installing', () => {
  it('asks for the least scopes, and brings a second workspace, whose people are its own', async () => {
    const other = stage.world.team('Globex <& Sons>')
    other.token = null
    const { scopes, redirectUri } = await begin()
    expect(scopes.split(',')).toEqual([
      'commands',
      'chat:write',
      'files:read',
      'files:write',
      'im:history',
      'im:write',
      'users:read',
    ])
    expect(redirectUri).toBe('http://booth.example/slack/oauth_redirect')
    await install(other)
    const [dia, eli] = [stage.personIn(other, 'dia'), await stage.person('eli')]
    await consent(dia)
    await portrait(dia)
    await eli.say('status')
    await sees(eli, 'Nothing of yours is waiting')
    expect(await stage.house.db.account.count({ where: { tenant: other.id } })).toBe(1)
    const row = await stage.house.db.installation.findFirstOrThrow({ where: { tenant: other.id } })
    expect(Buffer.from(row.sealed).includes(other.token ?? '')).toBe(false)
  })

  it('is refused with a state that is forged, of another browser, too old, or used before', async () => {
    const team = stage.world.team('Initech')
    team.token = null
    const mine = await begin()
    const theirs = await begin()
    const code = () => grant(team, mine.redirectUri)
    const stale = { status: 400, page: expect.stringContaining('was used before') }
    expect(await comeBack({ code: code(), state: 'x.y.z' }, mine.cookie)).toMatchObject(stale)
    expect(await comeBack({ code: code() }, mine.cookie)).toMatchObject(stale)
    expect(await comeBack({ code: code(), state: mine.state })).toMatchObject(stale)
    expect(await comeBack({ code: code(), state: mine.state }, theirs.cookie)).toMatchObject(stale)
    const [nonce, expiry, signature] = mine.state.split('.')
    const longer = `${nonce}.${Number(expiry) + 60_000}.${signature}`
    expect(await comeBack({ code: code(), state: longer }, mine.cookie)).toMatchObject(stale)
    stage.house.clock.shift += 11 * 60_000
    expect(await comeBack({ code: code(), state: mine.state }, mine.cookie)).toMatchObject(stale)
    stage.house.clock.shift -= 11 * 60_000
    expect(await comeBack({ code: code(), state: mine.state }, mine.cookie)).toMatchObject({ status: 200 })
    expect(await comeBack({ code: code(), state: mine.state }, mine.cookie)).toMatchObject(stale)
  })

  it('says so when it was declined, or Slack does not take the code', async () => {
    const one = await begin()
    expect(await comeBack({ error: 'access_denied', state: one.state }, one.cookie)).toMatchObject({
      status: 200,
      page: expect.stringContaining('You declined'),
    })
    const two = await begin()
    expect(await comeBack({ code: 'never-granted', state: two.state }, two.cookie)).toMatchObject({
      status: 502,
      page: expect.stringContaining('did not accept'),
    })
  })
})

describe('a workspace that takes the app off', () => {
  it('leaves nothing behind, and nobody else loses anything', async () => {
    const team = stage.world.team('Umbrella')
    team.token = null
    await install(team)
    const [fred, gus] = [stage.personIn(team, 'fred'), await stage.person('gus')]
    await consent(fred)
    await portrait(fred)
    await gus.say('status')
    await sees(gus, 'Nothing of yours is waiting')
    const { personId } = await stage.house.booth.admit({
      platform: 'slack',
      tenant: team.id,
      userId: fred.id,
    })
    const others = await stage.house.db.account.count({ where: { tenant: { not: team.id } } })
    await stage.uninstall(team)
    await eventually(
      async () => [
        await stage.house.db.account.count({ where: { tenant: team.id } }),
        await stage.house.db.image.count({ where: { personId } }),
        await stage.house.db.selfie.count({ where: { personId } }),
        await stage.house.db.installation.count({ where: { tenant: team.id } }),
      ],
      counts => counts.every(count => count === 0),
    )
    await stage.repeatLast()
    const keys: string[] = []
    for await (const { key } of stage.house.vault.list(personId)) keys.push(key)
    expect(keys).toEqual([])
    expect(await stage.house.db.account.count({ where: { tenant: { not: team.id } } })).toBe(others)
  })

  it('is deleted to the end, although the first tries break off', async () => {
    const team = stage.world.team('Stark')
    team.token = null
    await install(team)
    const ivy = stage.personIn(team, 'ivy')
    await ivy.say('status')
    await sees(ivy, 'Nothing of yours is waiting')
    const failures = () =>
      stage.house.log.lines.filter(({ message }) => message.includes('could not be kept')).length
    const before = failures()
    await stage.house.db.$executeRaw`ALTER TABLE account RENAME TO account_away`
    const farewell = stage.uninstall(team)
    await eventually(failures, count => count > before)
    await stage.house.db.$executeRaw`ALTER TABLE account_away RENAME TO account`
    await farewell
    expect(await stage.house.db.account.count({ where: { tenant: team.id } })).toBe(0)
  })

  it('and comes back keeps what it has made since, although the old farewell comes once more', async () => {
    const team = stage.world.team('Hooli')
    team.token = null
    await install(team)
    const hugo = stage.personIn(team, 'hugo')
    await hugo.say('status')
    await sees(hugo, 'Nothing of yours is waiting')
    const token = team.token
    await stage.uninstall(team, Math.floor(Date.now() / 1_000) - 60)
    team.token = token
    expect(await stage.house.db.installation.count({ where: { tenant: team.id } })).toBe(1)
    await hugo.say('guide')
    await sees(hugo, 'A photo that works well')
  })

  it('a person who takes back their own token does not take the app off', async () => {
    const body = JSON.stringify({
      team_id: stage.team.id,
      type: 'event_callback',
      event_id: 'EvRevoked',
      event_time: Math.floor(Date.now() / 1_000),
      event: { type: 'tokens_revoked', tokens: { oauth: ['U0000000009'], bot: [] } },
    })
    const before = await stage.house.db.account.count({ where: { tenant: stage.team.id } })
    expect(await stage.delivery.raw(body, { ...JSON_TYPE, ...stage.delivery.sign(body) })).toMatchObject({
      status: 200,
    })
    expect(await stage.house.db.account.count({ where: { tenant: stage.team.id } })).toBe(before)
  })
})

it('breaks no rule of Slack, and logs nobody', () => {
  expect(stage.violations()).toEqual([])
  const lines = JSON.stringify(stage.house.log.lines)
  expect(stage.secrets().filter(secret => secret.length > 5 && lines.includes(secret))).toEqual([])
})
