/** A process that writes into a vault until it is killed: `half` stops in the middle of an object, `many` never stops. */
import { openDiskStore } from '../../../core/vault/disk.js'
import { memoryDataKeys, vaultOver } from './support.js'

const [, , what, root = '', master = ''] = process.argv
const keys = memoryDataKeys()
const store = await openDiskStore({ root, clock: { now: Date.now } })
const { vault, keyring } = vaultOver(store, keys, Buffer.from(master, 'hex'))
const say = (line: string) => process.stdout.write(`${line}\n`)

async function* halfway(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(300_000, 'x')
  say('half written')
  // A timer keeps the process alive until it is killed.
  await new Promise(resolve => setInterval(resolve, 2 ** 30))
}

if (what === 'half') {
  await vault.putStream('ann', 'ann/image/half', halfway(), 1_000_000)
} else {
  await keyring.obtain('ann')
  say(Buffer.from(keys.rows.get('ann') ?? []).toString('hex'))
  let next = 0
  const work = async () => {
    for (;;) {
      const key = `ann/image/${next++}`
      await vault.put('ann', key, Buffer.alloc(100_000, key))
      say(key)
    }
  }
  await Promise.all([work(), work(), work(), work()])
}
