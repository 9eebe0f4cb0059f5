/** How many pictures a second the vault takes and gives, beside the bare file system on the same disk. */
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDiskStore } from '../../core/vault/disk.js'
import { createKeyring, type DataKeys } from '../../core/vault/keyring.js'
import { createVault } from '../../core/vault/vault.js'
import { masterKey } from '../../core/vault/wrapping.js'

const PICTURE_BYTES = 200_000
const PICTURES = 400
const OWNERS = 40
/** The spine's goal is 150 generations a second; each puts about one picture. */
const GOAL_PUTS = 150

interface Row {
  what: string
  value: number
  unit: string
  goal?: string
  ok?: boolean
}

/** Puts and gets of 200 KB on disk, one by one and 16 at a time, with the CPU time that a put costs. */
export async function benchVault(): Promise<{ name: string; rows: Row[] }> {
  const root = await mkdtemp(join(tmpdir(), 'pixbooth-bench-'))
  try {
    const store = await openDiskStore({ root: join(root, 'vault'), clock: Date })
    const masterKeys = { current: masterKey(randomBytes(32)), former: [] }
    const vault = createVault({
      store,
      keyring: createKeyring({ dataKeys: inMemory(), masterKeys, clock: Date }),
    })
    const picture = randomBytes(PICTURE_BYTES)
    const bare = join(root, 'bare')
    await mkdir(bare)
    const rows: Row[] = []
    for (const atOnce of [1, 16]) {
      const place = (n: number) => ({ owner: `p${n % OWNERS}`, key: `p${n % OWNERS}/image/${atOnce}-${n}` })
      const put = await measure(atOnce, n => vault.put(place(n).owner, place(n).key, picture))
      const get = await measure(atOnce, n => vault.get(place(n).key))
      const write = await measure(atOnce, n => writeFile(join(bare, `${atOnce}-${n}`), picture))
      const read = await measure(atOnce, n => readFile(join(bare, `${atOnce}-${n}`)))
      rows.push(
        {
          what: `put, ${atOnce} at once`,
          value: put.perSecond,
          unit: '/s',
          goal: `>= ${GOAL_PUTS}`,
          ok: put.perSecond >= GOAL_PUTS,
        },
        { what: `put, ${atOnce} at once, CPU`, value: put.cpuMs, unit: 'ms each' },
        { what: `bare write without sync, ${atOnce} at once`, value: write.perSecond, unit: '/s' },
        { what: `get, ${atOnce} at once`, value: get.perSecond, unit: '/s' },
        { what: `bare read, ${atOnce} at once`, value: read.perSecond, unit: '/s' },
      )
    }
    return { name: 'vault, 200 KB pictures on disk', rows }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function measure(atOnce: number, work: (n: number) => Promise<unknown>) {
  let next = 0
  const worker = async () => {
    for (let n = next++; n < PICTURES; n = next++) await work(n)
  }
  const began = performance.now()
  const cpu = process.cpuUsage()
  await Promise.all(Array.from({ length: atOnce }, worker))
  const { user, system } = process.cpuUsage(cpu)
  return {
    perSecond: Math.round((PICTURES / (performance.now() - began)) * 1000),
    cpuMs: Math.round((user + system) / PICTURES / 10) / 100,
  }
}

/** Data keys as a database without delay: this is about the vault. */
function inMemory(): DataKeys {
  const rows = new Map<string, Uint8Array>()
  return {
    load: async owner => rows.get(owner) ?? null,
    async create(owner, wrapped) {
      const kept = rows.get(owner) ?? wrapped
      rows.set(owner, kept)
      return kept
    },
    async destroy(owner) {
      rows.delete(owner)
    },
  }
}
