/** Many pictures of many persons, with their rows: as if a busy booth had been left alone. */
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PrismaClient } from '../../prisma/client.js'

/** Pictures of a person, and of one generation. */
const OF_PERSON = 500
const OF_GENERATION = 10

/**
 * Writes `count` pictures of now: rows in one statement a table, and tiny files where the disk store has them. Not through
 * the vault, whose syncs would take minutes; the sweep looks at no bytes.
 */
export async function leaveBehind(
  { db, vaultDir }: { db: PrismaClient; vaultDir: string },
  count: number,
): Promise<void> {
  const persons = Math.ceil(count / OF_PERSON)
  await db.$executeRaw`INSERT INTO person (id) SELECT 'p' || n FROM generate_series(0, ${persons - 1}::int) AS n`
  await db.$executeRaw`
    INSERT INTO generation (id, person_id, origin, kind, style, engine, state, seed, cost, deadline_at, ended_at)
    SELECT 'g' || n, 'p' || n / ${OF_PERSON / OF_GENERATION}::int, 'g' || n, 'portrait', 'noir', 'local', 'done', 1, 1, now(), now()
    FROM generate_series(0, ${Math.ceil(count / OF_GENERATION) - 1}::int) AS n`
  // A page at a time, since a statement has an end.
  for (let from = 0; from < count; from += 20_000)
    await db.$executeRaw`
      INSERT INTO image (id, generation_id, person_id, object_key, width, height, mime, bytes)
      SELECT 'i' || n, 'g' || n / ${OF_GENERATION}::int, 'p' || n / ${OF_PERSON}::int,
        'p' || n / ${OF_PERSON}::int || '/image/i' || n, 1, 1, 'image/png', 1
      FROM generate_series(${from}::int, ${Math.min(from + 20_000, count) - 1}::int) AS n`
  await db.$executeRaw`ANALYZE`
  for (let person = 0; person < persons; person++) {
    const shard = createHash('sha256').update(`p${person}`).digest('hex').slice(0, 2)
    const folder = join(vaultDir, 'objects', shard, `p${person}`)
    await mkdir(folder, { recursive: true })
    const names = Array.from({ length: OF_PERSON }, (_, index) => person * OF_PERSON + index)
    await Promise.all(names.filter(n => n < count).map(n => writeFile(join(folder, `image.i${n}`), 'sealed')))
  }
}
