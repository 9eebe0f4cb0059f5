/** What people do at Slack, as the payloads that it makes of it. */
import { setTimeout as wait } from 'node:timers/promises'
import type { PhotoWay } from '../../../bots/capabilities.js'
import { findButton, type Person, type Place, type SeenMessage } from '../../contract/stage.js'
import type { Delivery } from './delivery.js'
import { fileJson } from './methods.js'
import { see, seeBlocks } from './see.js'
import {
  type Channel,
  newId,
  type Posted,
  type Shown,
  type StoredFile,
  type User,
  type World,
} from './world.js'

export interface SlackPerson extends Person {
  readonly user: User
  /** Opens the home page of the app, and what stands there. */
  openHome(): Promise<void>
  home(): SeenMessage | undefined
  pressHome(label: string | RegExp): Promise<void>
  /** The form that is open. */
  form(): Shown | undefined
  /** Opens the form from the menu of shortcuts. */
  openForm(): Promise<Shown>
  /** Sends the form; answers what the app said to it. */
  submit(form: Shown, photos: readonly StoredFile[], argument?: string): Promise<unknown>
  /** Puts a file into Slack. */
  store(bytes: Buffer, mime?: string): StoredFile
  /** Sends a photo to the app, of which Slack tells the file alone. */
  sendFileAlone(photo: Buffer, inHistory?: boolean): Promise<void>
  /** Writes into the channel. */
  write(text: string, files?: StoredFile[]): Posted
  /** The message menu: "Make a portrait". */
  menu(message: Posted): Promise<void>
}

export interface PeopleDeps {
  world: World
  delivery: Delivery
  origin: string
  shared: (user: User) => Channel
}

