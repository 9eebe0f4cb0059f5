/**
 * An engine elsewhere as its contract suite sees it: our real client of it, and a stand-in for its maker's servers on
 * loopback that can be told what to do next. Every paid engine has a stage.
 */
import type { ModelId } from '../../config/models.js'
import type { StyleId } from '../../config/styles.js'
import type { Engine } from '../../core/ports.js'
import type { ReadSchema } from '../../workers/engines/live-schema.js'

/** What lies at the address of an output. `inside` sends the reader on to a private address, `elsewhere` to a stranger's. */
export type OutputKind =
  | 'picture'
  | 'html'
  | 'empty'
  | 'huge'
  | 'wrong-type'
  | 'inside'
  | 'elsewhere'
  | 'gone'
  | 'error'
  | 'cut'

/** How work ends. `nothing` succeeds without a picture; `model` and `engine` fail in the maker's words for it. */
export type Ending =
  | { how: 'succeeded'; outputs?: readonly OutputKind[] }
  | { how: 'no-face' | 'unsafe' | 'model' | 'engine' | 'nothing' | 'cancelled' }

/**
 * What the next request for a start meets with. The first group has certainly started nothing. Of `-before` nothing has
 * been started and of the others something has, and who asked cannot tell which. `silence` never answers, `rubbish`
 * answers what nobody can read, `cut-…` closes the connection.
 */
export type StartTrouble =
  | { refused: 'rate'; seconds: number }
  | { refused: 'money' | 'key' | 'input' | 'no-model' }
  | { unheard: 'error-before' | 'error-after' | 'cut-before' | 'cut-after' | 'silence' | 'rubbish' }

/** A webhook as it has left. */
export interface SentWebhook {
  url: string
  body: string
  headers: Readonly<Record<string, string>>
}

export interface EngineStage {
  readonly engine: Engine
  readonly readSchema: ReadSchema
  /** A model of this engine that takes a picture, a prompt and a seed, and a style that it serves. */
  readonly model: ModelId
  readonly style: StyleId
  /** A second engine client of the same account whose server is not there: nobody listens at its address. */
  readonly unreachable: Engine
  /** How works that are started from now on end; `hold` keeps them running until `finish`. */
  plan(ending: Ending, options?: { hold?: boolean }): void
  /** Ends held work. */
  finish(engineId: string): void
  /** What the next starts meet with, one each; afterwards all is well again. */
  trouble(...next: StartTrouble[]): void
  /** The next `count` calls that are no starts get that status, or no answer (0). */
  failCalls(count: number, status: number): void
  /** The engine can name all works of its account, so that `find` is complete. */
  readonly lists: boolean
  /** The works that have been started, exactly and in their order: that many are to be paid. */
  started(): readonly string[]
  /** How many requests for a start have come, answered well or not. */
  startRequests(): number
  /** How many calls of any kind have come. */
  calls(): number
  /** Asked to stop. */
  cancelled(engineId: string): boolean
  /** The pictures that lie there. */
  files(): readonly { id: string; bytes: Buffer }[]
  /** The input that a work was started with, as its maker has it. */
  input(engineId: string): Record<string, unknown>
  /** When a work is to be given up by the engine itself, in seconds; undefined where it was not told. */
  cancelAfter(engineId: string): number | undefined
  /** The maker forgets a work, as it does after a time. */
  lose(engineId: string): void
  /** Webhooks that were sent, also those that found nobody. */
  webhooks(): readonly SentWebhook[]
  /** Waits until a webhook about that work has been sent. */
  webhookOf(engineId: string): Promise<SentWebhook>
  /** Calls of our client that broke the maker's rules. */
  violations(): readonly string[]
  /** Keys and tokens: no fault may have them. */
  secrets(): readonly string[]
  close(): Promise<void>
}
