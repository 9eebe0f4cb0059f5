/** What a generation by a paid engine costs us, and that it is paid once whatever dies. */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { FREE_PLAN } from '../../config/plans.js'
import { findStyle } from '../../config/styles.js'
import { noteAnswer } from '../../core/generation/orders.js'
import type { Outcome } from '../../core/ports.js'
import { BACKENDS, openBackend } from '../support/backends.js'
import { openTestBooth, openTestHome, type TestBooth, type TestBoothOptions } from '../support/booth.js'
import type { FarReplicate } from '../support/child-replicate.js'
import { AI_STYLE, engineStorm } from '../support/engine-storm.js'
import { tinyOutput } from '../support/engines.js'
import { freePort } from '../support/free-port.js'
import { openHooks, paidParts } from '../support/paid-house.js'
import { privatePostgres } from '../support/postgres.js'
import { blind, invite, reached } from './pipeline.js'

const GENERATIONS = 1_000
const CPU_GOAL = 60
const RATE_GOAL = 100

interface Row {
  what: string
  value: number
  unit: string
  goal?: string
  ok?: boolean
}

type Backend = (typeof BACKENDS)[number]

/** From the command to the message with the picture, by an engine that answers at once with a picture of 1 kB. */
export async function benchEngines(): Promise<{ name: string; rows: Row[] }> {
  const rows: Row[] = []
  const kinds = [
    { what: 'an engine in this process', measure: byOrdersAlone, goal: RATE_GOAL },
    // Its stand-in and Postgres share the machine, so that this rate is no promise.
    { what: 'Replicate’s client and signed webhooks', measure: byReplicate, goal: undefined },
  ]
  for (const backend of BACKENDS)
    for (const { what, measure, goal } of kinds) {
      const seen = await measure(backend)
      if (seen === null) continue
      const { rate, cpuMs } = seen
      rows.push(
        {
          what: `${what}, queue on ${backend}`,
          value: rate,
          unit: 'generations/s',
          ...(goal !== undefined && { goal: `≥ ${goal}`, ok: rate >= goal }),
        },
        {
          what: '  CPU of the process a generation',
          value: cpuMs,
          unit: 'ms',
          goal: `≤ ${CPU_GOAL}`,
          ok: cpuMs <= CPU_GOAL,
        },
      )
    }
  return { name: 'paid engines', rows }
}

/** A thousand generations while the booth is killed thirty times: what the engine was asked to start. */
export async function benchStartsUnderKill(): Promise<{ name: string; rows: Row[] }> {
  const rows: Row[] = []
  for (const backend of BACKENDS) {
    const storm = {
      backend,
      generations: 1_000,
      chats: 25,
      kills: 30,
      cuts: 50,
      hears: true,
      restMs: 300_000,
    }
    const { starts, requests, orders, violations, seconds } = await engineStorm(storm)
    if (violations.length > 0) throw new Error(violations[0])
    rows.push(
      {
        what: `starts at the engine for ${storm.generations} generations, ${storm.kills} × kill -9, ${storm.cuts} cut answers, queue on ${backend}`,
        value: starts,
        unit: 'starts',
        goal: `= ${storm.generations}`,
        ok: starts === storm.generations,
      },
      { what: '  requests for a start that reached it', value: requests, unit: 'requests' },
      { what: `  orders: ${JSON.stringify(orders)}; all of it took`, value: seconds, unit: 's' },
    )
  }
  return { name: 'paid once', rows }
}

/** Everything real but for Replicate itself, which is a process of its own. */
async function byReplicate(backend: Backend) {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const entry = fileURLToPath(new URL('../support/child-replicate.ts', import.meta.url))
  const far = fork(entry, { execArgv: ['--import', loader], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  try {
    const [{ token, apiUrl, webhookSecret, outputOrigin }] = (await once(far, 'message')) as [FarReplicate]
    const paid = {
      engines: { replicate: { token, apiUrl, webhookSecret, fileOrigins: [outputOrigin] } },
      port: await freePort(),
      hears: true,
    }
    return await measure(backend, paidParts(paid), house => openHooks(paid, house))
  } finally {
    far.kill()
  }
}

/** What orders alone cost: the engine says how work ended even before its start is answered. */
async function byOrdersAlone(backend: Backend) {
  const output = await tinyOutput()
  let house: TestBooth | undefined
  const done: Outcome = { state: 'succeeded', outputs: ['one'] }
  const replicate = {
    id: 'replicate' as const,
    paid: true,
    async start({ id }: { id: string }) {
      if (house)
        await house.queues.jobs.enqueue(
          await noteAnswer(house.db, { engine: 'replicate', orderId: id, engineId: id, answer: done }),
        )
      return { engineId: id }
    },
    look: async () => done,
    read: () => done,
    cancel: async () => {},
    fetch: async () => output,
  }
  const parts = { engines: { replicate }, startsPerMinute: { replicate: 1e6 } }
  return measure(backend, parts, async opened => {
    house = opened
    return { close: async () => {} }
  })
}

async function measure(
  backend: Backend,
  parts: Pick<TestBoothOptions, 'engines' | 'webhooks' | 'startsPerMinute'>,
  open: (house: TestBooth) => Promise<{ close(): Promise<void> }>,
): Promise<{ rate: number; cpuMs: number } | null> {
  const queue = await openBackend(backend)
  if (!queue) return null
  // Durable, as in a booth: what is committed is on the disk.
  const postgres = await privatePostgres()
  const home = { ...(await openTestHome()), connection: postgres.connection }
  const plan = { ...FREE_PLAN, freePerDay: GENERATIONS * (findStyle(AI_STYLE)?.cost ?? 1) }
  const house = await openTestBooth({ ...parts, backend: queue.backend, vision: blind, plan, home })
  const opened = await open(house)
  try {
    const chats = await invite(house)
    const began = performance.now()
    const cpu = process.cpuUsage()
    let left = GENERATIONS
    const command = { act: { type: 'command', name: 'portrait', argument: AI_STYLE } } as const
    await Promise.all(
      chats.map(async chat => {
        while (left-- > 0) await house.platform.say(house.booth, chat, command)
      }),
    )
    const delivered = () =>
      chats.flatMap(chat => house.platform.messages(chat)).filter(({ images }) => images.length > 0).length
    await reached(delivered, GENERATIONS, began)
    const seconds = (performance.now() - began) / 1_000
    const { user, system } = process.cpuUsage(cpu)
    return { rate: GENERATIONS / seconds, cpuMs: (user + system) / 1_000 / GENERATIONS }
  } finally {
    await opened.close()
    await house.close()
    await queue.drop()
    await postgres.stop()
    await home.drop()
  }
}
