/** People of a platform who give commands, far more and faster than any real ones; each command is one answer. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Platform } from '../../../core/platform.js'

/** A platform's stand-in with many people, in the process of the bench. */
export interface Crowd {
  platform: Platform
  /** The platform wants to be told within seconds that an event was taken in. */
  mustHurry: boolean
  /** What the booth needs to know of the platform, once it is known where the booth will be. */
  settings(port: number): Record<string, string>
  /** Settles when the booth is connected. */
  ready(): Promise<void>
  people: number
  /** Brings a command of one of the people; answers the milliseconds until the platform was told that it is taken in, and fails when it is not. */
  say(person: number, word: string): Promise<number>
  /** How many messages each of the people has been sent. */
  answers(): number[]
  violations(): string[]
  close(): Promise<void>
}

/** Commands with one message each for an answer. */
const WORDS = ['help', 'guide', 'styles', 'status', 'history', 'cancel', 'delete', 'settings']

export interface Load {
  /** Milliseconds, in order; infinite where the platform was not told in its time. */
  acks: number[]
  /** Commands of each of the people. */
  said: number[]
}

/** So many commands a second for so long, evenly, whether or not those before have been taken in. */
export async function bring(crowd: Crowd, perSecond: number, seconds: number): Promise<Load> {
  const said = Array.from({ length: crowd.people }, () => 0)
  const acks: Promise<number>[] = []
  const begun = performance.now()
  for (let n = 0; n < perSecond * seconds; n++) {
    const early = begun + (n * 1_000) / perSecond - performance.now()
    if (early > 1) await wait(early)
    const person = n % crowd.people
    said[person] = (said[person] ?? 0) + 1
    acks.push(crowd.say(person, WORDS[n % WORDS.length] ?? 'help').catch(() => Number.POSITIVE_INFINITY))
  }
  return { acks: (await Promise.all(acks)).sort((a, b) => a - b), said }
}

/** Waits until everybody has been answered as often as they have asked, or until nothing comes any more. */
export async function answered(crowd: Crowd, said: readonly number[], quietMs: number): Promise<number> {
  const begun = performance.now()
  const count = () => crowd.answers().reduce((sum, one) => sum + one, 0)
  const wanted = said.reduce((sum, one) => sum + one, 0)
  let last = { count: count(), at: performance.now() }
  while (last.count < wanted && performance.now() - last.at < quietMs) {
    await wait(100)
    const now = count()
    if (now !== last.count) last = { count: now, at: performance.now() }
  }
  // What is too much would come now.
  await wait(2_000)
  return performance.now() - begun - 2_000
}
