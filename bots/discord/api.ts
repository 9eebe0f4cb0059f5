/** The door to Discord's REST API: bounded calls, and its troubles as faults. */
import type { REST, RouteLike } from 'discord.js'
import { DISCORD } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import { timeLimit } from '../../core/time-limit.js'
import type { OutgoingPicture } from '../pictures.js'
import { discordFault, isUnproved } from './faults.js'

export interface CallOptions {
  body?: object
  files?: readonly OutgoingPicture[]
  query?: Record<string, string>
  signal?: AbortSignal
  /** Bounds the call below its usual time. */
  ms?: number
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Api {
  /** A call as the bot. Faults as faults.ts says. */
  call<T = unknown>(method: Method, route: RouteLike, options?: CallOptions): Promise<T>
  /** A call whose address is its own proof: answers to interactions. A refusal says nothing about the bot's token. */
  reply<T = unknown>(method: Method, route: RouteLike, options?: CallOptions): Promise<T>
}

/** `token` is given anew with each call: the client drops it after any 401. `replies` has no token and no limit over all. */
export function createApi(deps: { rest: REST; token: string; replies: REST }): Api {
  async function request(method: Method, route: RouteLike, auth: boolean, options: CallOptions) {
    const { body, files, query, ms = files ? DISCORD.uploadMs : DISCORD.callMs } = options
    const signal = timeLimit(ms, ...(options.signal ? [options.signal] : []))
    const rest = auth ? deps.rest.setToken(deps.token) : deps.replies
    const given = {
      auth,
      signal,
      ...(body && { body }),
      ...(query && { query: new URLSearchParams(query) }),
      ...(files && {
        files: files.map(({ bytes, mime, name }) => ({ name, data: bytes, contentType: mime })),
      }),
    }
    const calls = {
      GET: () => rest.get(route, given),
      POST: () => rest.post(route, given),
      PUT: () => rest.put(route, given),
      PATCH: () => rest.patch(route, given),
      DELETE: () => rest.delete(route, given),
    }
    try {
      return await calls[method]()
    } catch (error) {
      const fault = discordFault(error, signal)
      if (!auth && isUnproved(fault))
        throw new Fault('undeliverable', 'The time of the interaction is over.', { facts: fault.facts })
      throw fault
    }
  }
  return {
    call: async <T>(method: Method, route: RouteLike, options = {}) =>
      (await request(method, route, true, options)) as T,
    reply: async <T>(method: Method, route: RouteLike, options = {}) =>
      (await request(method, route, false, options)) as T,
  }
}
