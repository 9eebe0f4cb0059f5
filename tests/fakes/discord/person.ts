/** What people do at Discord, as the events that it makes of it. */
import { setTimeout as wait } from 'node:timers/promises'
import type { PhotoWay } from '../../../bots/capabilities.js'
import { findButton, type Person, type Place, type SeenMessage } from '../../contract/stage.js'
import { fileJson, interactionJson, messageJson } from './payloads.js'
import { see } from './see.js'
import type { DiscordServer } from './server.js'
import type { Channel, Command, File, Interaction, Posted, User } from './world.js'

type Payload = Record<string, unknown>

export interface DiscordPerson extends Person {
  readonly user: User
  /** The channel of a place. */
  at(where?: Place | Channel): Channel
  command(name: string, argument?: string, where?: Place | Channel, photo?: Buffer): Promise<void>
  messages(where?: Place | Channel): SeenMessage[]
  press(label: string | RegExp, where?: Place | Channel): Promise<void>
  /** Presses whatever, on whatever message. */
  pressOn(posted: Posted, customId: string): Promise<Interaction>
  /** What Discord offers while an argument is typed. */
  complete(name: string, typed: string): Promise<{ name: string; value: string }[]>
  /** Writes a message that the app is not told of. */
  write(photos: Buffer[], where?: Place | Channel, mime?: string): Posted
  /** What the app is told of a message. */
  event(message: Posted): Payload
  /** The menu of a message: "Make a portrait". */
  menu(message: Posted, name?: string): Promise<Interaction>
  /** The form that was shown last. */
  form(): Interaction | undefined
  submit(shown: Interaction, photos: Buffer[], argument?: string): Promise<Interaction>
  /** Any interaction of theirs, as it is sent to the app; settles when the app has met it. */
  interact(
    given: Pick<Interaction, 'type'> & { source?: Posted; where?: Place | Channel },
    data: Payload,
  ): Promise<Interaction>
}

/** How long people wait for a bot that is offline. */
const OFFLINE_MS = 15_000
const TEXT_OPTION = 3
const FILE_OPTION = 11

