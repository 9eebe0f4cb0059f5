import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { canOpen, nameConnections, signsWith } from '../../../bin/start/known-keys.js'
import { secretsFor, textSecretsFor } from '../../../bin/start/secrets.js'
import { createSessions } from '../../../bots/web/session.js'
import { type MasterKeys, masterKey } from '../../../core/vault/wrapping.js'

const [old, fresh] = [masterKey(randomBytes(32)), masterKey(randomBytes(32))]
const before = { current: old, former: [] }
const after = { current: fresh, former: [old] }
const cookies = (keys: MasterKeys) => createSessions(secretsFor(keys, 'web chat cookies'))
const id = 'a'.repeat(24)

test('after a rotation a cookie of before is believed, and signed anew; without the old key it is not', () => {
  const cookie = cookies(before).seal(id)
  expect(cookies(after).read(cookie)).toEqual({ userId: id, old: true })
  expect(cookies(after).read(cookies(after).seal(id))).toEqual({ userId: id, old: false })
  expect(cookies({ current: fresh, former: [] }).read(cookie)).toBeNull()
})

test('the new key signs first, and a purpose has secrets of its own', () => {
  expect(textSecretsFor(after, 'one')).toHaveLength(2)
  expect(textSecretsFor(after, 'one')[1]).toBe(textSecretsFor(before, 'one')[0])
  expect(textSecretsFor(after, 'one')).not.toEqual(textSecretsFor(after, 'two'))
})

test('the name of a connection says which keys a process knows, within what Postgres keeps of it', () => {
  const many = { current: fresh, former: Array.from({ length: 9 }, () => masterKey(randomBytes(32))) }
  const name = nameConnections({ ...many, from: 'configuration' })
  expect(name.length).toBeLessThan(64)
  const [, from, ...ids] = name.split(' ')
  const knower = { files: from === 'f', ids }
  expect(canOpen(knower, fresh.id.toString('hex'))).toBe(true)
  expect(signsWith(knower, fresh.id.toString('hex'))).toBe(true)
  expect(canOpen(knower, old.id.toString('hex'))).toBe(false)
  // Whoever reads key files finds new ones by itself.
  expect(canOpen({ files: true, ids }, old.id.toString('hex'))).toBe(true)
})
