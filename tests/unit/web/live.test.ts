import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BellClient } from '../../../bots/web/bell.js'
import { createBell } from '../../../bots/web/bell.js'
import { createHistory } from '../../../bots/web/history.js'
import { createLive } from '../../../bots/web/live.js'
import { createOutbound } from '../../../bots/web/outbound.js'
import type { Change } from '../../../bots/web/wire.js'
import { WEB } from '../../../config/limits.js'
import { newId } from '../../../core/id.js'
import { createPrisma } from '../../../prisma/client.js'
import { freshDatabase } from '../../support/postgres.js'
import { memoryLog } from './support.js'

let database: Awaited<ReturnType<typeof freshDatabase>>
const ends: (() => Promise<unknown> | unknown)[] = []
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  for (const end of ends.reverse()) await end()
  await database.drop()
})

/** What one bots process has of the web chat, without the HTTP around it. A poll of an hour shows what LISTEN does. */
function openProcess(options: { pollMs?: number } = {}) {
  const prisma = createPrisma({ ...database.connection, max: 6 })
  const log = memoryLog()
  const history = createHistory(prisma)
  const live = createLive({ history, log, limits: { ...WEB, pollMs: options.pollMs ?? 3_600_000 } })
  let connected = 0
  const bell = createBell({
    async connect() {
      const client = new pg.Client({ ...database.connection, application_name: 'bell' })
      client.on('error', () => {})
      await client.connect()
      return client as unknown as BellClient
    },
    onRing: live.wake,
    onGap() {
      connected++
      live.wakeAll()
    },
    log,
  })
  const outbound = createOutbound({
    prisma,
    changed(accountId) {
      live.wake(accountId)
      bell.ring(accountId)
    },
    links: async message => message,
  })
  ends.push(async () => {
    live.close()
    await bell.close()
    await prisma.$disconnect()
  })
  const listening = (times = 1) =>
    expect.poll(() => connected, { timeout: 10_000 }).toBeGreaterThanOrEqual(times)
  return { prisma, history, live, bell, outbound, log, listening }
}

async function someone(prisma: ReturnType<typeof createPrisma>): Promise<string> {
  const account = newId()
  await prisma.person.create({
    data: { id: newId(), accounts: { create: { id: account, platform: 'web', userId: newId() } } },
  })
  return account
}

/** Reads a live stream as the page does. */
function listen(stream: NodeJS.ReadableStream) {
  const events: { event: string; change: Change | null }[] = []
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    rest += chunk
    const blocks = rest.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = /^event: (.*)$/m.exec(block)?.[1]
      const data = /^data: (.*)$/m.exec(block)?.[1] ?? '1'
      if (event) events.push({ event, change: event === 'change' ? (JSON.parse(data) as Change) : null })
    }
  })
  const changes = () => events.flatMap(one => (one.change ? [one.change] : []))
  return { events, changes, seqs: () => changes().map(one => one.seq) }
}
const say = (text: string) => ({ text, buttons: [], images: [] })