export function createPerson(server: DiscordServer, name: string, locale?: string): DiscordPerson {
  const { world, gateway, origin, trade } = server
  const user = world.user(name, locale)
  let lastForm: Interaction | undefined
  const at = (where: Place | Channel = 'private') =>
    typeof where !== 'string' ? where : where === 'private' ? world.direct(user) : world.shared

  async function listened(): Promise<void> {
    for (const until = Date.now() + OFFLINE_MS; !gateway.listened(); await wait(10))
      if (Date.now() > until) throw new Error('The app is offline.')
  }

  async function interact(
    given: Pick<Interaction, 'type'> & { source?: Posted; where?: Place | Channel },
    data: Payload,
  ): Promise<Interaction> {
    await listened()
    const { where, ...rest } = given
    const interaction = world.interact({ ...rest, user, channel: given.source?.channel ?? at(where) })
    const answered = new Promise<void>(resolve => {
      interaction.onAnswer = resolve
    })
    const guild = interaction.channel === world.shared && world.member ? world.guild.id : undefined
    gateway.dispatch('INTERACTION_CREATE', interactionJson(interaction, data, world, origin), guild)
    await Promise.race([answered, wait(world.answerMs, undefined, { ref: false })])
    if (interaction.answered === undefined) throw new Error('The application did not respond')
    if (interaction.modal) lastForm = interaction
    return interaction
  }

  function registered(wanted: string, type = 1): Command {
    const found = world.commands.find(
      command =>
        command.type === type &&
        [command.name, ...Object.values(command.name_localizations ?? {})].includes(wanted),
    )
    if (!found) throw new Error(`There is no command ${wanted}.`)
    return found
  }

  const keep = (bytes: Buffer, channel: Channel, ephemeral = false, mime = 'image/jpeg'): File =>
    world.keep({ channel: channel.id, name: 'IMG_0001.jpg', bytes, mime, ephemeral })
  const resolvedFiles = (files: File[]) => ({
    attachments: Object.fromEntries(files.map(file => [file.id, fileJson(file, origin)])),
  })

  /** A command as the app of a person sends it: only what its options let through. */
  function commandData(wanted: string, argument: string, photo: File | undefined): Payload {
    const command = registered(wanted)
    const texts = command.options?.filter(({ type }) => type === TEXT_OPTION) ?? []
    const [text] = texts
    // As a person fills them in: a word each, and the rest of the words into the last.
    const words = argument === '' ? [] : argument.split(' ')
    const values = texts.map((_, at) => (at < texts.length - 1 ? words[at] : words.slice(at).join(' ')))
    const file = command.options?.find(({ type }) => type === FILE_OPTION)
    if (argument && !text) throw new Error(`/${wanted} takes no words.`)
    if (!argument && text?.required) throw new Error(`/${wanted} needs words.`)
    if (photo && !file) throw new Error(`/${wanted} takes no file.`)
    if (text?.choices && argument && !text.choices.some(({ value }) => value === values[0]))
      throw new Error(`/${wanted} has no such choice.`)
    return {
      id: command.id,
      name: command.name,
      type: 1,
      options: [
        // Discord sends them in the order in which they were filled in, whatever that was.
        ...texts
          .flatMap(({ name }, at) => (values[at] ? [{ type: TEXT_OPTION, name, value: values[at] }] : []))
          .reverse(),
        ...(file && photo ? [{ type: FILE_OPTION, name: file.name, value: photo.id }] : []),
      ],
      ...(photo && { resolved: resolvedFiles([photo]) }),
    }
  }

  /** The bot's messages there that this person sees. */
  const seen = (where?: Place | Channel) =>
    world.messages
      .filter(it => it.channel === at(where) && !it.by && !it.deleted && !it.hidden && !it.loading)
      .filter(it => !it.only || it.only === user)
      .map(posted => ({ posted, message: see(posted, world) }))

  function eventOf(posted: Posted): Payload {
    const direct = posted.channel.direct !== undefined
    return {
      ...messageJson(posted, world, origin),
      channel_type: direct ? 1 : 0,
      ...(!direct && { guild_id: world.guild.id }),
    }
  }

  function tell(posted: Posted): void {
    gateway.dispatch('MESSAGE_CREATE', eventOf(posted), posted.channel.direct ? undefined : world.guild.id)
  }

  const person: DiscordPerson = {
    id: user.id,
    user,
    at,
    interact,
    event: eventOf,

    async say(text, where) {
      await listened()
      tell(world.post({ channel: at(where), by: user, text }))
    },

    async command(wanted, argument = '', where, photo) {
      const file = photo && keep(photo, at(where), true)
      await interact({ type: 2, ...(where && { where }) }, commandData(wanted, argument, file))
    },

    async send(way: PhotoWay, photos, options = {}) {
      const { command = 'portrait', argument = '', where, by } = options
      switch (way) {
        case 'option':
          for (const photo of photos) await person.command(command, argument, where, photo)
          return
        case 'menu': {
          const author = (by as DiscordPerson | undefined) ?? person
          await person.menu(author.write(photos, at(where)))
          return
        }
        case 'form': {
          await askForPhoto(where)
          await person.submit(lastForm as Interaction, photos, argument)
          return
        }
        default: {
          await listened()
          const posted = person.write(photos, where)
          posted.text = options.command ? `/${options.command} ${argument}`.trim() : ''
          tell(posted)
        }
      }
    },

    async press(label, where) {
      const all = seen(where)
      const { message, button } = findButton(
        all.map(one => one.message),
        label,
      )
      const found = all.find(one => one.message === message)
      const [, sold] = /^sku:(\d+)$/.exec(button.press) ?? []
      if (sold !== undefined) return buy(sold)
      if (found) await person.pressOn(found.posted, button.press)
    },

    async pressForeign(message, label) {
      const posted = world.messages.find(({ id }) => id === message.id)
      if (!posted) return
      const { press } = findButton([message], label).button
      const visible = posted.channel === world.shared && !posted.only
      if (visible) return void (await person.pressOn(posted, press))
      // Nobody can reach it: whoever forges it has a copy of their own.
      const { text, components, flags } = posted
      const words = components.filter(({ type }) => type !== 12)
      const channel = world.direct(user)
      await person.pressOn(world.post({ channel, text, components: words, flags, hidden: true }), press)
    },

    pressOn: (posted, customId) =>
      interact({ type: 3, source: posted }, { id: 3, custom_id: customId, component_type: 2 }),

    messages: where => seen(where).map(({ message }) => message),

    async complete(wanted, typed) {
      const command = registered(wanted)
      const option = command.options?.find(({ autocomplete }) => autocomplete)
      if (!option) throw new Error(`Nothing of /${wanted} is completed.`)
      const options = [{ type: option.type, name: option.name, value: typed, focused: true }]
      const { choices = [] } = await interact(
        { type: 4 },
        { id: command.id, name: command.name, type: 1, options },
      )
      return choices
    },

    write(photos, where, mime) {
      const channel = at(where)
      return world.post({ channel, by: user, files: photos.map(photo => keep(photo, channel, false, mime)) })
    },

    menu(message, wanted = 'Make a portrait') {
      const command = registered(wanted, 3)
      return interact(
        { type: 2, where: message.channel },
        {
          id: command.id,
          name: command.name,
          type: 3,
          target_id: message.id,
          resolved: { messages: { [message.id]: messageJson(message, world, origin) } },
        },
      )
    },

    form: () => lastForm,

    submit(shown, photos, argument = '') {
      const { modal, channel, source } = shown
      if (!modal) throw new Error('No form was shown.')
      const files = photos.map(photo => keep(photo, channel, true))
      const components = (modal.components as Payload[]).map((part, index) => {
        const field = (part.component ?? {}) as Payload
        return {
          type: part.type,
          id: index * 2 + 1,
          component: {
            type: field.type,
            id: index * 2 + 2,
            custom_id: field.custom_id,
            ...fill(field, files, argument),
          },
        }
      })
      return interact(
        { type: 5, where: channel, ...(source && { source }) },
        { custom_id: modal.custom_id, components, resolved: resolvedFiles(files) },
      )
    },
  }

  /** A premium button: Discord sells by itself, and the app is not told of the press. */
  function buy(id: string): void {
    const sku = world.market.skus.find(one => one.id === id)
    if (!sku) return void world.violations.push('a premium button for nothing that there is')
    if (sku.type === 5) trade.subscribe(user, sku)
    else trade.buy(user, sku)
  }

  /** Opens the form by a button "Send a photo". */
  async function askForPhoto(where?: Place): Promise<void> {
    const has = () =>
      seen(where).some(({ message }) => message.buttons.flat().some(({ label }) => label === 'Send a photo'))
    if (!has()) {
      // Whoever has sent no photo yet is asked for one.
      await person.command('start', '', where)
      for (const until = Date.now() + 10_000; !has() && Date.now() < until; ) await wait(10)
    }
    await person.press('Send a photo', where)
  }

  return person
}

/** What a person puts into a field, as far as it lets them. */
/** The style is the first word, the others are the person's own. */
function fill(field: Payload, files: File[], argument: string): { values: string[] } | { value: string } {
  const [style = '', ...words] = argument.split(' ')
  if (field.type === 19) {
    const { min_values: least = 1, max_values: most = 1 } = field as Record<string, number>
    if (files.length < least || files.length > most)
      throw new Error(`The form takes ${least} to ${most} files.`)
    return { values: files.map(({ id }) => id) }
  }
  if (field.type === 4) return { value: words.join(' ') }
  const options = field.options as { value: string }[]
  if (style && !options.some(({ value }) => value === style)) throw new Error(`The form has no ${style}.`)
  return { values: style ? [style] : [] }
}
