import { type PrismaClient, sql } from '../prisma/client.js'

/**
 * Takes a round for this process: true for one of all that ask within nine tenths of `everyMs`, whoever wakes them. The
 * rest is for alarms that ring a little early. A holder that dies is followed by whoever asks after that time.
 */
export async function takeRound(
  db: PrismaClient,
  round: { name: string; everyMs: number; now: number },
): Promise<boolean> {
  const now = new Date(round.now)
  const due = new Date(round.now - 0.9 * round.everyMs)
  const ahead = new Date(round.now + round.everyMs)
  // One that was begun that far in the future was begun by a clock that has been set right since.
  const taken = await db.hot<{ name: string }>(sql`
    INSERT INTO round (name, at) VALUES (${round.name}, ${now})
    ON CONFLICT (name) DO UPDATE SET at = excluded.at WHERE round.at <= ${due} OR round.at > ${ahead}
    RETURNING name`)
  return taken.length > 0
}
