/** The doors that stand open to the network, with what honest ones bring there. */
import { randomUUID } from 'node:crypto'
import { openSlackStage } from '../fakes/slack/stage.js'
import { openTelegramStage, PUBLIC_URL } from '../fakes/telegram/stage.js'
import { openWebStage } from '../fakes/web/stage.js'
import type { Stage } from './stage.js'

/** A request's headers and body. */
export interface Letter {
  headers: Record<string, string>
  body: string
}

/** A door: where it is, what an honest letter looks like, and what proves one to be honest. */
export interface Door {
  stage: Stage
  path: string
  /** An event of its own each time. */
  honest(): Letter
  /** Puts an honest proof on any body. */
  prove(body: string, type?: string): Letter
  /** Headers that prove nothing, with the try's name. */
  forgeries(): [string, Letter][]
}

const JSON_TYPE = 'application/json'
const TIME = 'x-slack-request-timestamp'
const SIGNATURE = 'x-slack-signature'

/** Where Telegram brings updates. */
export async function telegramDoor(): Promise<Door> {
  const stage = await openTelegramStage({ publicUrl: PUBLIC_URL })
  const { user } = await stage.person('Ada')
  const secret = stage.server.updates.webhook()?.secret ?? ''
  const name = 'x-telegram-bot-api-secret-token'
  let updates = 900_000_000
  const prove = (body: string, type = JSON_TYPE) => ({
    headers: { [name]: secret, 'content-type': type },
    body,
  })
  const honest = () => {
    updates++
    const from = { id: user.id, is_bot: false, first_name: 'Ada' }
    const chat = { id: user.id, type: 'private', first_name: 'Ada' }
    const date = Math.floor(Date.now() / 1_000)
    const message = { message_id: updates, date, from, chat, text: 'hello' }
    return prove(JSON.stringify({ update_id: updates, message }))
  }
  const withSecret = (value: string) => ({ ...honest(), headers: { ...prove('').headers, [name]: value } })
  return {
    stage,
    path: '/webhooks/telegram',
    prove,
    honest,
    forgeries: () => [
      ['no secret', { ...honest(), headers: { 'content-type': JSON_TYPE } }],
      ['an empty secret', withSecret('')],
      ['a secret that is nearly right', withSecret(`${secret.slice(0, -1)}~`)],
      ['the beginning of the secret', withSecret(secret.slice(0, 10))],
      ['the secret and more', withSecret(`${secret}x`)],
      ['the bot’s token for a secret', withSecret(stage.server.token)],
    ],
  }
}

/** Where Slack brings events, commands and interactions. */
export async function slackDoor(): Promise<Door> {
  const stage = await openSlackStage({ http: true })
  const person = await stage.person('Ada')
  const channel = stage.world.direct(person.user)
  const prove = (body: string, type = JSON_TYPE, at = Date.now()): Letter => ({
    headers: { 'content-type': type, ...stage.delivery.sign(body, at) },
    body,
  })
  const letter = () => {
    const { ts } = stage.world.post({ channel, by: person.user, text: 'hello', blocks: [] })
    const event = {
      type: 'message',
      channel: channel.id,
      channel_type: 'im',
      user: person.user.id,
      text: 'hello',
    }
    return JSON.stringify({
      type: 'event_callback',
      team_id: stage.team.id,
      api_app_id: 'A0000000001',
      event: { ...event, ts, event_ts: ts },
      event_id: `Ev${randomUUID().slice(0, 8)}`,
      event_time: Math.floor(Date.now() / 1_000),
    })
  }
  const signed = (at = Date.now()) => prove(letter(), JSON_TYPE, at)
  /** With other headers instead, or without one. */
  const changed = (
    change: (time: string, signature: string) => Record<string, string | undefined>,
  ): Letter => {
    const { headers, body } = signed()
    const other = { ...headers, ...change(headers[TIME] ?? '', headers[SIGNATURE] ?? '') }
    const left = Object.entries(other).filter((pair): pair is [string, string] => pair[1] !== undefined)
    return { headers: Object.fromEntries(left), body }
  }
  const minutes = (count: number) => Date.now() + count * 60_000
  return {
    stage,
    path: '/webhooks/slack',
    prove,
    honest: () => prove(letter()),
    forgeries: () => [
      ['no signature', changed(() => ({ [SIGNATURE]: undefined }))],
      ['no time', changed(() => ({ [TIME]: undefined }))],
      ['a signature of another body', { ...signed(), body: letter() }],
      ['a signature of another time', changed(time => ({ [TIME]: String(Number(time) - 1) }))],
      ['a signature of another version', changed((_, own) => ({ [SIGNATURE]: own.replace('v0', 'v1') }))],
      ['half a signature', changed((_, own) => ({ [SIGNATURE]: own.slice(0, 20) }))],
      ['a time that is no number', changed(() => ({ [TIME]: 'NaN' }))],
      ['a letter six minutes late', signed(minutes(-6))],
      ['a letter from in six minutes', signed(minutes(6))],
    ],
  }
}

/** Where the page of the web chat says what its person says. */
export async function webDoor(): Promise<Door> {
  const stage = await openWebStage()
  const origin = stage.house.address
  const page = await fetch(origin)
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const prove = (body: string, type = JSON_TYPE) => ({
    headers: { 'content-type': type, origin, cookie },
    body,
  })
  const honest = () => prove(JSON.stringify({ eventId: randomUUID(), text: 'hello' }))
  const changed = (headers: Record<string, string>) => {
    const one = honest()
    return { ...one, headers: { ...one.headers, ...headers } }
  }
  return {
    stage,
    path: '/api/say',
    prove,
    honest,
    forgeries: () => [
      ['the page of somebody else', changed({ origin: 'https://evil.example' })],
      ['a page without an address', changed({ origin: 'null' })],
      ['a page that hides where it is', { ...honest(), headers: { 'content-type': JSON_TYPE, cookie } }],
      ['a frame in somebody else’s page', changed({ 'sec-fetch-site': 'cross-site' })],
    ],
  }
}
