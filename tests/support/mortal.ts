/** Tools that die at a chosen step, as a process does that is killed: before a call, or just after it. */
import { createDataKeys } from '../../core/person/data-keys.js'
import type { Clock } from '../../core/ports.js'
import type { ErasureTools } from '../../core/privacy/erase.js'
import { openDiskStore } from '../../core/vault/disk.js'
import { createKeyring } from '../../core/vault/keyring.js'
import type { ObjectStore } from '../../core/vault/store.js'
import { createVault } from '../../core/vault/vault.js'
import { masterKey } from '../../core/vault/wrapping.js'
import type { PrismaClient } from '../../prisma/client.js'
import type { TestHome } from './booth.js'

/** Called before and after every call. */
export type Step = () => void

/** Counts steps, and throws at the `last` one and at every one after it: who is dead does nothing more. */
export function countdown(last: number, die: () => never): { step: Step; steps(): number } {
  let steps = 0
  return {
    steps: () => steps,
    step() {
      if (++steps >= last) die()
    },
  }
}

/** A thing all of whose calls are steps, those of its parts and of what it opens in transactions too. */
export function mortal<T extends object>(target: T, step: Step): T {
  return new Proxy(target, {
    get(_, name) {
      const part = Reflect.get(target, name)
      if (typeof part === 'object' && part !== null) return mortal(part, step)
      if (typeof part !== 'function') return part
      return async (...args: unknown[]) => {
        step()
        const [work] = args
        if (name === '$transaction' && typeof work === 'function')
          args[0] = (tx: object) => work(mortal(tx, step))
        const result = await part.apply(target, args)
        step()
        return result
      }
    },
  })
}

/** What an erasure works with, every statement and every removed object of it a step. */
export async function mortalTools(
  { db, pseudonym, clock }: { db: PrismaClient; pseudonym: ErasureTools['pseudonym']; clock: Clock },
  home: TestHome,
  step: Step,
): Promise<ErasureTools> {
  const disk = await openDiskStore({ root: home.vaultDir, clock })
  const store: ObjectStore = {
    ...disk,
    async remove(keys) {
      for (const key of keys) {
        step()
        await disk.remove([key])
        step()
      }
    },
  }
  const masterKeys = { current: masterKey(home.masterKey), former: [] }
  const keyring = createKeyring({ dataKeys: mortal(createDataKeys(db), step), masterKeys, clock })
  return { db: mortal(db, step), vault: createVault({ store, keyring }), pseudonym }
}
