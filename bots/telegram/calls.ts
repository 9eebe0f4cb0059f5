/** Calls of the Bot API: in Telegram's pace, each with a time limit, refusals as faults that name no secret. */
import { setTimeout as wait } from 'node:timers/promises'
import { type Api, GrammyError } from 'grammy'
import { TELEGRAM } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import { timeLimit } from '../../core/time-limit.js'
import { callFault, judge, type Refusal } from './faults.js'
import type { Pace } from './pace.js'

type Raw = Api['raw']
export type Method = keyof Raw
type Payload<M extends Method> = M extends 'getMe' ? Record<string, never> : Parameters<Raw[M]>[0]
type Result<M extends Method> = Awaited<ReturnType<Raw[M]>>

export interface CallOptions {
  signal?: AbortSignal | undefined
  /** The call writes so many messages to a chat, and waits for its place; nothing that is `dispensable` waits. */
  place?: { chat: string; weight?: number; dispensable?: boolean }
  /** Pictures go with it. */
  upload?: boolean
  /** Another limit than usual. */
  ms?: number | undefined
}

/** A refusal that the caller knows what to do about. */
export class Refused extends Error {
  readonly refusal: Exclude<Refusal, { kind: 'fault' }>

  constructor(refusal: Exclude<Refusal, { kind: 'fault' }>) {
    super(`Telegram refuses: ${refusal.kind}.`)
    this.refusal = refusal
  }
}

/** There was no room for something dispensable. */
export class Dropped extends Error {}

/** Calls a method. Throws `Fault`, `Refused` or `Dropped`, and nothing else. */
export type Call = <M extends Method>(
  method: M,
  payload: Payload<M>,
  options?: CallOptions,
) => Promise<Result<M>>

/** Builds it over grammY's client. */
export function createCalls(deps: { api: Api; pace: Pace }): Call {
  const { api, pace } = deps

  async function takePlace(
    { chat, weight = 1, dispensable = false }: Required<CallOptions>['place'],
    signal?: AbortSignal,
  ) {
    let patience: number = TELEGRAM.patienceMs
    for (;;) {
      const ms = pace.take(chat, weight, dispensable)
      if (ms === 0) return
      if (dispensable) throw new Dropped()
      if (ms > patience)
        throw new Fault('busy', 'Too many messages at once.', { retry: { afterMs: Math.ceil(ms) } })
      patience -= ms
      await wait(ms, undefined, signal ? { signal } : {})
    }
  }

  return async <M extends Method>(
    method: M,
    payload: Payload<M>,
    options: CallOptions = {},
  ): Promise<Result<M>> => {
    const { place, signal, upload = false } = options
    const both = timeLimit(
      (options.ms ?? (upload ? TELEGRAM.uploadMs : TELEGRAM.callMs)) + (place ? TELEGRAM.patienceMs : 0),
      ...(signal ? [signal] : []),
    )
    try {
      if (place) await takePlace(place, both)
      // A union of two hundred signatures cannot be called by its name; grammY hands getMe its empty payload by itself.
      const run = api.raw[method] as (...given: unknown[]) => Promise<Result<M>>
      return await (method === 'getMe' ? run(both) : run(payload, both))
    } catch (error) {
      if (error instanceof Dropped) throw error
      if (error instanceof GrammyError && !both.aborted) {
        const refusal = judge(error)
        throw refusal.kind === 'fault' ? refusal.fault : new Refused(refusal)
      }
      throw callFault(error, both)
    }
  }
}