describe('live messages', () => {
  test('many writers in two processes: every change arrives in order, the last one of each message for certain', async () => {
    const [one, two] = [openProcess(), openProcess()]
    await Promise.all([one.listening(), two.listening()])
    const account = await someone(one.prisma)
    await one.history.open(account)
    const heard = [one, two].map(process => listen(process.live.open(account, 0)!))
    await Promise.all(
      Array.from({ length: 12 }, async (_, writer) => {
        const { outbound } = writer % 2 ? one : two
        for (let n = 0; n < 25; n++)
          await outbound.say(account, `slot ${(writer + n) % 7}`, say(`${writer}/${n}`))
      }),
    )
    const truth = await one.prisma.webMessage.findMany({ where: { accountId: account } })
    const newest = Math.max(...truth.map(row => row.seq))
    expect(newest).toBe(300)
    for (const { seqs, changes } of heard) {
      await expect.poll(() => seqs().at(-1), { timeout: 10_000 }).toBe(newest)
      expect(seqs()).toEqual([...new Set(seqs())].sort((a, b) => a - b))
      const last = new Map(changes().map(change => [change.slot, change]))
      for (const row of truth)
        expect(last.get(row.slot)).toMatchObject({ seq: row.seq, text: (row.body as { text: string }).text })
    }
  })

  test('a page that comes back goes on from where it was, without a gap or a repeat', async () => {
    const { live, outbound, prisma, history } = openProcess()
    const account = await someone(prisma)
    await history.open(account)
    const first = live.open(account, 0)!
    const before = listen(first)
    for (let n = 1; n <= 5; n++) await outbound.say(account, `m${n}`, say('x'))
    await expect.poll(() => before.seqs()).toEqual([1, 2, 3, 4, 5])
    first.destroy()
    for (let n = 6; n <= 260; n++) await outbound.say(account, `m${n}`, say('x'))
    const after = listen(live.open(account, 5)!)
    await expect.poll(() => after.seqs().length).toBe(255)
    expect(after.seqs()).toEqual(Array.from({ length: 255 }, (_, i) => i + 6))
  })

  test('a LISTEN connection that is killed comes back, and what was said meanwhile arrives', async () => {
    const [writer, reader] = [openProcess(), openProcess()]
    await Promise.all([writer.listening(), reader.listening()])
    const account = await someone(writer.prisma)
    await writer.history.open(account)
    const heard = listen(reader.live.open(account, 0)!)
    await writer.prisma.$queryRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'bell' AND datname = current_database()`
    await writer.outbound.say(account, 'while away', say('x'))
    await reader.listening(2)
    await expect.poll(() => heard.seqs(), { timeout: 10_000 }).toEqual([1])
    await writer.listening(2)
    await writer.outbound.say(account, 'and after', say('x'))
    await expect.poll(() => heard.seqs(), { timeout: 10_000 }).toEqual([1, 2])
  })

  test('without any notification the poll brings it', async () => {
    const [writer, reader] = [openProcess(), openProcess({ pollMs: 50 })]
    const account = await someone(writer.prisma)
    await writer.history.open(account)
    const heard = listen(reader.live.open(account, 0)!)
    await reader.bell.close()
    await writer.outbound.say(account, 'unheard', say('x'))
    await expect.poll(() => heard.seqs(), { timeout: 10_000 }).toEqual([1])
  })

  test('an erased conversation says so and ends', async () => {
    const { live, outbound, prisma, history } = openProcess({ pollMs: 50 })
    const account = await someone(prisma)
    await history.open(account)
    await outbound.say(account, 'a', say('x'))
    const heard = listen(live.open(account, 0)!)
    await expect.poll(() => heard.seqs()).toEqual([1])
    await prisma.person.deleteMany({ where: { accounts: { some: { id: account } } } })
    await expect.poll(() => heard.events.at(-1)?.event).toBe('erased')
    expect(live.size).toBe(0)
    expect(await outbound.say(account, 'a', say('too late'))).toBe(false)
    await expect(outbound.send({ account }, say('too late'), null)).rejects.toMatchObject({
      code: 'undeliverable',
    })
  })

  test('a person has only so many open pages, and a closed one makes room', async () => {
    const { live, prisma, history } = openProcess()
    const [account, other] = [await someone(prisma), await someone(prisma)]
    await history.open(account)
    await history.open(other)
    const open = Array.from({ length: WEB.livePerPerson }, () => live.open(account, 0))
    expect(open.every(Boolean)).toBe(true)
    expect(live.open(account, 0)).toBeNull()
    expect(live.open(other, 0)).not.toBeNull()
    open[0]?.destroy()
    await expect.poll(() => live.size).toBe(WEB.livePerPerson)
    expect(live.open(account, 0)).not.toBeNull()
  })

  test('a page that reads slowly gets everything, and holds little in memory meanwhile', async () => {
    const { live, outbound, prisma, history } = openProcess({ pollMs: 20 })
    const account = await someone(prisma)
    await history.open(account)
    for (let n = 0; n < 300; n++) await outbound.say(account, `m${n}`, say('x'.repeat(1000)))
    const stream = live.open(account, 0)!
    let most = 0
    const seqs: number[] = []
    for await (const chunk of stream) {
      most = Math.max(most, stream.readableLength)
      for (const [, id] of String(chunk).matchAll(/^id: (\d+)$/gm)) seqs.push(Number(id))
      if (seqs.length >= 300) break
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(seqs).toEqual(Array.from({ length: 300 }, (_, i) => i + 1))
    expect(most).toBeLessThan(2 * WEB.liveBatch * 1300)
  })
})

describe('what is written', () => {
  test('the same message sent twice is one message, an edit keeps its place', async () => {
    const { outbound, prisma, history } = openProcess()
    const account = await someone(prisma)
    const ref = await outbound.send({ account }, say('working'), null)
    expect(await outbound.send({ account }, say('working'), null)).toEqual(ref)
    await outbound.send({ account }, say('between'), null)
    expect(await outbound.send({ account }, say('done'), ref)).toEqual(ref)
    const { rows } = await history.page(account, undefined, 10)
    expect(rows.map(row => (row.body as { text: string }).text)).toEqual(['done', 'between'])
  })

  test('an answer to words comes last, also when it edits an older message', async () => {
    const { outbound, prisma, history } = openProcess()
    const account = await someone(prisma)
    await outbound.say(account, 'consent', say('old question'))
    await outbound.echo(account, 'me:1', { text: '/start', photos: 0 })
    await outbound.say(account, 'consent', say('old question'), { toEnd: true })
    const { rows } = await history.page(account, undefined, 10)
    expect(rows.map(row => row.slot)).toEqual(['me:1', 'consent'])
  })

  test('what a person said is never written over', async () => {
    const { outbound, prisma, history } = openProcess()
    const account = await someone(prisma)
    await outbound.echo(account, 'me:1', { text: 'mine', photos: 2 })
    await outbound.echo(account, 'me:1', { text: 'other', photos: 0 })
    await outbound.say(account, 'me:1', say('booth'))
    const { rows } = await history.page(account, undefined, 10)
    expect(rows.map(row => row.body)).toEqual([{ text: 'mine', photos: 2 }])
  })

  test('a deleted message goes from open pages and stays gone', async () => {
    const { outbound, prisma, history, live } = openProcess()
    const account = await someone(prisma)
    await outbound.say(account, 'a', say('x'))
    const heard = listen(live.open(account, 1)!)
    await outbound.remove(account, 'a')
    await outbound.remove(account, 'a')
    await outbound.say(account, 'a', say('again'))
    await outbound.say(account, 'b', say('y'))
    await expect.poll(() => heard.changes().at(-1)?.slot).toBe('b')
    expect(heard.changes().filter(change => change.slot === 'a')).toEqual([{ slot: 'a', seq: 2, gone: true }])
    expect((await history.page(account, undefined, 10)).rows.map(row => row.slot)).toEqual(['b'])
  })

  test('history comes in pages without a gap or a repeat', async () => {
    const { outbound, prisma, history } = openProcess()
    const account = await someone(prisma)
    for (let n = 0; n < 25; n++) await outbound.say(account, `m${n}`, say('x'))
    const seen: string[] = []
    let before: number | undefined
    for (;;) {
      const page = await history.page(account, before, 10)
      expect(page.newest).toBe(25)
      seen.unshift(...page.rows.map(row => row.slot))
      before = page.rows[0]?.createdSeq
      if (!page.more) break
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => `m${n}`))
  })
})
