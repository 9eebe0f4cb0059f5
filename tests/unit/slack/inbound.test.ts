import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as inbound from '../../../bots/slack/inbound.js'
import * as payloads from '../../../bots/slack/payload.js'
import { incoming as schema } from '../../../core/platform.js'

const NOW = 1_700_000_000_000
const reading = { now: NOW, isCommand: (name: string) => ['portrait', 'status'].includes(name) }

const command = (more: object = {}) =>
  payloads.command.parse({
    token: 'gIkuvaNzQIHg97ATvDxqgjtO',
    team_id: 'T0001',
    team_domain: 'example',
    enterprise_id: 'E0001',
    enterprise_name: 'Globular',
    channel_id: 'C2147483705',
    channel_name: 'test',
    user_id: 'U2147483697',
    user_name: 'Steve',
    command: '/pixbooth',
    text: 'portrait noir',
    api_app_id: 'A123456',
    is_enterprise_install: 'false',
    response_url: 'https://hooks.slack.com/commands/1234/5678',
    trigger_id: '13345224609.738474920.8088930838d88f008e0',
    ...more,
  })

const interaction = {
  type: 'block_actions',
  user: { id: 'U1', username: 'ann', name: 'ann', team_id: 'T1' },
  api_app_id: 'A1',
  token: 'x',
  container: { type: 'message', message_ts: '1548261231.000200', channel_id: 'C1', is_ephemeral: false },
  trigger_id: '12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3',
  team: { id: 'T1', domain: 'acme' },
  enterprise: null,
  is_enterprise_install: false,
  channel: { id: 'C1', name: 'review-updates' },
  message: { bot_id: 'B1', type: 'message', text: 'x', user: 'UBOT', ts: '1548261231.000200' },
  state: { values: {} },
  response_url: 'https://hooks.slack.com/actions/AABA1ABCD/1232321423432/D09sSasdasdAS9091209',
  actions: [
    {
      type: 'button',
      action_id: 'press:0-0:style',
      block_id: '0:U1',
      text: { type: 'plain_text', text: 'Noir', emoji: true },
      value: 'style:noir:abc',
      action_ts: '1548426417.840180',
    },
  ],
}
const press = (more: object = {}) => payloads.press.parse({ ...interaction, ...more })

const file = (id: string, more: object = {}) => ({
  id,
  created: 1_700_000_000,
  name: 'me.heic',
  mimetype: 'image/heic',
  filetype: 'heic',
  user: 'U1',
  mode: 'hosted',
  url_private: `https://files.slack.com/files-pri/T1-${id}/me.heic`,
  url_private_download: `https://files.slack.com/files-pri/T1-${id}/download/me.heic`,
  ...more,
})

const message = (event: object = {}) =>
  payloads.message.parse({
    token: 'x',
    team_id: 'T1',
    api_app_id: 'A1',
    type: 'event_callback',
    event_id: 'Ev0PV52K21',
    event_time: 1_355_517_523,
    authorizations: [
      { enterprise_id: null, team_id: 'T1', user_id: 'UBOT', is_bot: true, is_enterprise_install: false },
    ],
    event: {
      type: 'message',
      channel: 'D024BE91L',
      user: 'U1',
      text: 'hello',
      ts: '1355517523.000005',
      event_ts: '1355517523.000005',
      channel_type: 'im',
      ...event,
    },
  })

describe('a command', () => {
  it('has its word and what stands behind it', () => {
    expect(inbound.fromCommand(command(), reading)).toMatchObject({
      eventId: '14c6T-o5zhPDzmu53RU3cRcc_1vAMaP-mE27kKu0Zz4',
      account: { tenant: 'T0001', userId: 'U2147483697' },
      act: { type: 'command', name: 'portrait', argument: 'noir' },
      photos: [],
    })
  })

  it.each([
    ['', 'help', ''],
    ['   ', 'help', ''],
    ['help', 'help', ''],
    ['/Portrait  NOIR please ', 'portrait', 'NOIR please'],
    ['feedback two\nlines', 'feedback', 'two\nlines'],
  ])('%j is %s', (text, name, argument) => {
    expect(inbound.fromCommand(command({ text }), reading).act).toEqual({ type: 'command', name, argument })
  })

  it('is answered by its reply address for half an hour, then in the channel, then directly', () => {
    const { rungs } = inbound.fromCommand(command(), reading).replyTo
    expect(rungs.map(({ address }) => address.at)).toEqual(['reply', 'ephemeral', 'direct'])
    expect(rungs[0]?.expiresAt).toBeGreaterThan(NOW + 25 * 60_000)
    expect(rungs[0]?.expiresAt).toBeLessThan(NOW + 30 * 60_000)
  })

  it('belongs to the organisation where the app is installed for all of it', () => {
    const { account } = inbound.fromCommand(command({ is_enterprise_install: 'true' }), reading)
    expect(account.tenant).toBe('E0001')
  })
})

