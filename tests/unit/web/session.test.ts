import { describe, expect, test } from 'vitest'
import { createSessions, newUserId } from '../../../bots/web/session.js'

describe('who a browser is', () => {
  const sessions = createSessions(['the present secret', 'the one before'])
  const userId = newUserId()

  test('a cookie that we signed is believed', () => {
    expect(sessions.read(sessions.seal(userId))).toEqual({ userId, old: false })
  })

  test('a cookie of the former secret is believed and told apart', () => {
    const before = createSessions(['the one before'])
    expect(sessions.read(before.seal(userId))).toEqual({ userId, old: true })
  })

  test('a forged cookie is nobody', () => {
    const sealed = sessions.seal(userId)
    const [version, , signature] = sealed.split('.')
    const stranger = createSessions(['a guess']).seal(userId)
    const forged = [
      undefined,
      '',
      'x',
      stranger,
      `${version}.${newUserId()}.${signature}`,
      sealed.slice(0, -1),
      `${sealed}A`,
      sealed.replace('1.', '2.'),
      `${sealed}.${signature}`,
      `1.${userId}.${'A'.repeat(43)}`,
      `1.${'é'.repeat(24)}.${signature}`,
    ]
    for (const cookie of forged) expect(sessions.read(cookie), cookie).toBeNull()
  })

  test('every single changed character is noticed', () => {
    const sealed = sessions.seal(userId)
    for (let at = 0; at < sealed.length; at++) {
      const other = sealed[at] === 'B' ? 'C' : 'B'
      const read = sessions.read(sealed.slice(0, at) + other + sealed.slice(at + 1))
      // The last character of base64url carries two bits that mean nothing.
      if (read && at === sealed.length - 1) expect(read.userId).toBe(userId)
      else expect(read, `character ${at}`).toBeNull()
    }
  })

  test('two browsers get different names of 128 bits or more', () => {
    const names = new Set(Array.from({ length: 1000 }, newUserId))
    expect(names.size).toBe(1000)
    expect(Buffer.from(userId, 'base64url').length).toBeGreaterThanOrEqual(16)
  })
})
