/** Answers to interactions, and the messages that their tokens reach. */
import type { Upload } from './body.js'
import { checkModal, fields } from './components.js'
import { change, EPHEMERAL, Refusal, readMessage } from './messages.js'
import { messageJson } from './payloads.js'
import type { Interaction, Posted, World } from './world.js'

type Payload = Record<string, unknown>

/** A call as its route gets it. */
export interface Call {
  world: World
  origin: string
  params: string[]
  query: URLSearchParams
  body: Payload
  uploads: Upload[]
  gateway(): Payload
}

const ORIGINAL = '@original'

/** Which answers an interaction takes, by its type. */
const CALLBACKS: Record<Interaction['type'], number[]> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
}

/** The first answer to an interaction: in time, once, and of a kind that it takes. */
export function answer({ world, origin, params: [id, token], query, body, uploads }: Call): unknown {
  const interaction = world.interactions.get(token ?? '')
  const late =
    interaction && Date.now() - interaction.at > world.answerMs && interaction.answered === undefined
  if (!interaction || interaction.id !== id || interaction.dead || late)
    throw new Refusal(404, 10062, 'Unknown interaction')
  if (interaction.answered !== undefined)
    throw new Refusal(400, 40060, 'Interaction has already been acknowledged.')
  world.violations.push(...fields(body, { required: ['type'], optional: ['data'] }))
  const type = Number(body.type)
  if (!CALLBACKS[interaction.type].includes(type) || ((type === 6 || type === 7) && !interaction.source)) {
    world.violations.push(`interaction ${interaction.type} answered with ${type}`)
    throw new Refusal(400, 50035, 'Invalid Form Body')
  }
  const data = (body.data ?? {}) as Payload
  const { channel, source, user } = interaction
  if (type === 4) {
    const { only, mentions: _, ...said } = readMessage(data, uploads, { world, channel: channel.id })
    interaction.original = world.post({ channel, ...said, interaction, ...(only && { only: user }) })
  }
  if (type === 5) {
    world.violations.push(...fields(data, { required: [], optional: ['flags'] }))
    const only = (Number(data.flags ?? 0) & EPHEMERAL) > 0
    interaction.original = world.post({ channel, interaction, loading: true, ...(only && { only: user }) })
  }
  if (type === 6 || type === 7) {
    if (source) interaction.original = source
    if (source && type === 7)
      change(source, readMessage(data, uploads, { world, channel: channel.id, before: source }), world)
  }
  if (type === 8) interaction.choices = choicesOf(data, world)
  if (type === 9) {
    const wrong = checkModal(data)
    world.violations.push(...wrong)
    if (wrong.length > 0) throw new Refusal(400, 50035, 'Invalid Form Body')
    interaction.modal = data
  }
  interaction.answered = type
  interaction.onAnswer()
  if (query.get('with_response') !== 'true') return undefined
  const { original } = interaction
  return {
    interaction: {
      id,
      type: interaction.type,
      ...(original && { response_message_id: original.id, response_message_loading: original.loading }),
    },
    ...(original && { resource: { type, message: messageJson(original, world, origin) } }),
  }
}

function choicesOf(data: Payload, world: World): { name: string; value: string }[] {
  const choices = (data.choices ?? []) as { name: string; value: string }[]
  const wrong = choices.length > 25 || choices.some(({ name, value }) => !fits(name) || !fits(value))
  if (wrong || !Array.isArray(data.choices)) world.violations.push('choices of an argument')
  return choices
}

const fits = (text: unknown) => typeof text === 'string' && text.length >= 1 && text.length <= 100

/** The interaction of a token that still works. */
export function open({ world, params: [app, token] }: Call): Interaction {
  if (app !== world.app.id) throw new Refusal(404, 10015, 'Unknown Webhook')
  const interaction = world.interactions.get(token ?? '')
  if (!interaction || interaction.dead || Date.now() - interaction.at > world.tokenMs)
    throw new Refusal(401, 50027, 'Invalid Webhook Token')
  if (interaction.answered === undefined) throw new Refusal(404, 10015, 'Unknown Webhook')
  return interaction
}

/** The message of a token by its name: its own original, or one that followed. */
export function named(call: Call): Posted {
  const interaction = open(call)
  const [, , name] = call.params
  const all = [...(interaction.original ? [interaction.original] : []), ...interaction.followUps]
  const posted = name === ORIGINAL ? interaction.original : all.find(({ id }) => id === name)
  if (!posted || posted.deleted) throw new Refusal(404, 10008, 'Unknown Message')
  return posted
}

/** Changes a message of a token. */
export function edit({ world, origin, body, uploads }: Call, posted: Posted): Payload {
  // Only a new message says who sees it; here that is overlooked.
  const rest =
    posted.loading && typeof body.flags === 'number' ? { ...body, flags: body.flags & ~EPHEMERAL } : body
  const { nonce: _n, enforce_nonce: _e, ...known } = rest
  change(posted, readMessage(known, uploads, { world, channel: posted.channel.id, before: posted }), world)
  return messageJson(posted, world, origin)
}
