/** Secrets that follow from the master keys: the same in every process of the booth, and a new one after a rotation. */
import { hkdfSync } from 'node:crypto'
import type { MasterKey, MasterKeys } from '../../core/vault/wrapping.js'

/** The first one signs; the others follow from former keys and are believed as long as those are named. */
export type Secrets<Secret> = readonly [Secret, ...Secret[]]

/** The secrets of a purpose. Whoever learns one learns nothing about its master key. */
export function secretsFor(keys: MasterKeys, purpose: string): Secrets<Uint8Array> {
  const { current, former } = keys
  return [derive(current, purpose), ...former.map(key => derive(key, purpose))]
}

/** As text, base64url. */
export function textSecretsFor(keys: MasterKeys, purpose: string): Secrets<string> {
  const [first, ...others] = secretsFor(keys, purpose).map(bytes => Buffer.from(bytes).toString('base64url'))
  return [first as string, ...others]
}

function derive(master: MasterKey, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', master.secret.export(), '', `pixbooth ${purpose}`, 32))
}
