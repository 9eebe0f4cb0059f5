/** What an engine says that a model takes: the part of its OpenAPI description that the catalogue is checked against. */
export interface LiveSchema {
  /** The engine's name of the version that is to be started; null where models are started by their name alone. */
  version: string | null
  required: readonly string[]
  properties: Readonly<Record<string, InputSchema>>
}

/** One input, references resolved (`allOf` with a single `$ref`, as engines write enumerations). */
export interface InputSchema {
  type?: 'string' | 'integer' | 'number' | 'boolean' | 'array'
  enum?: readonly (string | number)[]
  minimum?: number
  maximum?: number
}

/** Reads the live schema of a model. Faults: `engine_failed` (no such model, nothing readable), `unavailable`, `timeout`. */
export type ReadSchema = (modelName: string, options: { signal: AbortSignal }) => Promise<LiveSchema>

/** Whether an engine takes our key; true also where that cannot be found out. For engines that show schemas to anybody. */
export type ProveKey = (options: { signal: AbortSignal }) => Promise<boolean>
