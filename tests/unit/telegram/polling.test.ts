import { Api } from 'grammy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCalls } from '../../../bots/telegram/calls.js'
import { createPace } from '../../../bots/telegram/pace.js'
import { createPolling, type Polling, pollingAdvice } from '../../../bots/telegram/polling.js'
import type { Receive } from '../../../bots/telegram/receive.js'
import { toFault } from '../../../core/errors.js'
import { openTelegramServer, type TelegramServer } from '../../fakes/telegram/server.js'
import { createTestLog, eventually } from '../../support/booth.js'
import { message } from './payloads.js'

let server: TelegramServer
let log: ReturnType<typeof createTestLog>
const open: Polling[] = []
beforeEach(async () => {
  server = await openTelegramServer()
  log = createTestLog()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map(polling => polling.close()))
  expect(server.violations).toEqual([])
  await server.close()
})

function poll(receive: Receive, token = server.token): Polling {
  const api = new Api(token, { apiRoot: server.address })
  const call = createCalls({ api, pace: createPace({ now: () => Date.now() }) })
  const polling = createPolling({ call, receive, log })
  open.push(polling)
  return polling
}

const say = (text: string) => server.updates.push({ message: message({ text }) }).update_id
const pending = () => server.updates.pending().map(({ update_id }) => update_id)

describe('what people say', () => {
  it('is kept once, and confirmed when it is kept', async () => {
    const kept: number[] = []
    const ids = [say('before'), say('the start')]
    await poll(async ({ update_id }) => void kept.push(update_id)).start()
    ids.push(say('later'))
    await eventually(pending, left => left.length === 0)
    expect(kept).toEqual(ids)
  })

  it('is not confirmed while it is not kept, and neither is what came after it', async () => {
    const finish: (() => void)[] = []
    const first = say('first')
    const second = say('second')
    await poll(({ update_id }) =>
      update_id === first ? new Promise(resolve => finish.push(resolve)) : Promise.resolve(),
    ).start()
    await eventually(
      () => server.captured.length,
      calls => calls > 3,
    )
    expect(pending()).toEqual([first, second])
    expect(finish).toHaveLength(1)
    finish[0]?.()
    await eventually(pending, left => left.length === 0)
  })

  it('is fetched again when it could not be kept', async () => {
    const tries: number[] = []
    const ids = [say('lost at first'), say('kept')]
    await poll(async ({ update_id }) => {
      tries.push(update_id)
      if (tries.length === 1) throw new Error('The database is away.')
    }).start()
    await eventually(pending, left => left.length === 0)
    expect(tries).toEqual([ids[0], ids[1], ids[0]])
  })

  it('comes again when the process died before it was kept', async () => {
    const id = say('in the hands of somebody who dies')
    const died = new Api(server.token, { apiRoot: server.address })
    expect((await died.getUpdates()).map(({ update_id }) => update_id)).toEqual([id])
    const kept: number[] = []
    await poll(async ({ update_id }) => void kept.push(update_id)).start()
    await eventually(
      () => kept,
      all => all.includes(id),
    )
  })

  it('goes on to be fetched while something waits for its other half', async () => {
    const waiting: (() => void)[] = []
    const receive: Receive = () =>
      new Promise(resolve => {
        waiting.push(resolve)
        if (waiting.length === 2) for (const go of waiting) go()
      })
    say('half')
    await poll(receive).start()
    say('other half')
    await eventually(pending, left => left.length === 0)
  })

  it('is confirmed at the end, so that the next process begins with what is new', async () => {
    const polling = poll(async () => {})
    await polling.start()
    say('last words')
    await eventually(
      () => server.captured.filter(({ method }) => method === 'getUpdates').length,
      calls => calls > 1,
    )
    await polling.close()
    expect(pending()).toEqual([])
  })

  it('that nobody can read is confirmed, lest it stand in the way for ever', async () => {
    const kept: number[] = []
    server.updates.push({ message: 'rubbish' })
    const id = say('fine')
    await poll(async ({ update_id, message }) => void (message && kept.push(update_id))).start()
    await eventually(pending, left => left.length === 0)
    expect(kept).toEqual([id])
  })
})

describe('trouble', () => {
  it('with a wrong token is one sentence', async () => {
    const polling = poll(async () => {}, '1:wrong')
    const fault = toFault(await polling.start().catch(error => error))
    expect(pollingAdvice(fault)).toContain('copy it again from @BotFather')
    expect(JSON.stringify([fault.message, fault.facts, fault.cause ?? null])).not.toContain('wrong')
    server.violations.length = 0
  })

  it('with another program is told once, and passes', async () => {
    const kept: number[] = []
    await poll(async ({ update_id }) => void kept.push(update_id)).start()
    await eventually(server.updates.isPolled, Boolean)
    const other = new Api(server.token, { apiRoot: server.address })
    await other.getUpdates()
    const id = say('after that')
    await eventually(
      () => kept,
      all => all.includes(id),
    )
    const told = log.lines.filter(({ level }) => level === 'warn')
    expect(told).toHaveLength(1)
    expect(JSON.stringify(told)).toContain('another program fetches the updates')
    expect(log.lines.at(-1)?.message).toBe('updates are fetched again')
  })

  it('with the network passes', async () => {
    const kept: number[] = []
    await poll(async ({ update_id }) => void kept.push(update_id)).start()
    await eventually(server.updates.isPolled, Boolean)
    server.cutConnections()
    const id = say('after that')
    await eventually(
      () => kept,
      all => all.includes(id),
    )
    expect(JSON.stringify(log.lines)).not.toContain(server.token)
  })
})