describe('a button', () => {
  it('is pressed on the message that it stands on', () => {
    expect(inbound.fromPress(press(), reading)).toMatchObject({
      act: {
        type: 'press',
        action: 'style:noir:abc',
        from: { tenant: 'T1', channel: 'C1', ts: '1548261231.000200' },
      },
    })
  })

  it('on a message that only one person sees is replaced by its reply address', () => {
    const container = { ...interaction.container, is_ephemeral: true }
    expect(inbound.fromPress(press({ container }), reading)).toMatchObject({
      act: { from: { tenant: 'T1', url: interaction.response_url } },
    })
  })

  it('of somebody else is refused', () => {
    const actions = [{ ...interaction.actions[0], block_id: '0:U2' }]
    expect(inbound.fromPress(press({ actions }), reading)?.act).toEqual({
      type: 'unusable',
      notice: 'not_your_button',
    })
    const command = [{ ...actions[0], action_id: 'command:0:status', value: 'status' }]
    expect(inbound.fromPress(press({ actions: command }), reading)?.act.type).toBe('unusable')
  })

  it('on the home page is answered directly', () => {
    const home = {
      container: { type: 'view', view_id: 'V1' },
      view: { id: 'V1', type: 'home' },
      channel: null,
    }
    const read = inbound.fromPress(press({ ...home, response_url: undefined }), reading)
    expect(read?.replyTo.rungs.map(({ address }) => address.at)).toEqual(['direct'])
    expect(read?.act).not.toHaveProperty('from')
  })

  it('that is none of ours is passed over', () => {
    for (const action_id of ['style', 'link:0', 'pay:0-0']) {
      const actions = [{ ...interaction.actions[0], action_id }]
      expect(inbound.fromPress(press({ actions }), reading)).toBeNull()
    }
  })
})

describe('the message menu', () => {
  const shortcut = (message: object) =>
    payloads.messageShortcut.parse({
      ...interaction,
      type: 'message_action',
      callback_id: 'portrait_of_message',
      action_ts: '1.0',
      message_ts: '1548261231.000200',
      message: { type: 'message', user: 'U1', ts: '1548261231.000200', text: 'me', ...message },
    })

  it('takes the photos of one’s own message', () => {
    const files = [file('F1'), file('F2', { mimetype: 'application/pdf' })]
    expect(inbound.fromMessageShortcut(shortcut({ files }), reading)).toMatchObject({
      act: { type: 'command', name: 'portrait' },
      photos: [
        { platform: 'slack', address: { tenant: 'T1', file: 'F1', url: file('F1').url_private_download } },
      ],
    })
  })

  it.each([
    ['of somebody else', { user: 'U2', files: [file('F1')] }, 'not_your_photo'],
    ['of the app', { user: undefined, bot_id: 'B1', files: [file('F1')] }, 'not_your_photo'],
    ['without files', {}, 'no_photo_there'],
    ['with a document', { files: [file('F1', { mimetype: 'application/pdf' })] }, 'no_photo_there'],
    [
      'with eleven photos',
      { files: Array.from({ length: 11 }, (_, at) => file(`F${at}`)) },
      'too_many_photos',
    ],
  ])('refuses a message %s', (_name, message, notice) => {
    expect(inbound.fromMessageShortcut(shortcut(message), reading)).toMatchObject({
      act: { type: 'unusable', notice },
      photos: [],
    })
  })
})

