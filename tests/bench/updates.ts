/**
 * How many updates the booth takes in on each platform, and how soon the platform hears that they are: the unmodified
 * program in a process of its own, the platform's stand-in and its people in this one.
 */
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { openHouse } from '../journeys/house.js'
import { freePort } from '../support/free-port.js'
import { discordCrowd } from './updates/discord.js'
import { answered, bring, type Crowd } from './updates/load.js'
import { slackCrowd } from './updates/slack.js'
import { telegramCrowd } from './updates/telegram.js'

const PER_SECOND = 200
const SECONDS = 20
const PEOPLE = 400
/** Discord and Slack want an answer within 3 s. */
const ACK_GOAL_MS = 1_000
/** Against what it is after a first load of the same kind, when caches and pools have filled. */
const MEMORY_GOAL = 1.25

/** Longer than any pause between two tries of an answer: what has not come by then is lost. */
const QUIET_MS = 60_000

const megabytes = (pid: number) =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

const at = (times: number[], share: number) => times[Math.floor(times.length * share)] ?? Number.NaN

async function bench(open: (people: number) => Promise<Crowd>) {
  const crowd = await open(PEOPLE)
  const port = await freePort()
  const house = await openHouse({ PORT: String(port), ...crowd.settings(port) })
  try {
    await crowd.ready()
    const warm = await bring(crowd, PER_SECOND / 2, SECONDS / 2)
    await answered(crowd, warm.said, QUIET_MS)
    const before = megabytes(house.pid)
    const had = crowd.answers()
    const { acks, said } = await bring(crowd, PER_SECOND, SECONDS)
    const wanted = said.map((count, person) => count + (had[person] ?? 0))
    const ms = await answered(crowd, wanted, QUIET_MS)
    await wait(3_000)
    const after = megabytes(house.pid)
    const got = crowd.answers()
    const lost = got.reduce((sum, count, person) => sum + Math.max(0, (wanted[person] ?? 0) - count), 0)
    const doubled = got.reduce((sum, count, person) => sum + Math.max(0, count - (wanted[person] ?? 0)), 0)
    const late = acks.filter(ms => ms === Number.POSITIVE_INFINITY).length
    const broken = crowd.violations().length
    return {
      name: `${crowd.platform}: ${PER_SECOND} commands/s for ${SECONDS} s from ${PEOPLE} people`,
      rows: [
        { what: 'taken in, p50', value: at(acks, 0.5), unit: 'ms' },
        {
          what: 'taken in, p99',
          value: at(acks, 0.99),
          unit: 'ms',
          // Telegram keeps what is not taken in yet, and lets nobody answer more than 30 a second.
          ...(crowd.mustHurry && { goal: `≤ ${ACK_GOAL_MS}`, ok: at(acks, 0.99) <= ACK_GOAL_MS }),
        },
        { what: 'not taken in in time', value: late, unit: '', goal: 0, ok: late === 0 },
        { what: 'last answer after the load', value: ms / 1000, unit: 's' },
        { what: 'commands without an answer', value: lost, unit: '', goal: 0, ok: lost === 0 },
        { what: 'answers too many', value: doubled, unit: '', goal: 0, ok: doubled === 0 },
        { what: 'broken rules of the platform', value: broken, unit: '', goal: 0, ok: broken === 0 },
        { what: 'memory before', value: before, unit: 'MB' },
        {
          what: 'memory after',
          value: after,
          unit: 'MB',
          goal: `≤ ${MEMORY_GOAL} ×`,
          ok: after <= before * MEMORY_GOAL,
        },
      ],
    }
  } finally {
    await house.close()
    await crowd.close()
  }
}

/** Discord, with its gateway. */
export const benchDiscordUpdates = () => bench(discordCrowd)

/** Slack, with signed requests. */
export const benchSlackUpdates = () => bench(slackCrowd)

/** Telegram, with its webhook. */
export const benchTelegramUpdates = () => bench(telegramCrowd)
