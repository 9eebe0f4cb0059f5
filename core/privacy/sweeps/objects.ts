/** Rows with pictures in the vault: the pictures of a page go in one call, then its rows in one statement. */
import { TASK } from '../../../config/limits.js'
import { Prisma } from '../../../prisma/client.js'
import type { Vault } from '../../ports.js'
import { type Condition, countDue, fromDue, type Part, type SweepDeps } from './sweep.js'

/** Single pictures of a page that are tried before the vault is taken to be away. */
const TRIES = 5

interface Row {
  id: string
  key: string
}

/**
 * The object first and the row after: a crash in between leaves a row that is due again, never a picture without a row.
 * `set` says what becomes of the row; without it, it is deleted. A picture that cannot be removed keeps its row and nobody
 * else's; its fault is thrown at the end.
 */
export function objects(due: Condition & { what?: string; key: string; set?: Prisma.Sql }): Part {
  const table = Prisma.raw(`"${due.table}"`)
  const key = Prisma.raw(`x."${due.key}"`)
  const named: Condition = {
    ...due,
    also: deps =>
      Prisma.sql`${key} IS NOT NULL ${due.also ? Prisma.sql`AND ${due.also(deps)}` : Prisma.empty}`,
  }

  async function forget({ db }: SweepDeps, ids: string[]): Promise<void> {
    if (due.set) await db.$executeRaw`UPDATE ${table} SET ${due.set} WHERE id = ANY (${ids})`
    else await db.$executeRaw`DELETE FROM ${table} WHERE id = ANY (${ids})`
  }

  return {
    ...(due.what && { what: due.what }),
    count: (deps, before) => countDue(named, deps, before),
    async sweep(deps, before) {
      let count = 0
      let stuck = 0
      let fault: unknown
      for (;;) {
        const page = await deps.db.$queryRaw<Row[]>`
          SELECT x.id, ${key} AS key ${fromDue(named, deps, before)}
          ORDER BY x.created_at, x.id LIMIT ${TASK.sweepBatch} OFFSET ${stuck}`
        const { gone, failed } = await clear(deps.vault, page)
        await forget(
          deps,
          gone.map(({ id }) => id),
        )
        count += gone.length
        stuck += page.length - gone.length
        fault ??= failed
        if (page.length < TASK.sweepBatch || gone.length === 0) break
      }
      if (fault !== undefined) throw fault
      return count
    },
  }
}

/** Removes the pictures of a page at once; where that fails, one by one, to find those that it fails for. */
async function clear(vault: Vault, page: Row[]): Promise<{ gone: Row[]; failed?: unknown }> {
  if (page.length === 0) return { gone: page }
  try {
    await vault.removeAll(page.map(({ key }) => key))
    return { gone: page }
  } catch {
    const gone: Row[] = []
    let failures = 0
    let failed: unknown
    for (const row of page) {
      // The vault is away: asking it for each of them would only take long.
      if (gone.length === 0 && failures === TRIES) break
      await vault.remove(row.key).then(
        () => gone.push(row),
        error => {
          failures++
          failed ??= error
        },
      )
    }
    return { gone, failed }
  }
}