describe('the form', () => {
  const submission = (values: object, metadata = '{}') =>
    payloads.submission.parse({
      ...interaction,
      type: 'view_submission',
      view: {
        id: 'V1',
        type: 'modal',
        callback_id: 'portrait_form',
        private_metadata: metadata,
        state: { values },
      },
      response_urls: [],
    })
  const photo = (...files: object[]) => ({ photo: { files: { type: 'file_input', files } } })
  const origin = JSON.stringify({ channel: 'C1', url: 'https://hooks.slack.com/actions/1', at: NOW - 60_000 })

  it('is a portrait in the style that was picked', () => {
    const style = { style: { style: { type: 'static_select', selected_option: { value: 'noir' } } } }
    expect(inbound.fromForm(submission({ ...photo(file('F1')), ...style }), reading)).toMatchObject({
      eventId: 'WNbEMVTdLWyROeF8xpWZUjiWc6QnnBJUqcZRDM_YQO4',
      act: { type: 'command', name: 'portrait', argument: 'noir' },
      photos: [{ address: { file: 'F1' } }],
      replyTo: { rungs: [{ address: { at: 'direct' } }] },
    })
  })

  it('has the words that were written beside the style, and says so where there is none', () => {
    const prompt = { prompt: { prompt: { type: 'plain_text_input', value: 'as a pirate' } } }
    const style = { style: { style: { type: 'static_select', selected_option: { value: 'oil' } } } }
    const argument = (fields: object) =>
      inbound.fromForm(submission({ ...photo(file('F1')), ...fields }), reading).act
    expect(argument({ ...style, ...prompt })).toMatchObject({ argument: 'oil as a pirate' })
    expect(argument({ style: { style: { selected_option: null } }, ...prompt })).toMatchObject({
      argument: 'prompt:as a pirate',
    })
  })

  it('answers where it was opened; several photos would use the reply address up', () => {
    const at = (...files: object[]) =>
      inbound
        .fromForm(submission(photo(...files), origin), reading)
        .replyTo.rungs.map(({ address }) => address.at)
    expect(at(file('F1'))).toEqual(['reply', 'ephemeral', 'direct'])
    expect(at(file('F1'), file('F2'))).toEqual(['ephemeral', 'direct'])
  })

  it('that carries nonsense answers directly', () => {
    const { replyTo } = inbound.fromForm(submission(photo(file('F1')), '{"channel":7'), reading)
    expect(replyTo.rungs.map(({ address }) => address.at)).toEqual(['direct'])
  })
})

describe('a message in the direct channel', () => {
  it('has the name of the message, however often and by whatever event it is told', () => {
    const first = inbound.fromMessage(message(), reading)
    const again = inbound.fromMessage({ ...message(), event_id: 'Ev2' }, reading)
    expect(first?.eventId).toMatch(/^[\w-]{43}$/)
    expect(again?.eventId).toBe(first?.eventId)
  })

  it.each([
    ['hello &amp; &lt;welcome&gt;', { type: 'text', text: 'hello & <welcome>' }],
    ['Status', { type: 'command', name: 'status', argument: '' }],
    ['portrait noir', { type: 'command', name: 'portrait', argument: 'noir' }],
    ['/pixbooth portrait noir', { type: 'command', name: 'portrait', argument: 'noir' }],
    ['/unknown', { type: 'command', name: 'unknown', argument: '' }],
    ['/', { type: 'text', text: '/' }],
  ])('%j is understood', (text, act) => {
    expect(inbound.fromMessage(message({ text }), reading)?.act).toEqual(act)
  })

  it('brings its photos, with or without a command', () => {
    const sent = message({ subtype: 'file_share', text: 'portrait noir', files: [file('F1'), file('F2')] })
    expect(inbound.fromMessage(sent, reading)).toMatchObject({
      act: { type: 'command', name: 'portrait' },
      photos: [{ address: { file: 'F1' } }, { address: { file: 'F2' } }],
    })
  })

  it.each([
    ['of a bot', { bot_id: 'B1' }],
    ['that was edited', { subtype: 'message_changed' }],
    ['in a channel', { channel_type: 'channel' }],
    ['of nobody', { user: undefined }],
  ])('%s is passed over', (_name, event) => {
    expect(inbound.fromMessage(message(event), reading)).toBeNull()
  })
})

describe('whatever people write', () => {
  it('becomes an event that core takes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 5_000 })
    fc.assert(
      fc.property(text, fc.string({ minLength: 1, maxLength: 400 }), (said, trigger) => {
        const all = [
          inbound.fromCommand(command({ text: said, trigger_id: trigger }), reading),
          inbound.fromPress(
            press({ trigger_id: trigger, actions: [{ ...interaction.actions[0], value: said }] }),
            reading,
          ),
          inbound.fromMessage(message({ text: said }), reading),
        ]
        for (const read of all) {
          expect(schema.safeParse(read).error).toBeUndefined()
          expect(JSON.stringify(read)).not.toContain('\\u0000')
        }
      }),
      { numRuns: 200 },
    )
  })
})