export function createPerson(user: User, deps: PeopleDeps): SlackPerson {
  const { world, delivery, origin } = deps
  const team = user.team
  const at = (where: Place = 'private') => (where === 'private' ? world.direct(user) : deps.shared(user))

  const interaction = () => ({
    user: { id: user.id, username: user.name, name: user.name, team_id: team.id },
    api_app_id: 'A0000000001',
    token: 'legacy',
    trigger_id: world.trigger(user),
    team: { id: team.id, domain: 'acme' },
    enterprise: null,
    is_enterprise_install: false,
  })
  const replyAt = (channel: Channel, original?: Posted) =>
    `${origin}/reply/${world.replyUrl(channel, user, original).id}`

  const event = (body: Record<string, unknown>) =>
    delivery.deliver('events_api', {
      token: 'legacy',
      team_id: team.id,
      api_app_id: 'A0000000001',
      event: body,
      type: 'event_callback',
      event_id: newId('Ev'),
      event_time: Math.floor(Date.now() / 1_000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: team.id,
          user_id: team.botUser,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
    })

  function seen(where?: Place): { posted: Posted; message: SeenMessage }[] {
    const channel = at(where)
    return world.messages
      .filter(it => it.channel === channel && !it.by && !it.deleted && (!it.only || it.only === user))
      .map(posted => ({ posted, message: see(posted, world) }))
  }

  async function pressOn(posted: Posted, press: string): Promise<void> {
    const [block_id, action_id, value] = JSON.parse(press)
    await delivery.deliver('interactive', {
      ...interaction(),
      type: 'block_actions',
      container: {
        type: 'message',
        message_ts: posted.ts,
        channel_id: posted.channel.id,
        is_ephemeral: posted.only !== undefined,
      },
      channel: { id: posted.channel.id, name: posted.channel.direct ? 'directmessage' : 'general' },
      ...(!posted.only && {
        message: { type: 'message', user: team.botUser, ts: posted.ts, blocks: posted.blocks },
      }),
      state: { values: {} },
      response_url: replyAt(posted.channel, posted),
      actions: [{ type: 'button', action_id, block_id, value, action_ts: posted.ts }],
    })
  }

  const tellMessage = ({ channel, text, ts, files }: Posted) =>
    event({
      type: 'message',
      subtype: 'file_share',
      channel: channel.id,
      channel_type: 'im',
      user: user.id,
      text,
      ts,
      files: files.map(file => fileJson(file, origin)),
      upload: false,
    })

  const tellFile = (file: StoredFile, { channel, ts }: Posted) =>
    event({
      type: 'file_shared',
      channel_id: channel.id,
      file_id: file.id,
      user_id: user.id,
      file: { id: file.id },
      event_ts: ts,
    })

  async function nextForm(before: number): Promise<Shown> {
    for (const until = Date.now() + 5_000; Date.now() < until; await wait(10)) {
      const form = world.modals.slice(before).find(it => it.user === user)
      if (form) return form
    }
    throw new Error('No form was opened.')
  }

  const person: SlackPerson = {
    id: user.id,
    user,

    async say(text, where) {
      const channel = at(where)
      const posted = world.post({ channel, by: user, text, blocks: [] })
      // The app hears what is said to it alone.
      if (!channel.direct) return
      await event({
        type: 'message',
        channel: channel.id,
        channel_type: 'im',
        user: user.id,
        text: escaped(text),
        ts: posted.ts,
        event_ts: posted.ts,
      })
    },

    async command(name, argument = '', where) {
      const channel = at(where)
      await delivery.deliver('slash_commands', {
        token: 'legacy',
        team_id: team.id,
        team_domain: 'acme',
        channel_id: channel.id,
        channel_name: channel.direct ? 'directmessage' : 'general',
        user_id: user.id,
        user_name: user.name,
        command: '/pixbooth',
        text: [name, argument].filter(Boolean).join(' '),
        api_app_id: 'A0000000001',
        is_enterprise_install: 'false',
        response_url: replyAt(channel),
        trigger_id: world.trigger(user),
      })
    },

    async send(way: PhotoWay, photos, options = {}) {
      const words = [options.command, options.argument].filter(Boolean).join(' ')
      if (way === 'menu') {
        const author = options.by ? createPerson(world.users.get(options.by.id) ?? user, deps) : person
        const stored = photos.map(bytes => author.store(bytes))
        return person.menu(author.write(words, stored))
      }
      const files = photos.map(bytes => person.store(bytes))
      if (way === 'form') {
        const before = world.modals.length
        if (options.where === 'shared') {
          await person.command('help', '', 'shared')
          for (const until = Date.now() + 5_000; Date.now() < until; await wait(10))
            if (
              seen('shared').some(({ message }) =>
                message.buttons.flat().some(({ label }) => label === 'Send a photo'),
              )
            )
              break
          await person.press('Send a photo', 'shared')
        } else await shortcut()
        await person.submit(await nextForm(before), files, options.argument)
        return
      }
      const posted = world.post({ channel: world.direct(user), by: user, text: words, blocks: [], files })
      // Slack tells both, in no certain order.
      await Promise.all([tellMessage(posted), ...files.map(file => tellFile(file, posted))])
    },

    async sendFileAlone(photo, inHistory = true) {
      const file = person.store(photo)
      const posted = world.post({
        channel: world.direct(user),
        by: user,
        text: '',
        blocks: [],
        files: [file],
      })
      if (!inHistory) posted.files = []
      await tellFile(file, posted)
    },

    async press(label, where) {
      const all = seen(where)
      const { message, button } = findButton(
        all.map(one => one.message),
        label,
      )
      const found = all.find(one => one.message === message)
      if (found) await pressOn(found.posted, button.press)
    },

    async pressForeign(message, label) {
      const posted = world.messages.find(it => `${it.channel.id}:${it.ts}` === message.id)
      // What is for somebody else alone cannot be seen, let alone pressed.
      if (!posted || posted.only || posted.channel.direct) return
      await pressOn(posted, findButton([message], label).button.press)
    },

    messages: where => seen(where).map(({ message }) => message),

    async openHome() {
      await event({ type: 'app_home_opened', user: user.id, channel: world.direct(user).id, tab: 'home' })
    },
    home() {
      const home = world.homes.get(user.id)
      return home && seeBlocks(home.view.blocks as Posted['blocks'], world)
    },
    async pressHome(label) {
      const home = world.homes.get(user.id)
      const shown = person.home()
      if (!home || !shown) throw new Error('There is no home page.')
      const [block_id, action_id, value] = JSON.parse(findButton([shown], label).button.press)
      await delivery.deliver('interactive', {
        ...interaction(),
        type: 'block_actions',
        container: { type: 'view', view_id: home.id },
        view: { id: home.id, type: 'home', state: { values: {} } },
        actions: [{ type: 'button', action_id, block_id, value, action_ts: '1.0' }],
      })
    },

    form: () => world.modals.findLast(it => it.user === user),
    async openForm() {
      const before = world.modals.length
      await shortcut()
      return nextForm(before)
    },

    async submit(form, photos, argument = '') {
      const [style = '', ...words] = argument.split(' ')
      const { callback_id, private_metadata = '' } = form.view
      return delivery.deliver('interactive', {
        ...interaction(),
        type: 'view_submission',
        view: {
          id: form.id,
          type: 'modal',
          callback_id,
          private_metadata,
          state: {
            values: {
              photo: { files: { type: 'file_input', files: photos.map(file => fileJson(file, origin)) } },
              style: {
                style: { type: 'static_select', selected_option: style ? { value: style } : null },
              },
              prompt: { prompt: { type: 'plain_text_input', value: words.join(' ') || null } },
            },
          },
        },
        response_urls: [],
      })
    },

    store(bytes, mime = 'image/jpeg') {
      const file = {
        id: newId('F'),
        team,
        by: user,
        name: 'me.jpg',
        mime,
        bytes,
        readyAt: 0,
        complete: true,
        deleted: false,
      }
      world.files.set(file.id, file)
      return file
    },

    write: (text, files = []) =>
      world.post({ channel: deps.shared(user), by: user, text, blocks: [], files }),

    async menu(message) {
      await delivery.deliver('interactive', {
        ...interaction(),
        type: 'message_action',
        callback_id: 'portrait_of_message',
        action_ts: message.ts,
        response_url: replyAt(message.channel),
        message_ts: message.ts,
        channel: { id: message.channel.id, name: 'general' },
        message: {
          type: 'message',
          user: message.by?.id ?? team.botUser,
          ts: message.ts,
          text: message.text,
          ...(message.files.length > 0 && { files: message.files.map(file => fileJson(file, origin)) }),
        },
      })
    },
  }

  async function shortcut(): Promise<void> {
    await delivery.deliver('interactive', {
      ...interaction(),
      type: 'shortcut',
      callback_id: 'make_portrait',
      action_ts: '1.0',
    })
  }

  return person
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
