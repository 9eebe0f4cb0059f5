import { Prisma, type PrismaClient } from '../../prisma/client.js'

/** What a person has, in counts. */
export interface Counts {
  selfies: number
  images: number
  generations: number
  characters: number
  /** Of the web chat. */
  messages: number
}

/** What was removed, what is being removed, and what stays without a name, in counts. */
export interface Receipt extends Counts {
  /** Messages on other platforms, which the bots take away within a while, as far as the platforms let them. */
  sent: number
  /** Answers about consents that stay as proof. */
  consents: number
  /** Entries of the ledger that stay. */
  entries: number
}

/** Counts what is about to go. */
export async function countAll(db: PrismaClient, personId: string): Promise<Counts> {
  const [selfies, images, generations, characters, messages] = await Promise.all([
    db.selfie.count({ where: { personId, state: { not: 'forgotten' } } }),
    db.image.count({ where: { personId } }),
    db.generation.count({ where: { personId } }),
    db.character.count({ where: { personId } }),
    db.webMessage.count({ where: { chat: { account: { personId } }, body: { not: Prisma.DbNull } } }),
  ])
  return { selfies, images, generations, characters, messages }
}
