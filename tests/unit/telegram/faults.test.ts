import fc from 'fast-check'
import { GrammyError, HttpError } from 'grammy'
import { describe, expect, it } from 'vitest'
import { callFault, judge } from '../../../bots/telegram/faults.js'
import { fromRef, type SentPart, toRef } from '../../../bots/telegram/sent.js'

const refusal = (error_code: number, description: string, parameters = {}) =>
  judge(
    new GrammyError('Call failed!', { ok: false, error_code, description, parameters }, 'sendMessage', {
      chat_id: 412_345_678,
      text: 'private words',
    }),
  )

describe('when Telegram says no', () => {
  it.each([
    [403, 'Forbidden: bot was blocked by the user'],
    [403, 'Forbidden: user is deactivated'],
    [403, "Forbidden: bot can't initiate conversation with a user"],
    [403, 'Forbidden: bot was kicked from the supergroup chat'],
    [400, 'Bad Request: chat not found'],
    [400, 'Bad Request: not enough rights to send photos to the chat'],
    [400, 'Bad Request: CHAT_WRITE_FORBIDDEN'],
    [400, 'Bad Request: TOPIC_CLOSED'],
  ])('%i %s: the address is dead', (code, description) => {
    expect(refusal(code, description)).toMatchObject({ kind: 'fault', fault: { code: 'undeliverable' } })
  })

  it.each([
    ['same', 400, 'Bad Request: message is not modified: specified new message content and reply markup are'],
    ['missing', 400, 'Bad Request: message to edit not found'],
    ['missing', 400, "Bad Request: message can't be edited"],
    ['missing', 400, 'Bad Request: there is no text in the message to edit'],
    ['missing', 400, 'Bad Request: MESSAGE_ID_INVALID'],
    ['old', 400, "Bad Request: message can't be deleted for everyone"],
    ['large', 413, 'Request Entity Too Large'],
    ['large', 400, 'Bad Request: PHOTO_INVALID_DIMENSIONS'],
    ['large', 400, 'Bad Request: file is too big'],
    ['thread', 400, 'Bad Request: message thread not found'],
  ])('it means %s: %i %s', (kind, code, description) => {
    expect(refusal(code, description).kind).toBe(kind)
  })

  it('a group that moved is followed, whatever else is said', () => {
    const moved = refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: -1_001,
    })
    expect(moved).toEqual({ kind: 'moved', chat: '-1001' })
  })

  it('it is asked for patience as long as it wants, and others are tried soon', () => {
    expect(refusal(429, 'Too Many Requests: retry after 14', { retry_after: 14 })).toMatchObject({
      fault: { code: 'busy', retry: { afterMs: 14_000 } },
    })
    for (const code of [401, 404, 409, 500, 502])
      expect(refusal(code, 'x')).toMatchObject({ fault: { code: 'unavailable', facts: { status: code } } })
  })

  it('what it quotes of a person or an address goes no further', () => {
    const told = refusal(400, 'Bad Request: can\'t parse "private words" of 412345678')
    expect(JSON.stringify(told) + String(told.kind === 'fault' && told.fault.message)).not.toMatch(
      /private words|412345678/,
    )
    const address = 'request to https://api.telegram.org/bot42:SECRET/sendMessage failed'
    const fault = callFault(
      new HttpError('Network request failed!', new Error(address)),
      new AbortController().signal,
    )
    expect(fault.code).toBe('unavailable')
    expect([fault.message, fault.cause, JSON.stringify(fault.facts)].join()).not.toContain('SECRET')
  })

  it('a call that took too long is late, one that nobody wants any more is not', () => {
    const late = AbortSignal.abort(new DOMException('late', 'TimeoutError'))
    expect(callFault(new Error('aborted'), late).code).toBe('timeout')
    expect(callFault(new Error('aborted'), AbortSignal.abort()).code).toBe('cancelled')
  })
})

describe('the name of a message', () => {
  it('says what stands where, and comes back as it was', () => {
    const part: fc.Arbitrary<SentPart> = fc.record({
      kind: fc.constantFrom('text', 'photo', 'file', 'sticker', 'album'),
      ids: fc.array(fc.integer({ min: 1 }), { minLength: 1, maxLength: 10 }),
    })
    fc.assert(
      fc.property(fc.integer(), fc.array(part, { minLength: 1, maxLength: 5 }), (chat, parts) => {
        const sent = { chat: String(chat), parts }
        expect(fromRef(toRef(sent))).toEqual(sent)
      }),
    )
  })

  it('that is none of ours is none', () => {
    for (const ref of [
      null,
      {},
      { chat: '1' },
      { chat: '1', parts: 'film:3' },
      { chat: '1', parts: 'text:x' },
    ])
      expect(fromRef(ref)).toBeNull()
  })
})
