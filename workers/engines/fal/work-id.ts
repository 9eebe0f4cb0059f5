import { z } from 'zod'

/** fal's name of a request: a UUID. It becomes part of addresses, so that nothing else may stand in it. */
export const workId = z.string().regex(/^[\w-]{8,64}$/)
