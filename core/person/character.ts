/** Characters that a person has described, to be drawn again by their names. */
import { createHash } from 'node:crypto'
import { type PrismaClient, sql } from '../../prisma/client.js'
import { Fault } from '../errors.js'
import { sameName } from '../prompt/parse.js'

export interface Character {
  id: string
  name: string
  description: string
  seed: number
}

/** A person's characters, oldest first. */
export async function charactersOf(db: PrismaClient, personId: string): Promise<Character[]> {
  return db.character.findMany({ where: { personId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
}

/** The id of the character that an event describes: the same when the event is handled again. Pure. */
export function characterId(origin: string): string {
  return createHash('sha256').update(origin).digest('base64url').slice(0, 16)
}

/**
 * Keeps a character; one that is there under that name or from that event stays as it is. Answers what is there then.
 * The lock keeps the person from becoming another one meanwhile, with characters of the same name.
 */
export async function keepCharacter(
  db: PrismaClient,
  personId: string,
  made: Character,
  now: number,
): Promise<Character> {
  await db.hot<never>(sql`
    WITH p AS (SELECT id FROM person WHERE id = ${personId} AND erasing_at IS NULL FOR SHARE)
    INSERT INTO "character" (id, person_id, name, description, seed, created_at)
    SELECT ${made.id}, p.id, ${made.name}, ${made.description}, ${made.seed}::int, ${new Date(now)}::timestamptz FROM p
    ON CONFLICT DO NOTHING`)
  const kept = await db.character.findFirst({
    where: { personId, OR: [{ id: made.id }, { name: made.name }] },
  })
  if (!kept) throw new Fault('busy', 'The person has become another one.')
  return kept
}

/** Forgets one of the person's characters; false when it is not theirs or gone. */
export async function forgetCharacter(db: PrismaClient, personId: string, id: string): Promise<boolean> {
  const { count } = await db.character.deleteMany({ where: { id, personId } })
  return count > 0
}

/** What a model is told of a character: what it looks like, and where it is this time. Pure. */
export function characterWords({ description }: Pick<Character, 'description'>, scene: string): string {
  const looks = description.replace(/[.!?…]+$/, '')
  return scene === '' ? looks : `${looks}. The scene: ${scene}`
}

/**
 * New names for those of `theirs` that stand in `ours` too: `Mia` becomes `Mia 2`, or the next number that is free.
 * Answers the changed ones by id. Pure.
 */
export function freeNames(
  ours: readonly string[],
  theirs: readonly { id: string; name: string }[],
): { id: string; name: string }[] {
  const taken = [...ours, ...theirs.map(({ name }) => name)]
  return theirs.flatMap(({ id, name }) => {
    if (!ours.some(one => sameName(one, name))) return []
    let number = 2
    while (taken.some(one => sameName(one, `${name} ${number}`))) number++
    const free = `${name} ${number}`
    taken.push(free)
    return [{ id, name: free }]
  })
}
