/** What people do who join their accounts; every account is a chat of the platform in memory. */
import { expect } from 'vitest'
import { HOUSE } from '../../../config/limits.js'
import { reconcile } from '../../../core/billing/reconcile.js'
import { toFault } from '../../../core/errors.js'
import type { Button, Incoming, Message } from '../../../core/platform.js'
import { removeOrphans } from '../../../core/privacy/orphans.js'
import { eventually, type TestBooth } from '../../support/booth.js'
import { command, press } from '../../support/sitter.js'

type House = Pick<TestBooth, 'booth' | 'platform' | 'db'>

/** Asks for a code; answers it as it is shown. */
export async function codeOf(house: House, chat: string): Promise<string> {
  const [shown] = await house.platform.say(house.booth, chat, command('link'))
  const code = /^\*\*([0-9A-Z-]{9})\*\*/.exec(shown?.text ?? '')?.[1]
  expect(code, shown?.text).toBeDefined()
  return code ?? ''
}

/** Types a code; answers what is said. */
export async function type(house: House, chat: string, code: string): Promise<string> {
  const [told] = await house.platform.say(house.booth, chat, command('link', code))
  return told?.text ?? ''
}

/** The buttons of a message. */
export const buttons = (message: Message | undefined): Button[] => message?.buttons.flat() ?? []

/** The newest message that asks something about a link, once there is one. */
export async function question(house: House, chat: string, word: 'yes' | 'no'): Promise<string> {
  const find = () =>
    house.platform
      .messages(chat)
      .flatMap(buttons)
      .findLast(({ action }) => action.startsWith(`link:${word}:`))?.action
  return (await eventually(find, action => action !== undefined)) ?? ''
}

/** Answers the newest question about a link; answers what is said at once. */
export async function answer(house: House, chat: string, word: 'yes' | 'no'): Promise<string | undefined> {
  const action = await question(house, chat, word)
  const [told] = await house.platform.say(house.booth, chat, press(action))
  return told?.text
}

/** Waits for words in a chat. */
export const hear = (house: House, chat: string, words: string) =>
  eventually(
    () => house.platform.messages(chat).map(({ text }) => text),
    texts => texts.some(text => text.includes(words)),
  )

/** Joins the guest's account to the host's, from the code to the last yes. Answers their person. */
export async function join(house: House, host: string, guest: string): Promise<string> {
  expect(await type(house, guest, await codeOf(house, host))).toContain('Join this account')
  await answer(house, guest, 'yes')
  await answer(house, host, 'yes')
  await hear(house, host, 'Your accounts are one now')
  await hear(house, guest, 'Your accounts are one now')
  return personOf(house, host)
}

/** Parts an account from its others; answers its person. */
export async function part(house: House, chat: string): Promise<string> {
  const [asked] = await house.platform.say(house.booth, chat, command('unlink'))
  const [yes] = buttons(asked)
  const [told] = await house.platform.say(house.booth, chat, press(yes?.action ?? ''))
  expect(told?.text).toContain('stands on its own now')
  return personOf(house, chat)
}

/** Whose an account is. */
export async function personOf({ booth }: House, chat: string): Promise<string> {
  return (await booth.admit({ platform: 'telegram', tenant: '', userId: chat })).personId
}

/** Every credit is accounted for: balances are what their entries add up to, and what moved is neither more nor less. */
export async function expectLedgerInOrder({ db }: House): Promise<void> {
  expect(await reconcile(db)).toEqual([])
  const joined = await db.ledgerAccount.findMany({
    where: { personId: null, sent: { some: { kind: 'transfer' } } },
  })
  // What is nobody's is empty, unless its person was erased with credits left.
  for (const { free, paid, held, debt } of joined)
    expect({ free, paid, held, debt }).toEqual({ free: 0, paid: 0, held: 0, debt: 0 })
  // What is set aside is what is under way, person by person.
  const underway = await db.generation.groupBy({
    by: ['personId'],
    where: { state: { in: ['waiting', 'queued', 'running'] } },
    _sum: { cost: true },
  })
  for (const { personId, held } of await db.ledgerAccount.findMany())
    if (personId !== null)
      expect({ personId, held }).toEqual({
        personId,
        held: underway.find(row => row.personId === personId)?._sum.cost ?? 0,
      })
}

/** Says something as the bots do it: what could not be handled is taken up again until it is. */
export async function insist(
  house: House,
  chat: string,
  what: Partial<Incoming> & Pick<Incoming, 'act'>,
): Promise<Message[]> {
  const said = await house.platform.say(house.booth, chat, what).catch(error => {
    expect(toFault(error).retry, toFault(error).message).not.toBe('never')
    return []
  })
  await takeUp(house)
  return said
}

/** Handles what died or failed, as the bots' rounds do. */
export async function takeUp({ booth, platform }: House): Promise<void> {
  for (let left = 1; left > 0; ) {
    const events = await booth.unanswered('telegram')
    left = events.length
    for (const event of events)
      await booth
        .handle(event, (message, index) =>
          platform.bot.answer(event, message, index, { signal: AbortSignal.timeout(5_000) }),
        )
        .catch(() => {})
  }
}

/** Nothing is nobody's: every object in the vault has an owner with a person, and every row of it a person's object. */
export async function expectNothingOfNobody({ db, vault }: House & Pick<TestBooth, 'vault'>): Promise<void> {
  const owners = new Map((await db.vaultOwner.findMany()).map(({ id, personId }) => [id, personId]))
  const rows = [
    ...(await db.image.findMany()).map(({ objectKey: key, personId }) => ({ key, personId })),
    ...(await db.selfie.findMany()).flatMap(({ originalKey, referenceKey, wholeKey, personId }) =>
      [originalKey, referenceKey, wholeKey].flatMap(key => (key ? [{ key, personId }] : [])),
    ),
  ]
  for (const { key, personId } of rows) {
    expect(owners.get(key.split('/')[0] ?? '')).toBe(personId)
    expect((await vault.get(key)).length).toBeGreaterThan(0)
  }
  const named = new Set(rows.map(({ key }) => key))
  // What broken-off tries left in the vault is in no row, and goes within the hour; nothing else does.
  await removeOrphans({ db, vault, now: Date.now() + 2 * HOUSE.orphanAgeMs })
  const left = new Set<string>()
  for await (const { key } of vault.list()) left.add(key)
  expect(left).toEqual(named)
  const alone = await db.person.findMany({ where: { accounts: { none: {} } } })
  expect(alone).toEqual([])
}

/** How often Postgres had to end a statement because two waited for each other. */
export async function deadlocks({ db }: House): Promise<number> {
  const [row] = await db.$queryRaw<{ deadlocks: number }[]>`
    SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()`
  return row?.deadlocks ?? 0
}
